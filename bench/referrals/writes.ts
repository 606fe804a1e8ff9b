/** The two writes that are measured, as a request to each system. */
import { randomUUID } from 'node:crypto'
import type { Caller } from '../setup/callers.ts'
import type { WireRequest } from '../systems/wire.ts'
import { RECEIVER, type Subject } from './persons.ts'

export const WRITE_NAMES = ['submit', 'receive'] as const
export type WriteName = (typeof WRITE_NAMES)[number]

/** The person is read back with the act, so that its use goes on record as well. */
const SEEN = 'referral { id state version person { familyName givenNames birthDate contactLanguage } } userErrors { code }'
const DOCUMENTS: Record<WriteName, string> = {
  submit: `mutation Submit($input: SubmitReferralInput!) { submitReferral(input: $input) { ${SEEN} } }`,
  receive: `mutation Receive($input: ReceiveReferralInput!) { receiveReferral(input: $input) { ${SEEN} } }`,
}

/** GraphQL over HTTP with the caller's token and a key of its own. */
export function toHub(write: WriteName, { token }: Caller, { newcomer, referral }: Subject): WireRequest {
  const input =
    write === 'submit'
      ? { newcomer: { id: newcomer }, change: { receiver: RECEIVER.code, reason: 'NT2_INTAKE', agreement: 'INFORMED' } }
      : { referral: { id: referral, expectedVersion: 1 } }
  const headers = {
    authorization: `Bearer ${token}`,
    'hub-purpose': 'REFERRAL',
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  }
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query: DOCUMENTS[write], variables: { input } }) }
}

/** The same, told to the plain server by ids, without a token. */
export function toPlain(write: WriteName, { organisation, consumer, user }: Caller, { newcomer, referral }: Subject): WireRequest {
  const headers = {
    organisation: String(organisation),
    consumer,
    user,
    'idempotency-key': randomUUID(),
    'content-type': 'application/json',
  }
  return { method: 'POST', path: `/${write}`, headers, body: JSON.stringify({ newcomer, referral }) }
}
