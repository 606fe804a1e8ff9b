/** Asks the development issuer for a token, as one of its applications would: for the command line, clients and tests. */
import { randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { z } from 'zod'
import { deliverScopeOf, scopeOf } from '../../access/identity/claims.ts'
import { Forbidden, InvalidInput, SourceUnavailable } from '../../base/faults.ts'
import type { Purpose } from '../../base/purpose.ts'
import { CONSUMERS, type Consumer, findConsumer, type Person, peopleOf } from './consumers.ts'
import { type IssuerSecrets, type PrivateJwk, readSecrets } from './secrets.ts'
import { signIn } from './sign-in.ts'

/** What a token is for: a purpose, or delivering. */
export type TokenUse = Purpose | 'DELIVER'

export type TokenRequest = {
  issuer: string
  /** Data folder of the issuer, for the application's secret. */
  dataDir: string
  consumer: string
  purpose: TokenUse
  /** Whether to sign in as a person where the application has both, people-only applications always do; or the id of that person. */
  asPerson?: boolean | string
}

/** @returns an access token (JWT) that grants at least the purpose, or delivering.
 *  @throws InvalidInput for an unknown consumer, Forbidden when it does not hold the purpose or does not deliver, SourceUnavailable when the issuer does not answer. */
export async function requestToken(request: TokenRequest): Promise<string> {
  const consumer = findConsumer(request.consumer)
  if (consumer === undefined) {
    throw new InvalidInput('BAD_USER_INPUT', `Unknown consumer. Known consumers: ${CONSUMERS.map(({ id }) => id).join(', ')}.`)
  }
  const secrets = await readSecrets(request.dataDir)
  if (secrets === undefined)
    throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The development issuer has not run yet. Start the hub first.')
  return await askToken(request.issuer, consumer.id, secrets, await grantFor(consumer, request))
}

/** What the application sends to the token address: its own credentials, or the code of a person who signed in. */
async function grantFor(consumer: Consumer, request: TokenRequest): Promise<Record<string, string>> {
  const machine = (scopes: readonly string[]) => ({ grant_type: 'client_credentials', scope: scopes.join(' ') })
  if (request.purpose === 'DELIVER') {
    if (consumer.delivers.length === 0) throw new Forbidden('PURPOSE_NOT_GRANTED', `${consumer.id} does not deliver.`)
    return machine(consumer.delivers.map(deliverScopeOf))
  }
  const purpose = consumer.purposes.find((held) => held === request.purpose)
  if (purpose === undefined) throw new Forbidden('PURPOSE_NOT_GRANTED', `${consumer.id} may use ${describeUses(consumer)}.`)
  const { asPerson = false } = request
  if (asPerson === false && consumer.machine) return machine([scopeOf(purpose)])
  const person = findUser(consumer, purpose, asPerson)
  return await signIn({ issuer: request.issuer, consumer: consumer.id, person: person.id })
}

function describeUses({ purposes, delivers }: Consumer): string {
  return purposes.length === 0 ? `no purpose: it delivers ${delivers.join(', ')}` : `these purposes: ${purposes.join(', ')}`
}

function findUser(consumer: Consumer, purpose: Purpose, named: boolean | string): Person {
  const person = peopleOf(consumer.id).find(
    ({ id, purposes }) => (typeof named === 'boolean' || id === named) && purposes.some((held) => held === purpose),
  )
  if (person === undefined) throw new Forbidden('PURPOSE_NOT_GRANTED', `${consumer.id} has no such person for this purpose.`)
  return person
}

const TokenAnswer = z.object({ access_token: z.string() })

async function askToken(issuer: string, consumer: string, secrets: IssuerSecrets, form: Record<string, string>): Promise<string> {
  const { headers, fields } = await prove(issuer, consumer, secrets)
  const body = new URLSearchParams({ ...form, ...fields })
  const response = await reach(() => fetch(`${issuer}/token`, { method: 'POST', headers, body }))
  if (!response.ok) throw new SourceUnavailable('SOURCE_UNAVAILABLE', `The issuer refused the request (${response.status}).`)
  return TokenAnswer.parse(await response.json()).access_token
}

type Proof = { headers: Record<string, string>; fields: Record<string, string> }

/** client_secret_basic, private_key_jwt, or only the name of a public client. */
async function prove(issuer: string, consumer: string, secrets: IssuerSecrets): Promise<Proof> {
  const { secret, key } = secrets.clients[consumer] ?? {}
  if (secret !== undefined)
    return { headers: { authorization: `Basic ${Buffer.from(`${consumer}:${secret}`).toString('base64')}` }, fields: {} }
  if (key === undefined) return { headers: {}, fields: { client_id: consumer } }
  const client_assertion = await signAssertion(issuer, consumer, key)
  return { headers: {}, fields: { client_id: consumer, client_assertion, client_assertion_type: ASSERTION_TYPE } }
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

async function signAssertion(issuer: string, consumer: string, key: PrivateJwk): Promise<string> {
  return await new SignJWT({})
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .setIssuer(consumer)
    .setSubject(consumer)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(await importJWK(key, key.alg))
}

/** A connection that fails means that no issuer runs at the address. */
async function reach<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The issuer is not responding. Start the hub first.', { source: 'issuer' }, cause)
  }
}
