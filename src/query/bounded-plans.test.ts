/** However many different documents are asked, a process and its connections keep a bounded number of them. */
import { type DocumentNode, type OperationDefinitionNode, parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createContractContext } from '../../test/support/contract-context.ts'
import { createTestDatabase } from '../../test/support/database.ts'
import { TODAY } from '../../test/support/hub.ts'
import { buildContracts, type Contract } from '../access/protocols/contract.ts'
import { loadRegister } from '../access/protocols/register.ts'
import { buildHubSchema } from '../app/hub-schema.ts'
import { createVault } from '../base/vault.ts'
import { connectionConfig, ROLES } from '../database/connection.ts'
import { statementClient } from '../database/hub-pool.ts'
import { guardRoots } from '../graphql/server/guard.ts'
import { createPassthrough } from '../graphql/server/passthrough.ts'
import { createReader, type Reader } from './reader.ts'

const CONNECTIONS = 3
const PLANS = 40
const STATEMENTS = 10
const vault = createVault(Buffer.alloc(32, 7))
const hub = buildHubSchema({ allowSynthetic: true, hashInsz: () => Buffer.alloc(32), decodeInsz: (stored) => stored })
const contract = buildContracts(hub, await loadRegister('protocols', { production: false }), TODAY).byName.get('OCMW/REFERRAL') as Contract
const answerAsText = createPassthrough(guardRoots(contract))
const plans: NonNullable<Parameters<typeof createReader>[2]> = new LRUCache({ max: PLANS, maxSize: 10_000_000 })

let pool: Pool
let reader: Reader

beforeAll(async () => {
  const { url } = await createTestDatabase(60)
  pool = new Pool({
    ...connectionConfig(url, ROLES.app),
    max: CONNECTIONS,
    Client: statementClient({ statements: STATEMENTS, characters: 10_000_000 }),
  })
  reader = createReader(
    (statement) => pool.query(statement),
    () => pool,
    plans,
  )
})

afterAll(() => pool.end())

/** How many statements each connection has prepared. */
async function preparedPerConnection(): Promise<number[]> {
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()))
  try {
    const counts = await Promise.all(
      clients.map((client) => client.query<{ count: string }>('select count(*) from pg_prepared_statements')),
    )
    return counts.map(({ rows }) => Number(rows[0]?.count))
  } finally {
    for (const client of clients) client.release()
  }
}

async function ask(document: DocumentNode): Promise<void> {
  const context = createContractContext({ contract, reader, vault, organisation: 1, today: TODAY })
  const operation = document.definitions[0] as OperationDefinitionNode
  const answer = await answerAsText({ operation, document, variables: {}, context })
  expect(answer?.errors).toEqual([])
}

const FIELDS = ['id', 'familyName', 'givenName', 'sex', 'birthDate', 'nationality', '__typename'].filter(
  (name) => name === '__typename' || contract.grants.has(`Newcomer.${name}`),
)

/** Ten root fields, each with another selection than in any other document. */
function documentOf(number: number): DocumentNode {
  const roots = Array.from({ length: 10 }, (_, root) => {
    const picks = [...(number * 10 + root + 1).toString(FIELDS.length)].map((digit) => FIELDS[Number.parseInt(digit, FIELDS.length)])
    return `r${root}: newcomers(first: 1) { nodes { ${picks.map((name, index) => `k${index}: ${name}`).join(' ')} } }`
  })
  return parse(`{ ${roots.join(' ')} }`)
}

test('documents that are asked once leave no prepared statement behind', async () => {
  for (let number = 0; number < 10; number += 1) await ask(documentOf(number))
  expect(await preparedPerConnection()).toEqual(Array.from({ length: CONNECTIONS }, () => 0))
  expect(plans.size).toBe(PLANS)
})

test('documents that are asked often are prepared, as many as the bound says', async () => {
  const documents = Array.from({ length: 12 }, (_, number) => documentOf(1000 + number))
  for (const document of documents) for (let time = 0; time < 5; time += 1) await ask(document)
  const counts = await preparedPerConnection()
  expect(Math.max(...counts)).toBe(STATEMENTS)
  expect(plans.size).toBe(PLANS)
})

test('a document whose plan was let go is answered again', async () => {
  await ask(documentOf(0))
  await ask(documentOf(0))
})
