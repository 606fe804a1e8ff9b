/** Finds what an act is about, as far as it exists for the one who acts. */
import type { OrganisationRecipient } from '../../../base/recipient.ts'
import type { ActKey } from '../../../graphql/schema/acts/act.ts'
import { classify } from '../../../query/reader.ts'
import type { Standing } from '../decide.ts'
import type { ReferralReason } from '../reason.ts'
import type { ReferralState } from '../state.ts'
import type { Actor, MoveCommand, SendCommand } from './commands.ts'
import { FIND_REFERRAL, FIND_TO_SEND } from './statements.ts'
import type { ReferralStoreParts, WrittenAct } from './write.ts'

export type Organisation = { id: number; kind: OrganisationRecipient }

export type FoundReferral = {
  id: string
  person_id: string
  /** Whether it is the one who acts, or one that it has succeeded, that sent it. */
  is_sender: boolean
  /** Who stands for its sender and its receiver today. */
  sides: readonly number[]
  sender_kind: OrganisationRecipient
  reason: ReferralReason
  state: ReferralState
  version: number
  no_shows: number
  started: boolean
  sent: boolean
  appointment_at: string | null
}

export type ReferralFinding = { done: WrittenAct; referral: FoundReferral | null; person: string | null; receiver: Organisation | null }

export function standingOf({ state, sender_kind, reason, no_shows, started, sent, appointment_at }: FoundReferral): Standing {
  const appointmentAt = appointment_at === null ? null : new Date(appointment_at)
  return { state, sender: sender_kind, reason, noShows: no_shows, started, sent, appointmentAt }
}

/** Neither the one who sends it, nor whom it came from. */
export function canReceive(receiver: Organisation | null, parties: readonly number[]): receiver is Organisation {
  return receiver !== null && !parties.includes(receiver.id)
}

export async function findToMove(
  parts: ReferralStoreParts,
  actor: Actor,
  { id, receiver }: MoveCommand,
  key: ActKey | null,
): Promise<ReferralFinding> {
  const base = [actor.organisation.id, actor.consumer, key?.key ?? null, id]
  if (receiver === null) return findOne(parts, { ...FIND_REFERRAL, values: [...base, actor.today] })
  return findOne(parts, { ...FIND_TO_SEND, values: [...base, null, null, [], actor.today, receiver, parts.allowPlaceholders] })
}

export async function findToSend(
  parts: ReferralStoreParts,
  actor: Actor,
  asked: SendCommand,
  key: ActKey | null,
): Promise<ReferralFinding> {
  const { newcomerId, inszHash } = asked.person
  const base = [actor.organisation.id, actor.consumer, key?.key ?? null, asked.draft?.id ?? null]
  const values = [...base, newcomerId, inszHash, actor.capacities, actor.today, asked.receiver, parts.allowPlaceholders]
  return findOne(parts, { ...FIND_TO_SEND, values })
}

async function findOne(
  { query }: ReferralStoreParts,
  statement: { name: string; text: string; values: unknown[] },
): Promise<ReferralFinding> {
  const { rows } = await query(statement).catch((error: unknown) => {
    throw classify(error)
  })
  const row = rows[0] as Record<string, unknown>
  return {
    done: parse(row.done),
    referral: parse(row.referral),
    person: (row.person as string | undefined) ?? null,
    receiver: parse(row.receiver),
  }
}

/** JSON comes as text over the connections of the hub. */
function parse<T>(value: unknown): T | null {
  return typeof value === 'string' ? (JSON.parse(value) as T) : null
}
