/** Clients of other makers, in both media types: what they ask for is answered, and what is refused reaches the code that uses them with its code. */
import { describe, expect, test } from 'vitest'
import { apollo, graphqlRequest, urql, urqlByDefault } from './askers.ts'
import { type Ask, type Desk, deskAt, useHub } from './scene.ts'

const JSON_TYPE = 'application/json'
const GRAPHQL_RESPONSE = 'application/graphql-response+json'

const PAGE = 'query Page($first: Int) { newcomers(first: $first) { totalCount nodes { id familyName } } }'
const FOR_MECHELEN = '{ viewer { consumer } }'

const hub = useHub({
  persons: 60,
  operations: { consumer: 'ocmw-mechelen', contract: 'OCMW/REFERRAL', documents: [FOR_MECHELEN], only: true },
})

/** How each client shows an answer with a status from 400 on. Apollo reads a body of `application/json` then only as text. */
const CLIENTS: readonly [name: string, ask: Ask, shown: Record<string, string>][] = [
  ['Apollo Client', apollo, { [JSON_TYPE]: 'ServerError', [GRAPHQL_RESPONSE]: 'CombinedGraphQLErrors' }],
  ['urql', urql, { [JSON_TYPE]: 'graphQLErrors', [GRAPHQL_RESPONSE]: 'graphQLErrors' }],
  ['graphql-request', graphqlRequest, { [JSON_TYPE]: 'ClientError', [GRAPHQL_RESPONSE]: 'ClientError' }],
]
/** What a client is told to accept, and what it is answered in: all three prefer the newer one by themselves. */
const ACCEPTS: readonly [accept: string | undefined, answered: string][] = [
  [JSON_TYPE, JSON_TYPE],
  [GRAPHQL_RESPONSE, GRAPHQL_RESPONSE],
  [undefined, GRAPHQL_RESPONSE],
]

type Page = { totalCount: number; nodes: { id: string; familyName: string }[] }

/** What the hub answers without a client in between. */
const plain = async (document: string, variables?: object) =>
  (await hub().ask<{ newcomers: Page }>('ocmw-gent', 'REFERRAL', document, { ...variables })).body.data?.newcomers ?? expect.fail('no page')

const lastOf = ({ exchanges }: Desk) => exchanges.at(-1) ?? expect.fail('nothing was sent')

describe.each(CLIENTS)('%s', (_name, ask, shownOf) => {
  describe.each(ACCEPTS)('accepts %s', (accept, answered) => {
    const desk = (options: Parameters<typeof deskAt>[1] = {}) => deskAt(hub(), { accept, ...options })

    test('reads data, with and without variables', async () => {
      const at = await desk()
      const [page, more] = [await plain(PAGE, { first: 3 }), await plain(PAGE)]
      expect([page.nodes.length, more.nodes.length > 3]).toEqual([3, true])
      expect(await ask(at, PAGE, { first: 3 })).toMatchObject({ data: { newcomers: page }, codes: [], shown: null })
      expect(await ask(at, PAGE)).toMatchObject({ data: { newcomers: more }, codes: [], shown: null })
      for (const exchange of at.exchanges)
        expect(exchange).toMatchObject({ method: 'POST', status: 200, type: `${answered}; charset=utf-8` })
    })

    test('reads data under names of its own', async () => {
      const { totalCount, nodes } = await plain(PAGE, { first: 2 })
      const { data } = await ask(
        await desk(),
        'query Other($n: Int) { o: newcomers(first: $n) { x: totalCount a: nodes { person: id id: familyName } } x: viewer { consumer } }',
        { n: 2 },
      )
      expect(data).toMatchObject({
        o: { x: totalCount, a: nodes.map(({ id, familyName }) => ({ person: id, id: familyName })) },
        x: { consumer: 'ocmw-gent' },
      })
    })

    test.each<[string, Parameters<typeof deskAt>[1], string, Record<string, unknown>, number, string]>([
      ['a page that is too large', {}, PAGE, { first: 101 }, 400, 'BAD_USER_INPUT'],
      ['a value of another type', {}, PAGE, { first: 'many' }, 400, 'BAD_USER_INPUT'],
      [
        'null for a variable that has a default and must not be null',
        {},
        'query Page($first: Int! = 5) { newcomers(first: $first) { totalCount } }',
        { first: null },
        400,
        'BAD_USER_INPUT',
      ],
      ['a field that is not granted', {}, '{ newcomers { nodes { sex } } }', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
      ['a token that is none', { token: 'none' }, PAGE, {}, 401, 'UNAUTHENTICATED'],
      ['a purpose that is not granted', { token: 'of-other', purpose: 'MATCHING' }, PAGE, {}, 403, 'PURPOSE_NOT_GRANTED'],
      ['an operation that is not registered', { consumer: 'ocmw-mechelen' }, PAGE, {}, 403, 'FORBIDDEN'],
    ])('is told of %s', async (_what, options, document, variables, status, code) => {
      const token = options?.token === 'of-other' ? { token: await hub().token('ocmw-gent', 'REFERRAL') } : {}
      const at = await desk({ ...options, ...token })
      expect(await ask(at, document, variables)).toEqual({ data: null, codes: [code], shown: shownOf[answered] })
      expect(lastOf(at)).toMatchObject({ status, type: `${answered}; charset=utf-8` })
    })
  })
})

describe('urql as it is set up by default', () => {
  test('sends a question as GET, with its variables in the address, and is told to POST', async () => {
    const at = await deskAt(hub())
    const told = await urqlByDefault(at, PAGE, { first: 2 })
    const sent = lastOf(at)
    expect([sent.method, sent.status, new URL(sent.url).searchParams.get('variables')]).toEqual(['GET', 405, '{"first":2}'])
    expect(told).toEqual({ data: null, codes: ['BAD_USER_INPUT'], shown: 'graphQLErrors' })
  })
})
