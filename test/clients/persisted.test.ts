/** Persisted operations of Apollo Client and urql: known by their hash, and sent with their text where the hub does not know them. */
import { gql, InMemoryCache } from '@apollo/client/core'
import { print } from '@apollo/client/utilities'
import { createRequest, stringifyDocument } from '@urql/core'
import { describe, expect, test } from 'vitest'
import { hashOf } from '../../src/graphql/operations/manifest.ts'
import { apolloPersisted, urqlPersisted } from './askers.ts'
import { type Desk, deskAt, type Told, useHub } from './scene.ts'

const PAGE = 'query Page($first: Int) { newcomers(first: $first) { totalCount nodes { id } } }'
const OTHER = 'query Other { newcomers(first: 1) { totalCount } }'

/** The text that each client sends is not that of the source: Apollo adds names of types, and both lay it out again. */
const apolloText = (document: string) => print(new InMemoryCache().transformDocument(gql(document)))
const urqlText = (document: string) => stringifyDocument(createRequest(document, {}).query)

const ONLY = 'ocmw-mechelen'
const hub = useHub({
  persons: 60,
  operations: { consumer: 'ocmw-gent', contract: 'OCMW/REFERRAL', documents: [apolloText(PAGE), urqlText(PAGE)] },
})
const strict = useHub({
  persons: 60,
  operations: { consumer: ONLY, contract: 'OCMW/REFERRAL', documents: [apolloText(PAGE), urqlText(PAGE)], only: true },
})

type Persisted = (desk: Desk) => (document: string, variables?: Record<string, unknown>) => Promise<Told>

const CLIENTS: readonly [name: string, open: Persisted, textOf: (document: string) => string, shown: string][] = [
  ['Apollo Client', apolloPersisted, apolloText, 'CombinedGraphQLErrors'],
  ['urql', (desk) => urqlPersisted(desk, false), urqlText, 'graphQLErrors'],
]

/** What went over the wire: the hash alone, or with its text. */
const sentOf = ({ exchanges }: Desk) =>
  exchanges.map(({ method, status, body }) => [
    method,
    status,
    body?.query ?? null,
    (body?.extensions as { persistedQuery?: { sha256Hash?: string } })?.persistedQuery?.sha256Hash,
  ])

describe.each(CLIENTS)('%s', (_name, open, textOf, shown) => {
  describe.each(['application/json', 'application/graphql-response+json', undefined])('accepts %s', (accept) => {
    test('sends the hash of a registered operation, and no text', async () => {
      const at = await deskAt(hub(), { accept })
      const { data, codes } = await open(at)(PAGE, { first: 2 })
      expect([codes, data]).toEqual([[], { newcomers: expect.objectContaining({ nodes: [expect.anything(), expect.anything()] }) }])
      expect(sentOf(at)).toEqual([['POST', 200, null, hashOf(textOf(PAGE))]])
    })

    test('sends the text after a hash that the hub does not know', async () => {
      const at = await deskAt(hub(), { accept })
      const { data, codes } = await open(at)(OTHER)
      expect([codes, data]).toEqual([[], { newcomers: expect.objectContaining({ totalCount: expect.any(Number) }) }])
      const hash = hashOf(textOf(OTHER))
      expect(sentOf(at)).toEqual([
        ['POST', 200, null, hash],
        ['POST', 200, textOf(OTHER), hash],
      ])
    })
  })

  test('of a consumer that may send registered operations only, is refused what is not registered and answered what is', async () => {
    const at = await deskAt(strict(), { consumer: ONLY })
    const ask = open(at)
    expect(await ask(OTHER)).toEqual({ data: null, codes: ['FORBIDDEN'], shown })
    expect((await ask(PAGE, { first: 1 })).codes).toEqual([])
    expect(at.exchanges.map(({ status }) => status)).toEqual([403, 200])
  })
})

test('urql sends persisted operations as GET unless it is told otherwise, and is told to POST', async () => {
  const at = await deskAt(hub())
  expect(await urqlPersisted(at)(PAGE, { first: 2 })).toEqual({ data: null, codes: ['BAD_USER_INPUT'], shown: 'graphQLErrors' })
  expect(at.exchanges.map(({ method, status }) => [method, status])).toEqual([['GET', 405]])
})
