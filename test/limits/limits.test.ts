import { getIntrospectionQuery } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/graphql/server/limits.ts'
import type { Answer } from '../support/answer.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
})

type Request = { query: string; variables?: Record<string, unknown>; pad?: number }

async function ask({ query, variables = {}, pad = 0 }: Request): Promise<Answer> {
  const json = JSON.stringify({ query, variables })
  const response = await fetch(`${hub.address}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await hub.token('ocmw-gent', 'REFERRAL')}`,
      'hub-purpose': 'REFERRAL',
      'content-type': 'application/json',
    },
    body: json + ' '.repeat(Math.max(0, pad - json.length)),
  })
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text), text, headers: response.headers }
}

const repeat = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, index) => text(index)).join(' ')
const IDS = 'query ($ids: [ID!]!) { newcomersById(ids: $ids)'
const nest = (depth: number): unknown => (depth === 0 ? 1 : { a: nest(depth - 1) })
const uuids = (count: number) => Array.from({ length: count }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)
const filled = (length: number) => '{ viewer { consumer } }'.padEnd(length, ' ')

/** Request of a size; how many are allowed; code, limit and status beyond. */
const TABLE: [
  name: string,
  request: (size: number) => Request,
  allowed: number,
  code: string,
  limit: string | undefined,
  status: number,
][] = [
  [
    'cost: fields times rows',
    (fields) => ({ query: `${IDS} { ${'id '.repeat(fields)} } }`, variables: { ids: [] } }),
    249,
    'QUERY_TOO_COSTLY',
    'cost',
    400,
  ],
  ['aliases', (count) => ({ query: `{ viewer { ${repeat(count, (i) => `a${i}: consumer`)} } }` }), 15, 'QUERY_TOO_COSTLY', 'aliases', 400],
  [
    'aliases spread over fragments',
    (count) => ({
      query: `{ viewer { ...One ...Two } } fragment One on Viewer { ${repeat(count - 7, (i) => `a${i}: consumer`)} } fragment Two on Viewer { ${repeat(7, (i) => `b${i}: consumer`)} }`,
    }),
    15,
    'QUERY_TOO_COSTLY',
    'aliases',
    400,
  ],
  [
    'directives',
    (count) => ({ query: `{ viewer { ${repeat(count, () => 'consumer @include(if: true)')} } }` }),
    50,
    'QUERY_TOO_COSTLY',
    'directives',
    400,
  ],
  [
    'directives on spreads and fragments',
    (count) => ({
      query: `{ viewer { ${repeat(count - 2, () => '... @include(if: true) { consumer }')} ...One @include(if: true) } } fragment One on Viewer { consumer @skip(if: false) }`,
    }),
    50,
    'QUERY_TOO_COSTLY',
    'directives',
    400,
  ],
  [
    'tokens',
    (count) => ({ query: `{ viewer { ${repeat(count - 5, (i) => ['consumer', 'organisation', 'purpose', 'purposes'][i % 4] ?? '')} } }` }),
    1000,
    'QUERY_TOO_COSTLY',
    'tokens',
    400,
  ],
  ['characters', (count) => ({ query: filled(count) }), 15_000, 'QUERY_TOO_COSTLY', 'characters', 400],
  [
    'root fields',
    (count) => ({ query: `{ ${repeat(count, (i) => `a${i}: viewer { consumer }`)} }` }),
    10,
    'QUERY_TOO_COSTLY',
    'rootFields',
    400,
  ],
  [
    'length of an alias',
    (length) => ({ query: `{ ${'a'.repeat(length)}: viewer { consumer } }` }),
    256,
    'QUERY_TOO_COSTLY',
    'responseKey',
    400,
  ],
  ['page in the text', (first) => ({ query: `{ newcomers(first: ${first}) { nodes { id } } }` }), 100, 'BAD_USER_INPUT', undefined, 400],
  [
    'page in a variable',
    (first) => ({ query: 'query ($first: Int) { newcomers(first: $first) { nodes { id } } }', variables: { first } }),
    100,
    'BAD_USER_INPUT',
    undefined,
    400,
  ],
  ['body', (pad) => ({ query: '{ viewer { consumer } }', pad }), 256 * 1024, 'BAD_USER_INPUT', undefined, 413],
  [
    'depth of variables',
    (depth) => ({ query: '{ viewer { consumer } }', variables: { a: nest(depth - 1) } }),
    20,
    'QUERY_TOO_COSTLY',
    'variablesDepth',
    400,
  ],
  [
    'list in the variables',
    (count) => ({ query: `${IDS} { id } }`, variables: { ids: uuids(count) } }),
    1000,
    'BAD_USER_INPUT',
    undefined,
    400,
  ],
]

describe.each(TABLE)('%s', (_name, request, allowed, code, limit, status) => {
  test(`${allowed} is answered`, async () => {
    const answer = await ask(request(allowed))
    expect([answer.status, answer.body.errors]).toEqual([200, undefined])
  })

  test(`${allowed + 1} is refused with ${code}`, async () => {
    const answer = await ask(request(allowed + 1))
    const extensions = limit === undefined ? { code } : { code, limit, max: LIMITS[limit as keyof typeof LIMITS] }
    expect([answer.status, answer.body.errors?.map((error) => error.extensions)]).toEqual([status, [extensions]])
  })
})

/** No contract is as deep as the limit, so the document asks for what is not there too; only the limit's own refusal counts. */
test.each([
  ['fields', (depth: number) => `{ ${'viewer { '.repeat(depth - 1)} consumer ${'}'.repeat(depth - 1)} }`],
  [
    'fields in fragments',
    (depth: number) =>
      `{ viewer { ...Deep } } fragment Deep on Viewer { ${'viewer { '.repeat(depth - 2)} consumer ${'}'.repeat(depth - 2)} }`,
  ],
])('depth: 12 is not too deep and 13 is, for %s', async (_name, query) => {
  const refusalsAt = async (depth: number) => {
    const { status, body } = await ask({ query: query(depth) })
    return [
      status,
      body.errors?.filter(({ extensions }) => extensions.code === 'QUERY_TOO_COSTLY').map(({ extensions }) => extensions.limit),
    ]
  }
  expect([await refusalsAt(12), await refusalsAt(13)]).toEqual([
    [400, []],
    [400, ['depth']],
  ])
})

test('the whole schema may be read at once, however deep its lists of lists', async () => {
  const answer = await ask({ query: getIntrospectionQuery() })
  expect([answer.status, answer.body.errors]).toEqual([200, undefined])
})

/** Fragments that each spread the next one twice: 2 to the power of 60 fields. */
function bomb(head: string, type: string, leaf: string): string {
  const last = 60
  const layers = repeat(last, (i) => `fragment F${i} on ${type} { ...F${i + 1} ...F${i + 1} }`)
  return `${head} ${layers} fragment F${last} on ${type} { ${leaf} }`
}

test.each([
  ['under a page', bomb('{ newcomers { nodes { ...F0 } } }', 'Newcomer', 'id'), 'cost'],
  ['under a page of none, where every field would be free', bomb('{ newcomers(first: 0) { nodes { ...F0 } } }', 'Newcomer', 'id'), 'cost'],
  ['under a page of less than none', bomb('{ newcomers(first: -5000) { nodes { ...F0 } } }', 'Newcomer', 'id'), 'cost'],
  ['at the root', bomb('{ ...F0 }', 'Query', 'viewer { consumer }'), 'rootFields'],
])('fragments that double sixty times are refused at once: %s', async (_where, query, limit) => {
  const begin = performance.now()
  const { status, body } = await ask({ query })
  const took = performance.now() - begin
  expect([status, body.errors?.map(({ extensions }) => extensions.limit)]).toEqual([400, expect.arrayContaining([limit])])
  expect(took).toBeLessThan(250)
})

test('fragments that spread each other in a circle are an ordinary mistake', async () => {
  const { status, body } = await ask({
    query: '{ newcomers { nodes { ...A } } } fragment A on Newcomer { ...B } fragment B on Newcomer { ...A }',
  })
  expect([status, body.errors?.map(({ message }) => message)]).toEqual([400, ['Cannot spread fragment "A" within itself.']])
})
