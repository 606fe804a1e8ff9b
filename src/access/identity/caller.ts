/** Caller of a request: an organisation or a citizen, established from a verified token. */
import { Forbidden } from '../../base/faults.ts'
import type { Owner } from '../../base/owner.ts'
import type { Purpose } from '../../base/purpose.ts'
import type { OrganisationRecipient, Recipient } from '../../base/recipient.ts'

type Asking = {
  /** Client identifier of the application. */
  consumer: string
  /** Whether a person uses the application now; false for machine-to-machine tokens. */
  human: boolean
  /** Opaque reference of that person; null for machines. */
  userRef: string | null
  /** Purposes that the token grants. */
  purposes: readonly Purpose[]
  /** Domains whose records the token may deliver. */
  delivers: readonly Owner[]
  /** Group to which a protocol must disclose for this caller to be answered. */
  recipient: Recipient
}

/** An organisation, by a machine or by one of its people. */
export type OrganisationCaller = Asking & {
  organisation: { id: number; name: string; recipient: OrganisationRecipient }
  subject: null
}

/** A person about itself. @property subject keyed hash of the person's own number: whose data may be asked about. */
export type CitizenCaller = Asking & { organisation: null; subject: { inszHash: Buffer } }

/** Who asks: established from a verified token, never from an argument. */
export type Caller = OrganisationCaller | CitizenCaller

/** What only organisations may do. @throws Forbidden for a citizen. */
export function asOrganisation(caller: Caller): OrganisationCaller {
  if (caller.organisation === null) throw forOrganisationsOnly()
  return caller
}

export function forOrganisationsOnly(): Forbidden {
  return new Forbidden('FORBIDDEN', 'Only organisations may use this operation.')
}
