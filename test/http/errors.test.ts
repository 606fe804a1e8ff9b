/** Every code that a consumer can meet so far, as it leaves the hub; those of tokens are in tokens.test.ts, of limits in test/limits. */
import { buildSchema, graphql } from 'graphql'
import { Client } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { connectionConfig, ROLES } from '../../src/database/connection.ts'
import { formatError } from '../../src/graphql/server/errors.ts'
import { guardRoots } from '../../src/graphql/server/guard.ts'
import { CONTRACT_GROUP } from '../../src/query/contract-logins/login.ts'
import { post, startTestHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 60 })
})

const LIST = '{ newcomers(first: 100) { nodes { id givenNames familyName insz } } }'
const PAGE = 'query ($first: Int!) { newcomers(first: $first) { nodes { id givenNames familyName insz } } }'
const ask = (query: string, variables?: Record<string, unknown>) => hub.ask('ocmw-gent', 'REFERRAL', query, variables)

/** Changes the structure as its owner, as a mistake in production would. */
async function asOwner(statement: string): Promise<void> {
  const client = new Client(connectionConfig(hub.database.url, ROLES.owner))
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

describe('mistakes of the caller name what to mend', () => {
  test.each([
    ['GRAPHQL_PARSE_FAILED', 400, '{ viewer { consumer }', 'Syntax error: the document ends too early.'],
    ['GRAPHQL_VALIDATION_FAILED', 400, '{ viewer { shoeSize } }', 'Cannot query field "shoeSize" on type "Viewer".'],
    [
      'BAD_USER_INPUT',
      400,
      '{ newcomers(filter: { contactLanguage: "nl\\u0000" }) { totalCount } }',
      'A text contains a NUL character or an unpaired surrogate.',
    ],
    ['QUERY_TOO_COSTLY', 400, `{ ${'a'.repeat(257)}: viewer { consumer } }`, 'Document has an alias that is too long (limit: 256).'],
  ])('%s', async (code, status, query, message) => {
    const answer = await ask(query)
    expect([answer.status, answer.body.errors?.map((error) => [error.extensions.code, error.message])]).toEqual([status, [[code, message]]])
  })

  test.each([
    [
      'a variable with a default that is null',
      'query ($ids: [ID!] = []) { newcomersById(ids: $ids) { id } }',
      { ids: null },
      'Argument "ids" of non-null type "[ID!]!" must not be null.',
    ],
    [
      'a number in the text',
      '{ newcomerByInsz(insz: "85.67.30-033.60") { id } }',
      {},
      'The document contains an identification number. Send it as a variable.',
    ],
    [
      'what cannot be an id',
      'query ($id: ID!) { newcomer(id: $id) { id } }',
      { id: 'Newcomer:1' },
      'Argument "id" must be an id that the hub gave, a UUID.',
    ],
    [
      'one id of many that cannot be one',
      'query ($ids: [ID!]!) { newcomersById(ids: $ids) { id } }',
      { ids: ['00000000-0000-4000-8000-000000000000', 'x'] },
      'Argument "ids" must be an id that the hub gave, a UUID.',
    ],
  ])('BAD_USER_INPUT: %s', async (_what, query, variables, message) => {
    for (const more of ['', ' viewer { consumer }']) {
      const text = query.replace(/ }$/, `${more} }`)
      const { body } = await hub.ask('ocmw-gent', 'REFERRAL', text, variables)
      expect(body.errors?.map((error) => [error.extensions.code, error.message])).toEqual([['BAD_USER_INPUT', message]])
    }
  })

  test('PURPOSE_MISSING: the header is asked for by name', async () => {
    const response = await fetch(`${hub.address}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await hub.token('ocmw-gent', 'REFERRAL')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: LIST }),
    })
    expect([response.status, await response.json()]).toEqual([
      400,
      { errors: [{ message: 'Declare the purpose of the request in the Hub-Purpose header.', extensions: { code: 'PURPOSE_MISSING' } }] },
    ])
  })

  test('PURPOSE_NOT_GRANTED: a purpose that does not exist and one that is not held are refused alike', async () => {
    const token = await hub.token('ocmw-gent', 'REFERRAL')
    const refused = {
      errors: [
        {
          message: 'This purpose is not granted to this token, or no protocol in force covers it.',
          extensions: { code: 'PURPOSE_NOT_GRANTED' },
        },
      ],
    }
    for (const purpose of ['MATCHING', 'CURIOSITY', 'referral', '']) {
      const { status, body } = await post(hub.address, token, purpose, { query: LIST })
      expect([purpose, status, body]).toEqual([purpose, 403, refused])
    }
  })

  test('NOT_FOUND: an address that does not exist', async () => {
    const response = await fetch(`${hub.address}/persons/85673003360`)
    expect([response.status, await response.json()]).toEqual([
      404,
      { errors: [{ message: 'Not found.', extensions: { code: 'NOT_FOUND' } }] },
    ])
  })
})

test('FORBIDDEN: a root field that does not say what it needs is denied', async () => {
  const schema = guardRoots({ schema: buildSchema('type Query { open: Int }'), name: 'VDAB/MATCHING', sector: 'WORK' })
  const result = await graphql({ schema, source: '{ open }', contextValue: {} })
  expect(result.data).toEqual({ open: null })
  expect(result.errors?.map((error) => formatError(error.toJSON(), error))).toEqual([
    { message: 'This operation is not allowed.', locations: [{ line: 1, column: 3 }], path: ['open'], extensions: { code: 'FORBIDDEN' } },
  ])
})

test('INTERNAL: a trace id and nothing else; the log has the rest under the same trace id', async () => {
  await asOwner('alter table local.fact_sheet rename to gone')
  const { status, body, headers } = await ask('{ newcomers { nodes { gpmiExists } } }')
  await asOwner('alter table local.gone rename to fact_sheet')
  const traceId = headers.get('hub-trace-id')
  expect([status, body]).toEqual([
    200,
    {
      errors: [
        {
          message: 'Internal error.',
          locations: [{ line: 1, column: 3 }],
          path: ['newcomers'],
          extensions: { code: 'INTERNAL', traceId },
        },
      ],
      data: { newcomers: null },
    },
  ])
  expect(hub.log.filter((line) => line.includes('"fault"')).map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ traceId, code: 'INTERNAL', detail: { sqlState: '42P01', tag: 'inv_qu3ry' } }),
  ])
})

test('AUDIT_UNAVAILABLE: while the use cannot be recorded no personal value leaves, and the hub recovers by itself', async () => {
  const before = await ask(PAGE, { first: 100 })
  expect(before.text).toContain('familyName')
  await asOwner(`revoke insert on audit.data_use from ${CONTRACT_GROUP}`)
  const texts = new Set<string>()
  const tries = 1_000
  for (let done = 0; done < tries; done += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(PAGE, { first: 1 + ((done + index) % 100) })))
    for (const { text, status } of answers) texts.add(`${status} ${text.trimEnd()}`)
  }
  await asOwner(`grant insert on audit.data_use to ${CONTRACT_GROUP}`)
  expect([...texts]).toEqual([
    `503 ${JSON.stringify({
      errors: [
        {
          message: 'The use of personal data cannot be recorded, so no data was returned. Try again later.',
          locations: [{ line: 1, column: 24 }],
          path: ['newcomers'],
          extensions: { code: 'AUDIT_UNAVAILABLE' },
        },
      ],
      data: { newcomers: null },
    })}`,
  ])
  expect((await ask(PAGE, { first: 100 })).text).toBe(before.text)
}, 120_000)
