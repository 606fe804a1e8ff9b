/** What is asked of the store, and what it answers. */
import type { OrganisationRecipient } from '../../../base/recipient.ts'
import type { ActKey } from '../../../graphql/schema/acts/act.ts'
import type { UserError } from '../../../graphql/schema/user-error.ts'
import type { ActInput } from '../decide.ts'
import type { Command } from '../machine.ts'

/** Who acts, and under which contract. @property capacities in which a person exists for it. */
export type Actor = {
  organisation: { id: number; recipient: OrganisationRecipient }
  consumer: string
  userRef: string | null
  capacities: readonly string[]
  today: string
  now: Date
}

/** What came of an act: the referral it was about (null when there is none for this caller), and why nothing changed, if so. */
export type ActAnswer = { id: string | null; userErrors: readonly UserError[] }

/** An act on a referral. @property receiver code of the organisation to pass it on to; null where it is not passed on. */
export type MoveCommand = {
  command: Command
  /** Null: what was given is no id. */
  id: string | null
  expectedVersion: number
  given: ActInput
  receiver: string | null
}

/** A referral to send or to keep as a draft. @property draft an earlier draft that this replaces. */
export type SendCommand = {
  asDraft: boolean
  draft: { id: string | null; expectedVersion: number } | null
  person: { newcomerId: string | null; inszHash: Buffer | null }
  receiver: string
  reason: string
  agreement: string | null
  explanation: string | null
  contact: { name: string | null; phone: string | null; email: string | null }
}

export type ReferralActs = {
  move(actor: Actor, asked: MoveCommand, key: ActKey | null): Promise<ActAnswer>
  send(actor: Actor, asked: SendCommand, key: ActKey | null): Promise<ActAnswer>
}
