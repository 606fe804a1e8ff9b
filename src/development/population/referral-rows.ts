/** Rows of one referral as the hub's acts would have left them: the referral, its events, and the relationships that it opened and ended. */

import type { Effect } from '../../activities/referral/machine.ts'
import { isTerminal } from '../../activities/referral/state.ts'
import { toConstantCase } from '../../base/constant-case.ts'
import type { OrganisationRecipient } from '../../base/recipient.ts'
import type { Sector } from '../../base/vault.ts'
import type { Day } from './day.ts'
import type { Life } from './life.ts'
import type { Course, Step } from './referral-walk.ts'

/** Organisation of a referral, with the sector whose pseudonyms it knows. */
export type Party = { organisationId: number; kind: OrganisationRecipient; sector: Sector }

/** What is said of a referral beside its course. */
export type Payload = {
  id: string
  replacesId: string | null
  explanation: string | null
  contact: { name: string | null; phone: string | null; email: string | null }
  /** Who sent it: the receiver of another referral, when that was passed on. */
  sentBy: number
  /** People who act at each side; null for a machine. */
  users: ReadonlyMap<number, string | null>
}

type Story = { from: Party; to: Party; course: Course; steps: readonly Step[]; payload: Payload }

/** @param steps at least one. */
export function emitReferralRows(life: Life, story: Story): void {
  const { payload, steps } = story
  life.emit('referral.referral', { ...payloadColumns(story), ...standingColumns(life, story) })
  steps.forEach((step, index) => {
    const organisation_id = actorOf(story, step, index)
    life.emit('referral.event', {
      referral_id: payload.id,
      version: index + 1,
      at: step.at,
      organisation_id,
      user_ref: organisation_id === null ? null : payload.users.get(organisation_id),
      act: toConstantCase(step.act),
      state: step.decision.to ?? '',
      code: step.given.code ?? step.decision.outcome,
    })
  })
  emitRelationships(life, story)
}

function actorOf({ from, to, payload }: Story, { side }: Step, index: number): number | null {
  if (side === 'SYSTEM') return null
  return index === 0 ? payload.sentBy : side === 'SENDER' ? from.organisationId : to.organisationId
}

function payloadColumns({ from, to, course, payload }: Story) {
  return {
    id: payload.id,
    sender_id: from.organisationId,
    receiver_id: to.organisationId,
    sender_kind: from.kind,
    receiver_kind: to.kind,
    reason: course.reason,
    agreement: course.agreement,
    explanation: payload.explanation,
    contact_name: payload.contact.name,
    contact_phone: payload.contact.phone,
    contact_email: payload.contact.email,
    replaces_id: payload.replacesId,
  }
}

function standingColumns({ identity }: Life, { from, to, course, steps }: Story) {
  const last = steps.at(-1) as Step
  const state = last.decision.to ?? 'DRAFT'
  const open = state !== 'DRAFT' && !isTerminal(state)
  const latest = <T>(of: (step: Step) => T | null | undefined) => steps.map(of).findLast((value) => value != null)
  return {
    state,
    version: steps.length,
    question: latest(({ act, given }) => (act === 'requestInformation' ? given.text : null)),
    answer: latest(({ act, given }) => (act === 'answerInformation' ? given.text : null)),
    appointment_at: latest(({ given }) => given.appointmentAt?.getTime()),
    no_shows: last.decision.noShows,
    started: last.decision.started,
    code: latest(({ given }) => given.code),
    outcome: latest(({ decision }) => decision.outcome),
    open_key: open ? [identity.personId, from.kind, to.kind, course.reason].join(' ') : null,
    draft_key: state === 'DRAFT' ? [from.organisationId, identity.personId, to.kind, course.reason].join(' ') : null,
    created_at: steps[0]?.at ?? last.at,
    sent_at: steps.find(({ act }) => act === 'submit')?.at,
    changed_at: last.at,
    deadline: last.due?.name,
    due_at: last.due?.at,
    escalated_at: last.act === 'escalate' ? last.at : null,
  }
}

type Known = { party: Party; capacity: string; from: Day; until: Day | null }

function emitRelationships(life: Life, { to, course, steps, payload }: Story): void {
  const known: Known[] = []
  const end = (last: Day) => {
    for (const row of known) if (row.until === null || row.until > last) row.until = Math.max(row.from, last)
  }
  const effects: Record<Effect, (day: Day) => void> = {
    OPENS_RECEIVER_PARTY: (day) => known.push({ party: to, capacity: 'REFERRAL_PARTY', from: day, until: null }),
    OPENS_ACCEPTED: (day) => known.push({ party: to, capacity: 'ACCEPTED_REFERRAL', from: day, until: null }),
    ENDS_AFTER_READ_BACK: (day) => end(day + course.terms.readBackDays),
    ENDS_NOW: end,
  }
  for (const { day, decision } of steps) if (decision.effect !== null) effects[decision.effect](day)
  for (const { party, capacity, from: valid_from, until: valid_until } of known)
    life.emit('directory.relationship', {
      organisation_id: party.organisationId,
      newcomer_id: life.pseudonyms[party.sector],
      evidence_ref: life.evidenceRef,
      capacity,
      source: `REFERRAL ${payload.id}`,
      valid_from,
      valid_until,
    })
}
