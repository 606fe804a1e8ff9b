/** What referrals answer that is computed in the database. `terms.column` is of referral.referral. */

import type { ColumnOf } from '../../../base/columns.ts'
import { toConstantCase } from '../../../base/constant-case.ts'
import { dayAt, startOfDay } from '../../../base/day.ts'
import type { Expression } from '../../../query/declare.ts'
import { MAX_NO_SHOWS, TRANSITIONS, type Transition, type TransitionCondition } from '../machine.ts'
import { isSender } from '../party-sql.ts'
import { STATES } from '../state.ts'

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')

const isSent: Expression = ({ column, organisation, today }) => isSender(column, organisation, today)

export const direction: Expression = (terms) => `case when ${isSent(terms)} then 'SENT' else 'RECEIVED' end`

/** A deadline ends at midnight in Brussels, after its last day. */
export const overdue: Expression = ({ column, today }) => `coalesce(${column('due_at')} <= ${startOfDay(today)}, false)`

export const dueOn: Expression = ({ column }) => `(${dayAt(column('due_at'))} - 1)`

const byState = (name: 'fhir' | 'businessStatus'): Expression => {
  const cases = Object.entries(STATES).flatMap(([state, about]) => {
    const value: string | null = about[name]
    return value === null ? [] : [`when '${state}' then '${value}'`]
  })
  return ({ column }) => `case ${column('state')} ${cases.join(' ')} end`
}

export const fhirStatus = byState('fhir')
export const fhirBusinessStatus = byState('businessStatus')

const CONDITION_SQL: Record<TransitionCondition, (column: ColumnOf) => string> = {
  NO_SHOWS_LEFT: (column) => `${column('no_shows')} < ${MAX_NO_SHOWS}`,
  APPOINTMENT_PASSED: (column) => `${column('appointment_at')} <= now()`,
  STARTED_BEFORE: (column) => column('started'),
  NOT_STARTED_BEFORE: (column) => `not ${column('started')}`,
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
  const side = by.length > 1 ? 'true' : by.includes('SENDER') ? isSent(terms) : `not ${isSent(terms)}`
  const condition = only === undefined ? 'true' : CONDITION_SQL[only](terms.column)
  return [`(${terms.column('state')} in (${quoted(states)}) and ${side} and ${condition})`]
}

/** Work that waits, by queue. */
export const QUEUES: Record<'TO_ANSWER' | 'WAITING_FOR_ME' | 'OVERDUE', Expression> = {
  TO_ANSWER: (terms) => `(not ${isSent(terms)} and ${terms.column('state')} in ('SENT', 'RECEIVED'))`,
  WAITING_FOR_ME: (terms) => {
    const { column } = terms
    return `case
    when ${isSent(terms)} then ${column('state')} in ('DRAFT', 'INFO_REQUESTED')
    else ${column('state')} in ('SENT', 'RECEIVED', 'ACCEPTED', 'NO_SHOW')
      or (${column('state')} = 'SCHEDULED' and ${column('appointment_at')} <= now())
      or (${column('state')} = 'ON_HOLD' and ${overdue(terms)})
  end`
  },
  OVERDUE: overdue,
}
