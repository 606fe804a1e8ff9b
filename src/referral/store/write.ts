/** Writes a decision: one statement, that finds the referral as it was decided on or changes nothing. */
import { type ActKey, type DoneAct, stillInProgress } from '../../graph/act.ts'
import { classify } from '../../read/reader.ts'
import { toConstant } from '../constant.ts'
import { type DeadlineName, type DeadlineSettings, dueAt } from '../deadline.ts'
import type { Allowed, Given } from '../decide.ts'
import type { Command } from '../machine.ts'
import { isTerminal } from '../state.ts'
import type { ActAnswer, Actor } from './asked.ts'
import { openReferralExists } from './refusals.ts'
import type { ActStatement, ActValue } from './statements.ts'

export type StoreParts = {
  /** Connections that act as the application, with a lock timeout: an act that waits for another one does not wait long. */
  query: (statement: { name: string; text: string; values: unknown[] }) => Promise<{ rows: unknown[] }>
  hashInsz: (insz: string) => Buffer
  deadlines: DeadlineSettings
  /** Whether made-up codes of organisations count; false in production. */
  allowPlaceholders: boolean
}

/** What was done under a key before; null when nothing was. */
export type Done = DoneAct<{ id: string }> | null

export type Values = Partial<Record<ActValue, unknown>>

/** Values of every act: who, when, and what the machine decided. */
export function valuesOf(
  { deadlines }: StoreParts,
  actor: Actor,
  key: ActKey | null,
  command: Command,
  decision: Allowed,
  given: Given,
): Values {
  return {
    from: decision.from,
    to: decision.to,
    at: actor.now,
    today: actor.today,
    organisation: actor.organisation.id,
    user: actor.userRef,
    act: toConstant(command),
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

function deadlineOf(settings: DeadlineSettings, deadline: DeadlineName | null, at: Date, appointmentAt: Date | null): Values {
  return { deadline, dueAt: deadline === null ? null : dueAt(deadline, settings, at, appointmentAt) }
}

type Written = 'DONE' | 'OVERTAKEN' | 'OPEN_REFERRAL_EXISTS'

/** @returns undefined when another act overtook this one: it is to be decided on anew. */
export function answerOf(written: Written, id: string): ActAnswer | undefined {
  if (written === 'OVERTAKEN') return undefined
  return written === 'DONE' ? { id, userErrors: [] } : { id: null, userErrors: [openReferralExists()] }
}

const UNIQUE_VIOLATION = '23505'
const DEADLOCK = '40P01'
const LOCK_TIMEOUT = '55P03'

export async function write({ query }: StoreParts, { name, text, takes }: ActStatement, values: Values): Promise<Written> {
  try {
    const { rows } = await query({ name, text, values: takes.map((value) => values[value] ?? null) })
    return (rows[0] as { moved: number }).moved === 1 ? 'DONE' : 'OVERTAKEN'
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code === UNIQUE_VIOLATION && constraint === 'referral_open_key_key') return 'OPEN_REFERRAL_EXISTS'
    // The key was stored a moment ago, by the same request sent twice.
    if (code === UNIQUE_VIOLATION || code === DEADLOCK) return 'OVERTAKEN'
    throw code === LOCK_TIMEOUT ? stillInProgress() : classify(error)
  }
}
