/** Writes a decision: one statement, that finds the referral as it was decided on or changes nothing. */

import { toConstantCase } from '../../../base/constant-case.ts'
import type { ActKey, DoneAct } from '../../../graphql/schema/acts/act.ts'
import { type ActQuery, writeAct } from '../../../graphql/schema/acts/act-store.ts'
import { type DeadlineName, type DeadlineSettings, dueAt } from '../deadline.ts'
import type { ActInput, AllowedAct } from '../decide.ts'
import type { ActName } from '../machine.ts'
import { isTerminal } from '../state.ts'
import type { ActAnswer, Actor } from './commands.ts'
import { draftExists, openReferralExists } from './refusals.ts'
import { type ActStatement, type ActValue, TELL_OPEN } from './statements.ts'

export type ReferralStoreParts = {
  query: ActQuery
  deadlines: DeadlineSettings
  /** Whether made-up codes of organisations count; false in production. */
  allowPlaceholders: boolean
}

/** What was done under a key before; null when nothing was. */
export type WrittenAct = DoneAct<{ id: string }> | null

export type ActValues = Partial<Record<ActValue, unknown>>

/** Values of every act: who, when, and what the machine decided. */
export function valuesOf(
  { deadlines }: ReferralStoreParts,
  actor: Actor,
  key: ActKey | null,
  act: ActName,
  decision: AllowedAct,
  given: ActInput,
): ActValues {
  return {
    from: decision.from,
    to: decision.to,
    at: actor.now,
    today: actor.today,
    organisation: actor.organisation.id,
    capacities: actor.capacities,
    user: actor.userRef,
    act: toConstantCase(act),
    code: given.code,
    outcome: decision.outcome,
    ...deadlineOf(deadlines, decision.deadline, actor.now, given.appointmentAt ?? null),
    noShows: decision.noShows,
    started: decision.started,
    appointmentAt: given.appointmentAt,
    question: act === 'requestInformation' ? given.text : null,
    answer: act === 'answerInformation' ? given.text : null,
    terminal: decision.to !== null && isTerminal(decision.to),
    readBackDays: deadlines.readBackDays,
    consumer: actor.consumer,
    key: key?.key,
    fingerprint: key?.fingerprint,
  }
}

function deadlineOf(settings: DeadlineSettings, deadline: DeadlineName | null, at: Date, appointmentAt: Date | null): ActValues {
  return { deadline, dueAt: deadline === null ? null : dueAt(deadline, settings, at, appointmentAt) }
}

type Written = 'DONE' | 'OVERTAKEN' | 'OPEN_REFERRAL_EXISTS' | 'DRAFT_EXISTS'

/** That a person has an open referral, of whomever, or a draft, is told only once it is on record who was told.
 *  @returns undefined when another act overtook this one: it is to be decided on anew. */
export async function answerOf(
  parts: ReferralStoreParts,
  actor: Actor,
  key: ActKey | null,
  written: Written,
  about: { id: string; person: string },
): Promise<ActAnswer | undefined> {
  if (written === 'OVERTAKEN') return undefined
  if (written === 'DONE') return { id: about.id, userErrors: [] }
  const values = [actor.organisation.id, actor.consumer, key?.key ?? null, actor.userRef, about.person]
  const told = await writeAct(parts.query, { ...TELL_OPEN, values })
  if (told !== 1) return undefined
  return { id: null, userErrors: [written === 'DRAFT_EXISTS' ? draftExists() : openReferralExists()] }
}

/** Unique keys of a referral, and what is told when there is one already. */
const EXISTING = { referral_open_key_key: 'OPEN_REFERRAL_EXISTS', referral_draft_key_key: 'DRAFT_EXISTS' } as const
const KEYS = Object.keys(EXISTING) as (keyof typeof EXISTING)[]

export async function write({ query }: ReferralStoreParts, { name, text, takes }: ActStatement, values: ActValues): Promise<Written> {
  const moved = await writeAct(query, { name, text, values: takes.map((value) => values[value] ?? null) }, KEYS)
  if (typeof moved === 'string') return moved === 'OVERTAKEN' ? moved : EXISTING[moved]
  return moved === 1 ? 'DONE' : 'OVERTAKEN'
}
