/** What is wrong with the envelope of an operation is answered alike, whether its document comes as text or by its hash. */
import { beforeAll, describe, expect, test } from 'vitest'
import { hashOf } from '../../src/graphql/operations/manifest.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'

const PAGE = 'query Page($first: Int) { newcomers(first: $first) { totalCount nodes { id } } }'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startTestHub({ persons: 60, operations: { consumer: 'ocmw-gent', contract: 'OCMW/REFERRAL', documents: [PAGE] } })
  token = await hub.token('ocmw-gent', 'REFERRAL')
})

const GRAPHQL_RESPONSE = 'application/graphql-response+json'

async function send(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${hub.address}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

const apq = (document: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(document) } } })
const errors = (message: string, code = 'BAD_USER_INPUT') => JSON.stringify({ errors: [{ message, extensions: { code } }] })

describe.each(['application/json', GRAPHQL_RESPONSE])('as %s', (accept) => {
  test.each<[string, object, string]>([
    [
      'variables as JSON text',
      { variables: '{"first":2}' },
      errors('`variables` in a POST body should be provided as an object, not a recursively JSON-encoded string.'),
    ],
    ['variables as a list', { variables: [{ first: 2 }] }, errors('`variables` in a POST body must be an object if provided.')],
    ['variables as a number', { variables: 2 }, errors('`variables` in a POST body must be an object if provided.')],
    [
      'a name that the document does not have',
      { operationName: 'Other' },
      errors('The document has no operation with the requested name.'),
    ],
    ['a name that is a number', { operationName: 1 }, errors('`operationName` in a POST body must be a string if provided.')],
    [
      'extensions as text',
      { extensions: '{}' },
      errors('`extensions` in a POST body should be provided as an object, not a recursively JSON-encoded string.'),
    ],
    ['a page that is too large', { variables: { first: 101 } }, errors('Argument "first" must be from 1 to 100.')],
  ])('%s', async (_what, more, text) => {
    const refused = { status: 400, type: `${accept}; charset=utf-8`, text }
    expect(await send({ query: PAGE, ...more }, { accept })).toEqual(refused)
    expect(await send({ documentId: hashOf(PAGE), ...more }, { accept })).toEqual(refused)
  })

  test.each<[string, object]>([
    ['an empty name is none', { operationName: '' }],
    ['null is absent', { operationName: null, variables: null }],
    ['its own name', { operationName: 'Page', variables: { first: 2 } }],
  ])('%s', async (_what, more) => {
    const full = await send({ query: PAGE, ...more }, { accept })
    expect([full.status, full.type]).toEqual([200, `${accept}; charset=utf-8`])
    expect(await send({ documentId: hashOf(PAGE), ...more }, { accept })).toEqual(full)
  })

  test('a hash that is not registered is answered as clients of persisted queries expect, and the text beside it is taken', async () => {
    const other = '{ viewer { consumer } }'
    const notFound = { status: 200, type: `${accept}; charset=utf-8`, text: errors('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND') }
    expect(await send(apq(other), { accept })).toEqual(notFound)
    expect(await send({ documentId: hashOf(other) }, { accept })).toEqual(notFound)
    expect(await send({ query: other, ...apq(other) }, { accept })).toEqual(await send({ query: other }, { accept }))
    expect(await send({ query: other, ...apq(PAGE) }, { accept })).toMatchObject({
      status: 400,
      text: errors('The hash is not the SHA-256 of the document beside it.'),
    })
  })

  test.each<[string, number, Record<string, string>]>([
    ['without a token', 401, { authorization: '' }],
    ['without a purpose', 403, { 'hub-purpose': '' }],
    ['with a body of another type', 415, { 'content-type': 'text/plain' }],
  ])('a request that is refused early has the same media type: %s', async (_what, status, headers) => {
    expect(await send({ query: PAGE }, { ...headers, accept })).toMatchObject({ status, type: `${accept}; charset=utf-8` })
  })
})
