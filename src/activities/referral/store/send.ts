/** Act `submitReferral`: sends a referral or saves a draft. */
import { randomUUID } from 'node:crypto'
import type { ActKey } from '../../../graphql/schema/acts/act.ts'
import type { UserError } from '../../../graphql/schema/user-error.ts'
import { type ActDecision, type AllowedAct, decide, type Standing } from '../decide.ts'
import type { ActAnswer, Actor, SendCommand } from './commands.ts'
import { canReceive, type FoundReferral, type Organisation, type ReferralFinding, standingOf } from './find.ts'
import { refusalOf } from './move.ts'
import { notFound, toUserError } from './refusals.ts'
import { statementOf } from './statements.ts'
import { type ActValues, answerOf, type ReferralStoreParts, valuesOf, write } from './write.ts'

/** Sends a new referral or one that was a draft, or keeps it as a draft. @returns undefined when another act overtook it. */
export async function sendFound(
  parts: ReferralStoreParts,
  actor: Actor,
  asked: SendCommand,
  key: ActKey | null,
  { referral: draft, person, receiver }: ReferralFinding,
): Promise<ActAnswer | undefined> {
  const refused = (error: UserError): ActAnswer => ({ id: draft?.id ?? null, userErrors: [error] })
  if (asked.draft !== null && draft === null) return refused(notFound(['input', 'referral', 'id']))
  const about = draft?.person_id ?? person
  if (about === null) return refused(notFound(['input', 'newcomer']))
  if (!canReceive(receiver, [actor.organisation.id])) return refused(notFound(['input', 'change', 'receiver']))
  const act = asked.asDraft ? 'draft' : 'submit'
  const given = { reason: asked.reason, receiver: receiver.kind, ...(asked.agreement === null ? {} : { agreement: asked.agreement }) }
  // Whoever did not send it is no sender of it, also when it tries to send it again.
  const side = draft === null || draft.is_sender ? 'SENDER' : 'RECEIVER'
  const decision = decide(standingBefore(actor, draft), act, side, given, actor.now)
  const error = refusalBefore(decision, draft, asked)
  if (error !== undefined) return refused(error)
  const allowed = decision as AllowedAct
  const id = draft?.id ?? randomUUID()
  const values = {
    ...valuesOf(parts, actor, key, act, allowed, {}),
    ...payloadOf(actor, asked, about, receiver),
    id,
    version: draft?.version,
  }
  const written = await write(parts, statementOf(draft === null ? 'make' : 'rewrite', allowed.effect), values)
  return answerOf(parts, actor, written, { id, person: about })
}

function standingBefore({ organisation }: Actor, draft: FoundReferral | null): Standing {
  if (draft !== null) return { ...standingOf(draft), sender: organisation.recipient }
  return { state: 'NEW', sender: organisation.recipient, reason: null, noShows: 0, started: false, sent: false, appointmentAt: null }
}

function refusalBefore(decision: ActDecision, draft: FoundReferral | null, asked: SendCommand): UserError | undefined {
  if (draft !== null && asked.draft !== null) return refusalOf(decision, draft, asked.draft.expectedVersion)
  return decision.allowed ? undefined : toUserError(decision.refusal)
}

function payloadOf(actor: Actor, asked: SendCommand, person: string, receiver: Organisation): ActValues {
  return {
    person,
    receiver: receiver.id,
    senderKind: actor.organisation.recipient,
    receiverKind: receiver.kind,
    reason: asked.reason,
    agreement: asked.agreement,
    explanation: asked.explanation,
    contactName: asked.contact.name,
    contactPhone: asked.contact.phone,
    contactEmail: asked.contact.email,
  }
}
