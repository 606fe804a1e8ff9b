/** What referrals answer that is computed in the database. `row` is referral.referral. */

import { toConstantCase } from '../../../base/constant-case.ts'
import type { Expression } from '../../../query/declare.ts'
import { MAX_NO_SHOWS, TRANSITIONS, type Transition, type TransitionCondition } from '../machine.ts'
import { STATES } from '../state.ts'

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')

export const isSender: Expression = ({ row, organisation }) => `${row}.sender_id = ${organisation}`

export const direction: Expression = (terms) => `case when ${isSender(terms)} then 'SENT' else 'RECEIVED' end`

/** A deadline ends at midnight in Brussels, after its last day. */
export const overdue: Expression = ({ row, today }) =>
  `coalesce(${row}.due_at <= (${today})::timestamp at time zone 'Europe/Brussels', false)`

export const dueOn: Expression = ({ row }) => `((${row}.due_at at time zone 'Europe/Brussels')::date - 1)`

const byState = (column: 'fhir' | 'businessStatus'): Expression => {
  const cases = Object.entries(STATES).flatMap(([state, about]) => {
    const value: string | null = about[column]
    return value === null ? [] : [`when '${state}' then '${value}'`]
  })
  return ({ row }) => `case ${row}.state ${cases.join(' ')} end`
}

export const fhirStatus = byState('fhir')
export const fhirBusinessStatus = byState('businessStatus')

const CONDITION_SQL: Record<TransitionCondition, (row: string) => string> = {
  NO_SHOWS_LEFT: (row) => `${row}.no_shows < ${MAX_NO_SHOWS}`,
  APPOINTMENT_PASSED: (row) => `${row}.appointment_at <= now()`,
  STARTED_BEFORE: (row) => `${row}.started`,
  NOT_STARTED_BEFORE: (row) => `not ${row}.started`,
}

/** Acts that the caller's side can do now, read from the table of transitions. */
export const mayDo: Expression = (terms) => {
  const own = TRANSITIONS.filter(({ by }) => !by.includes('SYSTEM'))
  const acts = [...new Set(own.map(({ act }) => act))]
  const cases = acts.map((act) => {
    const ways = own.filter((row) => row.act === act).flatMap((row) => wayOf(row, terms))
    return `case when ${ways.join(' or ')} then '${toConstantCase(act)}' end`
  })
  return `array_remove(array[${cases.join(', ')}], null)`
}

function wayOf({ from, by, only }: Transition, terms: Parameters<Expression>[0]): string[] {
  const states = from.filter((state) => state !== 'NEW')
  if (states.length === 0) return []
  const side = by.length > 1 ? 'true' : by.includes('SENDER') ? isSender(terms) : `not ${isSender(terms)}`
  const condition = only === undefined ? 'true' : CONDITION_SQL[only](terms.row)
  return [`(${terms.row}.state in (${quoted(states)}) and ${side} and ${condition})`]
}

/** Work that waits, by queue. */
export const QUEUES: Record<'TO_ANSWER' | 'WAITING_FOR_ME' | 'OVERDUE', Expression> = {
  TO_ANSWER: (terms) => `(not ${isSender(terms)} and ${terms.row}.state in ('SENT', 'RECEIVED'))`,
  WAITING_FOR_ME: (terms) => {
    const { row } = terms
    const receiver = `${row}.state in ('SENT', 'RECEIVED', 'ACCEPTED', 'NO_SHOW') or (${row}.state = 'SCHEDULED' and ${row}.appointment_at <= now()) or (${row}.state = 'ON_HOLD' and ${overdue(terms)})`
    return `case when ${isSender(terms)} then ${row}.state in ('DRAFT', 'INFO_REQUESTED') else ${receiver} end`
  },
  OVERDUE: overdue,
}
