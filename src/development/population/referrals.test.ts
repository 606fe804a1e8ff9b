/** Referrals of the population are such as the hub itself could have written: each is replayed, event by event, through the function that decides there. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sampleRows, sampleSetting, type TextRow } from '../../../test/support/population-sample.ts'
import { DEADLINES, type DeadlineName, dueAt, loadDeadlines } from '../../activities/referral/deadline.ts'
import { type ActInput, decide, type Standing } from '../../activities/referral/decide.ts'
import { ACT_LABELS, type ActName, type Side } from '../../activities/referral/machine.ts'
import { type Agreement, isAgreementEnough, isOnPath, type ReferralReason } from '../../activities/referral/reason.ts'
import { isTerminal, type ReferralState } from '../../activities/referral/state.ts'
import { toConstantCase } from '../../base/constant-case.ts'
import { brusselsDay } from '../../base/day.ts'
import type { OrganisationRecipient } from '../../base/recipient.ts'
import { problemOf } from '../../graphql/schema/free-text.ts'
import { isoDay, parseDay } from './day.ts'

const TODAY = '2026-11-23'
const START_OF_TODAY = '2026-11-22T23:00:00.000Z'
const SETTINGS = await loadDeadlines(join(import.meta.dirname, '../../../reference'))
const rows = sampleRows(sampleSetting(TODAY), 0, 12_000)
const referrals = rows.get('referral.referral') ?? []
const events = Map.groupBy(rows.get('referral.event') ?? [], ({ referral_id }) => referral_id)
const relationships = Map.groupBy(rows.get('directory.relationship') ?? [], ({ person_id }) => person_id)
const bySource = Map.groupBy(rows.get('directory.relationship') ?? [], ({ source }) => source)
const COMMAND_OF = new Map((Object.keys(ACT_LABELS) as ActName[]).map((command) => [toConstantCase(command), command]))

const textOf = (row: TextRow | undefined, column: string) => row?.[column] ?? ''
const listOf = (referral: TextRow) => events.get(referral.id ?? '') ?? []

function sideOf(referral: TextRow, { organisation_id, version }: TextRow): Side {
  if (organisation_id === null) return 'SYSTEM'
  const passedOn = version === '1' && referral.replaces_id !== null
  return passedOn || organisation_id === referral.sender_id ? 'SENDER' : 'RECEIVER'
}

const last = (referral: TextRow, act: string) => listOf(referral).findLast((event) => event.act === act)

/** What the event and the referral tell of what was given. An appointment that was moved later is no longer known: any would do that is over by the next event. */
function givenOf(referral: TextRow, event: TextRow, command: ActName): ActInput {
  const path = { reason: textOf(referral, 'reason'), receiver: referral.receiver_kind as OrganisationRecipient }
  const isLast = last(referral, 'SCHEDULE') === event
  switch (command) {
    case 'draft':
    case 'submit':
      return { ...path, agreement: textOf(referral, 'agreement') }
    case 'reroute':
      return { receiver: referrals.find(({ replaces_id }) => replaces_id === referral.id)?.receiver_kind as OrganisationRecipient }
    case 'schedule':
      return { appointmentAt: new Date(isLast ? textOf(referral, 'appointment_at') : textOf(event, 'at')) }
    case 'requestInformation':
      return { text: textOf(referral, 'question') }
    case 'answerInformation':
      return { text: textOf(referral, 'answer') }
    default:
      return event.code === null || event.code === undefined ? {} : { code: event.code, outcome: event.code }
  }
}

type Known = { capacity: string; of: string; from: string; until: string | null }

/** Decides on every event anew. @returns what the referral and its relationships must then be. */
function replay(referral: TextRow) {
  let standing: Standing = {
    state: 'NEW',
    sender: referral.sender_kind as OrganisationRecipient,
    reason: null,
    sent: false,
    noShows: 0,
    started: false,
    appointmentAt: null,
  }
  let due: { deadline: DeadlineName; due_at: string } | null = null
  const known: Known[] = []
  for (const event of listOf(referral)) {
    const command = COMMAND_OF.get(textOf(event, 'act')) as ActName
    const given = givenOf(referral, event, command)
    const at = new Date(textOf(event, 'at'))
    const decision = decide(standing, command, sideOf(referral, event), given, at)
    if (!decision.allowed) throw new Error(`${command} in ${standing.state}: ${JSON.stringify(decision.refusal)}`)
    expect(decision.to).toBe(event.state)
    const appointmentAt = given.appointmentAt ?? standing.appointmentAt
    standing = { ...standing, ...decision, state: decision.to as ReferralState, reason: referral.reason as ReferralReason, appointmentAt }
    if (command !== 'escalate')
      due =
        decision.deadline === null
          ? null
          : { deadline: decision.deadline, due_at: dueAt(decision.deadline, SETTINGS, at, appointmentAt).toISOString() }
    applyEffect(known, decision.effect, brusselsDay(at))
  }
  return { state: standing.state, no_shows: String(standing.noShows), started: standing.started ? 't' : 'f', due, known }
}

function applyEffect(known: Known[], effect: string | null, day: string): void {
  const open = (capacity: string, of: string) => known.push({ capacity, of, from: day, until: null })
  const end = (until: string) => {
    for (const row of known) if (row.until === null || row.until > until) row.until = until > row.from ? until : row.from
  }
  if (effect === 'OPENS_SENDER_PARTY') open('REFERRAL_PARTY', 'sender_id')
  if (effect === 'OPENS_RECEIVER_PARTY') open('REFERRAL_PARTY', 'receiver_id')
  if (effect === 'OPENS_ACCEPTED') open('ACCEPTED_REFERRAL', 'receiver_id')
  if (effect === 'ENDS_AFTER_READ_BACK') end(isoDay(parseDay(day) + SETTINGS.readBackDays))
  if (effect === 'ENDS_NOW') end(day)
}

test('there are enough referrals, in every state that lasts', () => {
  const states = new Set(referrals.map(({ state }) => state))
  expect(referrals.length).toBeGreaterThan(800)
  expect([...states].toSorted()).toEqual(
    expect.arrayContaining(
      'ACCEPTED CANCELLED CLOSED_NOT_REACHED COMPLETED ENTERED_IN_ERROR EXPIRED ON_HOLD RECEIVED REJECTED REROUTED SCHEDULED SENT STARTED STOPPED WITHDRAWN'.split(
        ' ',
      ),
    ),
  )
  expect(referrals.filter(({ no_shows }) => no_shows === '2').length).toBeGreaterThan(0)
})

describe('every referral of the population', () => {
  test('replays through the machine to what it is, with its deadline and its relationships', () => {
    for (const referral of referrals) {
      const { due, known, ...standing } = replay(referral)
      expect(referral).toMatchObject({
        ...standing,
        version: String(listOf(referral).length),
        ...(due ?? { deadline: null, due_at: null }),
      })
      const found = (bySource.get(`REFERRAL ${referral.id}`) ?? []).map(({ capacity, organisation_id, valid_from, valid_until }) => ({
        capacity,
        organisation: organisation_id,
        from: valid_from,
        until: valid_until,
      }))
      expect(found).toEqual(known.map(({ of, ...row }) => ({ ...row, organisation: referral[of] })))
    }
  })

  test('has its events one after another, the last one before today', () => {
    for (const referral of referrals) {
      const list = listOf(referral)
      expect(list.map(({ version }) => version)).toEqual(list.map((_, index) => String(index + 1)))
      const times = list.map((event) => textOf(event, 'at'))
      expect(times).toEqual([...new Set(times)].toSorted())
      expect(times.at(-1) ?? '').not.toBe('')
      expect((times.at(-1) ?? '') <= START_OF_TODAY).toBe(true)
      expect([referral.created_at, referral.changed_at]).toEqual([times[0], times.at(-1)])
      expect(referral.sent_at).toBe(list.find(({ act }) => act === 'SUBMIT')?.at ?? null)
    }
  })

  test('was sent by an organisation that knew the person, on a path of its reason, with agreement enough', () => {
    for (const referral of referrals) {
      const day = brusselsDay(new Date(textOf(referral, 'created_at')))
      const knows = (relationships.get(referral.person_id ?? '') ?? []).some(
        ({ organisation_id, capacity, valid_from, valid_until }) =>
          organisation_id === referral.sender_id &&
          !(capacity ?? '').includes('REFERRAL') &&
          (valid_from ?? '9') <= day &&
          (valid_until === null || (valid_until ?? '') > day),
      )
      expect(knows || referral.replaces_id !== null).toBe(true)
      const reason = referral.reason as ReferralReason
      const kinds = [referral.sender_kind, referral.receiver_kind] as [OrganisationRecipient, OrganisationRecipient]
      expect(isOnPath(reason, ...kinds) && isAgreementEnough(reason, referral.agreement as Agreement)).toBe(true)
      expect(referral.sender_id).not.toBe(referral.receiver_id)
    }
  })

  test('waits for no deadline that has passed, unless it was shown as overdue', () => {
    for (const { deadline, due_at, escalated_at } of referrals) {
      if ((due_at ?? '9') > START_OF_TODAY) continue
      expect([DEADLINES[deadline as DeadlineName].reaction, escalated_at]).toEqual(['escalate', due_at])
    }
  })

  test('holds a key while it is open, and nothing in words that the hub would refuse', () => {
    const keys = referrals.flatMap(({ open_key }) => open_key ?? [])
    expect(new Set(keys).size).toBe(keys.length)
    for (const referral of referrals) {
      const { person_id, sender_kind, receiver_kind, reason, state, explanation, question, answer } = referral
      const open = state !== 'DRAFT' && !isTerminal(state as ReferralState)
      expect(referral.open_key).toBe(open ? [person_id, sender_kind, receiver_kind, reason].join(' ') : null)
      expect([explanation, question, answer].flatMap((text) => problemOf(text ?? '') ?? [])).toEqual([])
    }
  })
})

test('a referral that was passed on lives on as another of the same sender', () => {
  const byId = new Map(referrals.map((referral) => [referral.id, referral]))
  const passed = referrals.filter(({ replaces_id }) => replaces_id !== null)
  expect(passed.length).toBeGreaterThan(10)
  for (const referral of passed) {
    const before = byId.get(referral.replaces_id)
    const same = ['person_id', 'sender_id', 'reason', 'agreement', 'explanation', 'contact_name'] as const
    for (const column of same) expect(referral[column]).toBe(before?.[column])
    expect({ ...before, at: before?.changed_at }).toMatchObject({ state: 'REROUTED', at: referral.created_at })
    expect(before?.receiver_id).not.toBe(referral.receiver_id)
  }
})
