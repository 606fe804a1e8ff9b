/** Acts that move an existing referral to another state. */
import { randomUUID } from 'node:crypto'
import type { ActKey } from '../../../graphql/schema/acts/act.ts'
import type { UserError } from '../../../graphql/schema/user-error.ts'
import { dueAt } from '../deadline.ts'
import { type ActDecision, type AllowedAct, decide } from '../decide.ts'
import type { ActAnswer, Actor, MoveCommand } from './commands.ts'
import { canReceive, type FoundReferral, type Organisation, type ReferralFinding, standingOf } from './find.ts'
import { notFound, toUserError, versionConflict } from './refusals.ts'
import { statementOf } from './statements.ts'
import { type ActValues, answerOf, type ReferralStoreParts, valuesOf, write } from './write.ts'

/** Any act on a referral that exists. @returns undefined when another act overtook it. */
export async function moveFound(
  parts: ReferralStoreParts,
  actor: Actor,
  asked: MoveCommand,
  key: ActKey | null,
  { referral, receiver }: ReferralFinding,
): Promise<ActAnswer | undefined> {
  if (referral === null) return { id: null, userErrors: [notFound(['input', 'referral', 'id'])] }
  const refused = (error: UserError): ActAnswer => ({ id: referral.id, userErrors: [error] })
  if (asked.receiver !== null && !canReceive(receiver, referral.sides)) return refused(notFound(['input', 'change', 'receiver']))
  const side = referral.is_sender ? 'SENDER' : 'RECEIVER'
  const given = { ...asked.given, ...(receiver === null ? {} : { receiver: receiver.kind }) }
  const decision = decide(standingOf(referral), asked.act, side, given, actor.now)
  const error = refusalOf(decision, referral, asked.expectedVersion)
  if (error !== undefined) return refused(error)
  const allowed = decision as AllowedAct
  const values = {
    ...valuesOf(parts, actor, key, asked.act, allowed, asked.given),
    id: referral.id,
    version: referral.version,
    ...(receiver === null ? {} : passedOn(parts, actor, receiver)),
  }
  const written = await write(parts, statementOf(receiver === null ? 'move' : 'passOn', allowed.effect), values)
  return answerOf(parts, actor, written, { id: referral.id, person: referral.person_id })
}

/** The state is said first: what is not possible now needs no second look at a newer version. */
export function refusalOf(decision: ActDecision, { version, state }: FoundReferral, expectedVersion: number): UserError | undefined {
  if (!decision.allowed) return toUserError(decision.refusal)
  return version === expectedVersion ? undefined : versionConflict(state)
}

function passedOn({ deadlines }: ReferralStoreParts, { now }: Actor, { id, kind }: Organisation): ActValues {
  return { newId: randomUUID(), receiver: id, receiverKind: kind, newDeadline: 'RECEIPT', newDueAt: dueAt('RECEIPT', deadlines, now) }
}
