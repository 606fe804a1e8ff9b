import { randomUUID } from 'node:crypto'
import { type GraphQLObjectType, graphql } from 'graphql'
import { beforeAll, expect, test } from 'vitest'
import { createContractContext } from '../../../test/support/contract-context.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { buildContracts, type Contract } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { buildHubSchema, buildSubgraphs } from '../../app/hub-schema.ts'
import { createVault } from '../../base/vault.ts'
import type { Database } from '../../database/client.ts'
import { seedPopulation } from '../../development/population/seed.ts'
import { createReader } from '../../query/reader.ts'
import type { RequestContext } from './context.ts'
import { createReferenceResolver } from './entities.ts'

const TODAY = '2026-11-23'
const vault = createVault(Buffer.alloc(32, 7))
const mode = {
  allowSynthetic: true,
  hashInsz: vault.hashInsz,
  decodeInsz: (stored: string) => stored,
  resolveReference: createReferenceResolver(),
}

let database: Database
let contract: Contract
let statements = 0

beforeAll(async () => {
  database = await createTestDatabase()
  await seedPopulation({ database, vault, persons: 300, seed: 1, today: TODAY })
  const register = await loadRegister('protocols', { production: false })
  const work = buildSubgraphs(mode).get('work')
  if (work === undefined) throw new Error('the work domain has no subgraph')
  const contracts = buildContracts(buildHubSchema(mode), register, TODAY, { schema: work, operations: ['_entities'] })
  const found = contracts.byName.get('VDAB/MATCHING')
  if (found === undefined) throw new Error('VDAB has no contract for matching')
  contract = found
})

function createContext(organisation: number): RequestContext {
  const reader = createReader((statement) => {
    if (statement.text.startsWith('with h_day')) statements += 1
    return database.pool.query(statement)
  })
  return createContractContext({ contract, reader, vault, organisation, today: TODAY })
}

async function findVdab(): Promise<{ organisation: number; ids: string[] }> {
  const { rows } = await database.pool.query(
    `select organisation_id, array_agg(distinct newcomer_id::text) as ids from directory.relationship
     where capacity = 'JOBSEEKER' and valid_from <= $1 and (valid_until is null or valid_until > $1) group by 1`,
    [TODAY],
  )
  return { organisation: rows[0].organisation_id, ids: rows[0].ids }
}

const ENTITIES = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Newcomer { id jobseekerRegistered } } }'

async function ask(ids: readonly string[], organisation: number) {
  const of = ids.map((id) => ({ __typename: 'Newcomer', id }))
  return graphql({ schema: contract.schema, source: ENTITIES, variableValues: { of }, contextValue: createContext(organisation) })
}

test('a subgraph answers the references of a gateway in one statement, however many they are', async () => {
  const { organisation, ids } = await findVdab()
  expect(ids.length).toBeGreaterThan(20)
  for (const count of [1, 20]) {
    statements = 0
    const asked = ids.slice(0, count)
    const answer = await ask(asked, organisation)
    expect(answer).toEqual({ data: { _entities: asked.map((id) => ({ id, jobseekerRegistered: true })) } })
    expect(statements).toBe(1)
  }
})

test("a reference to a person outside the caller's scope is null, as is one that does not exist", async () => {
  const { ids } = await findVdab()
  const answer = await ask([ids[0] ?? '', randomUUID()], 999_999)
  expect(answer).toEqual({ data: { _entities: [null, null] } })
})

test('a subgraph holds no more than the contract grants of its domain', () => {
  const fields = Object.keys((contract.schema.getType('Newcomer') as GraphQLObjectType).getFields())
  expect(fields).toContain('jobseekerRegistered')
  expect(fields).not.toContain('livingWages')
})
