/** What the request of an operation says beside who asks: checked once, whether the document comes as text or by its hash. */
import { InvalidInput } from '../../base/faults.ts'
import { holdsInsz } from '../../base/insz.ts'
import { bare, hashOf } from './manifest.ts'

/** @property idempotencyKey name that the request gives to its act; null when it gives none. @property hash of a registered document.
 *  @property operationName undefined also when it came empty. */
export type Envelope = {
  idempotencyKey: string | null
  query: string | undefined
  hash: string | undefined
  operationName: string | undefined
  variables: Record<string, unknown> | undefined
}

type Fields = Record<string, unknown>

/** @param header Idempotency-Key as it came. @param body parsed JSON.
 *  @throws InvalidInput when the header is no key, a member is of another type than GraphQL over HTTP says, or the hash is not that of the text beside it. */
export function readEnvelope(header: unknown, body: unknown): Envelope {
  const idempotencyKey = parseIdempotencyKey(header)
  if (!isObject(body) || Object.keys(body).length === 0) throw wrong('POST body missing, invalid Content-Type, or JSON object has no keys.')
  const { query, operationName, documentId } = body
  const variables = objectOf(body, 'variables')
  const extensions = objectOf(body, 'extensions')
  if (query != null && typeof query !== 'string') throw wrong('GraphQL queries must be strings.')
  if (operationName != null && typeof operationName !== 'string')
    throw wrong('`operationName` in a POST body must be a string if provided.')
  const hash = hashIn(documentId, extensions)
  if (hash !== undefined && query != null && query !== '' && hash !== hashOf(query))
    throw wrong('The hash is not the SHA-256 of the document beside it.')
  return { idempotencyKey, query: query || undefined, hash, operationName: operationName || undefined, variables }
}

/** Body as the server library reads it: without the hash, which is the hub's own matter. */
export function bodyOf({ query, operationName, variables }: Omit<Envelope, 'idempotencyKey'>): Fields {
  return { query: query ?? '', operationName: operationName ?? null, variables: variables ?? null }
}

/** Visible ASCII, quoted or not: the draft standard writes the header as a quoted string, and most clients do not. */
const KEY = /^"?([\x21\x23-\x7e]{1,128})"?$/

function parseIdempotencyKey(header: unknown): string | null {
  if (header === undefined) return null
  const found = typeof header === 'string' ? KEY.exec(header)?.[1] : undefined
  if (found === undefined) throw wrong('The Idempotency-Key header must have 1 to 128 visible ASCII characters, for example a UUID.')
  if (holdsInsz(found)) throw wrong('The Idempotency-Key header contains an identification number. Use a UUID.')
  return found
}

/** `documentId`, or the wire format of automatic persisted queries. */
function hashIn(documentId: unknown, extensions: Fields | undefined): string | undefined {
  const persisted = extensions?.persistedQuery
  if (persisted != null && !isObject(persisted)) throw wrong('`extensions.persistedQuery` must be an object.')
  const hash = documentId ?? persisted?.sha256Hash
  if (hash == null && persisted == null) return undefined
  if (typeof hash !== 'string') throw wrong('The hash of a document must be a string.')
  return bare(hash)
}

function objectOf(body: Fields, name: 'variables' | 'extensions'): Fields | undefined {
  const value = body[name]
  if (value == null) return undefined
  if (typeof value === 'string')
    throw wrong(`\`${name}\` in a POST body should be provided as an object, not a recursively JSON-encoded string.`)
  if (!isObject(value)) throw wrong(`\`${name}\` in a POST body must be an object if provided.`)
  return value
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(message: string): InvalidInput {
  return new InvalidInput('BAD_USER_INPUT', message)
}
