import { buildSchema } from 'graphql'
import { beforeAll, expect, test } from 'vitest'
import { checkOperation, findBrokenOperations } from '../../src/graphql/operations/check.ts'
import { hashOf, ManifestInvalid, parseManifest } from '../../src/graphql/operations/manifest.ts'
import { listOperations } from '../../src/graphql/operations/store.ts'
import type { Answer } from '../support/answer.ts'
import { post, startTestHub, type TestHub, TODAY } from '../support/hub.ts'

const PAGE =
  'query Page($first: Int) { newcomers(first: $first) { totalCount nodes { id familyName contractSigned phone } pageInfo { hasNextPage } } }'
const NUMBERS = 'query Numbers { newcomers(first: 3) { nodes { insz givenNames } } }'
const CONTRACT = 'OCMW/REFERRAL'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 300, operations: { consumer: 'ocmw-gent', contract: CONTRACT, documents: [PAGE, NUMBERS] } })
})

async function send(consumer: string, body: object): Promise<Answer> {
  return post(hub.address, await hub.token(consumer, 'REFERRAL'), 'REFERRAL', body)
}

test.each([
  ['a page, passed on as text', PAGE, { first: 5 }],
  ['encrypted numbers, which take the executor', NUMBERS, {}],
  ['a page size out of range', PAGE, { first: 0 }],
  ['a variable of another type', PAGE, { first: 'many' }],
  ['a list in the variables that is too long', PAGE, { first: 1, more: Array(2000).fill(0) }],
])('%s: a registered operation answers the same bytes as its text', async (_what, document, variables) => {
  const full = await send('ocmw-gent', { query: document, variables })
  const byApq = await send('ocmw-gent', { variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(document) } } })
  const byDocumentId = await send('ocmw-gent', { variables, documentId: `sha256:${hashOf(document)}` })
  expect([byApq.status, byApq.text]).toEqual([full.status, full.text])
  expect(byDocumentId.text).toBe(byApq.text)
})

test('a registered operation leaves the same evidence as its text', async () => {
  const evidence = async (body: object) => {
    await hub.database.pool.query('select 1')
    const before = await hub.database.pool.query('select coalesce(max(id), 0) as id from audit.data_use')
    await send('ocmw-gent', body)
    const { rows } = await hub.database.pool.query('select consumer, use_set_id, persons, open from audit.data_use where id > $1', [
      before.rows[0].id,
    ])
    return rows
  }
  const full = await evidence({ query: PAGE, variables: { first: 4 } })
  expect(full).toHaveLength(1)
  expect(await evidence({ documentId: hashOf(PAGE), variables: { first: 4 } })).toEqual(full)
})

test("another consumer's hash is unknown, and the answer does not tell that somebody registered it", async () => {
  const foreign = await send('ocmw-mechelen', { documentId: hashOf(PAGE) })
  const unknown = await send('ocmw-mechelen', { documentId: hashOf('{ nothing }') })
  expect(foreign.text).toBe(unknown.text)
  expect(foreign.status).toBe(200)
})

test('a consumer that may send registered operations only is refused everything else', async () => {
  const other = await startTestHub({
    persons: 0,
    operations: { consumer: 'ocmw-gent', contract: CONTRACT, documents: [PAGE], only: true },
  })
  const token = await other.token('ocmw-gent', 'REFERRAL')
  const refused = await post(other.address, token, 'REFERRAL', { query: '{ viewer { consumer } }' })
  expect([refused.status, refused.body.errors?.[0]?.extensions]).toEqual([403, { code: 'FORBIDDEN' }])
  const answered = await post(other.address, token, 'REFERRAL', { documentId: hashOf(PAGE), variables: { first: 1 } })
  expect(answered.status).toBe(200)
})

test('where it is the default, a consumer sends registered operations only until it is set otherwise', async () => {
  const strict = await startTestHub({
    persons: 0,
    env: { REGISTERED_ONLY: 'on' },
    operations: { consumer: 'ocmw-mechelen', contract: CONTRACT, documents: [PAGE] },
  })
  const send = async (consumer: string, body: object) =>
    (await post(strict.address, await strict.token(consumer, 'REFERRAL'), 'REFERRAL', body)).status
  expect(await send('ocmw-gent', { query: '{ viewer { consumer } }' })).toBe(403)
  // Registered with the restriction lifted.
  expect(await send('ocmw-mechelen', { query: '{ viewer { consumer } }' })).toBe(200)
})

test('a consumer that sends too many new documents in a minute is told to wait, and goes on with those it sent before', async () => {
  const few = await startTestHub({ persons: 0, env: { NEW_DOCUMENTS_PER_MINUTE: '3' } })
  const token = await few.token('ocmw-gent', 'REFERRAL')
  const send = (alias: string) =>
    fetch(`${few.address}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ ${alias}: viewer { consumer } }` }),
    })
  for (const alias of ['a', 'b', 'c']) expect((await send(alias)).status).toBe(200)
  const refused = await send('d')
  const { errors } = (await refused.json()) as { errors: { extensions: object }[] }
  expect([refused.status, errors.map(({ extensions }) => extensions)]).toEqual([429, [{ code: 'RATE_LIMITED' }]])
  const wait = Number(refused.headers.get('retry-after'))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(60)
  expect((await send('a')).status).toBe(200)
})

test.each([
  ['of a kind that the contract lacks', 'mutation { sendReferral { __typename } }', 'This contract has no mutation.'],
  ['with a field that the contract lacks', '{ newcomers { nodes { shoeSize } } }', 'Cannot query field "shoeSize" on type "Newcomer".'],
  ['beside another', '{ viewer { consumer } } query Other { viewer { consumer } }', 'Document must contain exactly one operation.'],
  ['that cannot be read', '{ viewer', 'Syntax Error: Expected Name, found <EOF>.'],
])('an operation %s is not registered, and the report says why', (_what, document, problem) => {
  const schema = buildSchema(
    'type Query { viewer: Viewer newcomers: Page } type Viewer { consumer: String } type Page { nodes: [Newcomer] } type Newcomer { id: ID }',
  )
  expect(checkOperation({ schema }, document)).toContain(problem)
})

test('a protocol change tells beforehand whose operations it would break', async () => {
  const operations = await listOperations(hub.database.prisma, TODAY)
  expect(operations.map(({ consumer, contract }) => [consumer, contract])).toEqual([
    ['ocmw-gent', CONTRACT],
    ['ocmw-gent', CONTRACT],
  ])
  const none = { byName: new Map(), purposesGranting: () => [] }
  expect(findBrokenOperations(none, operations).map(({ consumer, problems }) => [consumer, problems])).toEqual([
    ['ocmw-gent', ['No protocol in force defines this contract.']],
    ['ocmw-gent', ['No protocol in force defines this contract.']],
  ])
})

test('a manifest is read in both forms, and refused when a hash is not that of its document', () => {
  const hash = hashOf(PAGE)
  const apollo = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: hash, name: 'Page', type: 'query', body: PAGE }],
  }
  expect(parseManifest(JSON.stringify(apollo))).toEqual([{ hash, name: 'Page', document: PAGE }])
  expect(parseManifest(JSON.stringify({ [`sha256:${hash}`]: PAGE }))).toEqual([{ hash, name: null, document: PAGE }])
  for (const text of ['', '[]', '{}', '{"abc": "{ viewer { consumer } }"}', '{"format":"apollo-persisted-query-manifest"}']) {
    expect(() => parseManifest(text)).toThrow(ManifestInvalid)
  }
})
