/** Writes a decision: one statement, that finds the referral as it was decided on or changes nothing. */

import { toConstantCase } from '../../../base/constant-case.ts'
import type { ActKey, DoneAct } from '../../../graphql/schema/acts/act.ts'
import { type ActQuery, writeAct } from '../../../graphql/schema/acts/act-store.ts'
import { type DeadlineName, type DeadlineSettings, dueAt } from '../deadline.ts'
import type { ActInput, AllowedAct } from '../decide.ts'
import type { Command } from '../machine.ts'
import { isTerminal } from '../state.ts'
import type { ActAnswer, Actor } from './commands.ts'
import { openReferralExists } from './refusals.ts'
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
  command: Command,
  decision: AllowedAct,
  given: ActInput,
): ActValues {
  return {
    from: decision.from,
    to: decision.to,
    at: actor.now,
    today: actor.today,
    organisation: actor.organisation.id,
    user: actor.userRef,
    act: toConstantCase(command),
    code: given.code,
    outcome: decision.outcome,
    ...deadlineOf(deadlines, decision.deadline, actor.now, given.appointmentAt ?? null),
    noShows: decision.noShows,
    started: decision.started,
    appointmentAt: given.appointmentAt,
    question: command === 'requestInformation' ? given.text : null,
    answer: command === 'answerInformation' ? given.text : null,
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

type Written = 'DONE' | 'OVERTAKEN' | 'OPEN_REFERRAL_EXISTS'

/** That a person has an open referral, of whomever, is told only once it is on record who was told.
 *  @returns undefined when another act overtook this one: it is to be decided on anew. */
export async function answerOf(
  parts: ReferralStoreParts,
  actor: Actor,
  written: Written,
  about: { id: string; person: string },
): Promise<ActAnswer | undefined> {
  if (written === 'OVERTAKEN') return undefined
  if (written === 'DONE') return { id: about.id, userErrors: [] }
  const told = await writeAct(parts.query, { ...TELL_OPEN, values: [actor.organisation.id, actor.userRef, about.person] })
  return told === 1 ? { id: null, userErrors: [openReferralExists()] } : undefined
}

const OPEN_KEY = 'referral_open_key_key'

export async function write({ query }: ReferralStoreParts, { name, text, takes }: ActStatement, values: ActValues): Promise<Written> {
  const moved = await writeAct(query, { name, text, values: takes.map((value) => values[value] ?? null) }, [OPEN_KEY])
  if (moved === OPEN_KEY) return 'OPEN_REFERRAL_EXISTS'
  return moved === 1 ? 'DONE' : 'OVERTAKEN'
}
