/** Told to come back later: clients of other makers see the code, and how long to wait. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withLogin } from '../../src/database/connection.ts'
import { RETRY_AFTER_SECONDS } from '../../src/graphql/server/errors.ts'
import { CONTRACT_GROUP } from '../../src/query/contract-logins/login.ts'
import { apollo, graphqlRequest, urql } from './askers.ts'
import { type Ask, deskAt, type Told, useHub } from './scene.ts'

const CLIENTS: readonly [name: string, ask: Ask][] = [
  ['Apollo Client', apollo],
  ['urql', urql],
  ['graphql-request', graphqlRequest],
]
const BOTH = ['application/json', 'application/graphql-response+json'].flatMap((accept) =>
  CLIENTS.map(([name, ask]): [string, string, Ask] => [name, accept, ask]),
)

describe('429: too many new documents in a minute', () => {
  const hub = useHub({ persons: 0, env: { NEW_DOCUMENTS_PER_MINUTE: '1' } })

  test.each(BOTH)('%s, as %s', async (name, accept, ask) => {
    const at = await deskAt(hub(), { accept })
    const told: Told[] = []
    // A minute may end while they are sent.
    for (const alias of ['a', 'b', 'c', 'd']) {
      const document = `{ ${alias}${BOTH.findIndex(([one, type]) => one === name && type === accept)}: viewer { consumer } }`
      told.push(await ask(at, document))
    }
    const [refused] = at.exchanges.flatMap((exchange, index) => (exchange.status === 429 ? [{ ...exchange, told: told[index] }] : []))
    expect(refused?.told).toMatchObject({ data: null, codes: ['RATE_LIMITED'] })
    expect(Number(refused?.retryAfter)).toBeGreaterThanOrEqual(1)
    expect(refused?.type).toBe(`${accept}; charset=utf-8`)
  })
})

describe('503: the use cannot be recorded', () => {
  const hub = useHub({ persons: 60 })
  const asOwner = (statement: string) =>
    withLogin(hub().database.url, async (client) => {
      await client.query('set role doorstroom_owner')
      await client.query(statement)
    })
  beforeAll(() => asOwner(`revoke insert on audit.data_use from ${CONTRACT_GROUP}`))
  afterAll(() => asOwner(`grant insert on audit.data_use to ${CONTRACT_GROUP}`))

  test.each(BOTH)('%s, as %s', async (_name, accept, ask) => {
    const at = await deskAt(hub(), { accept })
    expect((await ask(at, '{ newcomers(first: 1) { nodes { id } } }')).codes).toEqual(['AUDIT_UNAVAILABLE'])
    expect(at.exchanges).toMatchObject([{ status: 503, retryAfter: RETRY_AFTER_SECONDS, type: `${accept}; charset=utf-8` }])
  })
})
