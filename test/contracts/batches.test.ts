/** One question, many statements: a batch reads each table once for all persons, a page looks up person by person, a shared statement answers several askers. All must answer the same. */
import { randomUUID } from 'node:crypto'
import { type FieldNode, type GraphQLObjectType, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import type { Contract } from '../../src/access/protocols/contract.ts'
import { listCoordinates } from '../../src/access/protocols/coordinate.ts'
import { CAPACITIES } from '../../src/access/protocols/protocol.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { compile, type Plan, type Shape } from '../../src/query/compile.ts'
import type { Execution } from '../../src/query/execution.ts'
import type { RowSelection } from '../../src/query/row-selection.ts'
import { runAlone, runTogether, valueFor } from '../../src/query/run-plan.ts'
import { NOBODY } from '../attack/documents.ts'
import { selectionOf } from '../support/coordinate-query.ts'
import { createTestDatabase } from '../support/database.ts'
import { TODAY } from '../support/hub.ts'

const hub = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: (stored) => stored as never })
const newcomer = hub.getType('Newcomer') as GraphQLObjectType

/** Everything is granted to everybody, without condition. */
const everything = {
  name: 'INTEGRATION_AGENCY/TRAJECTORY_FOLLOW_UP',
  recipient: 'INTEGRATION_AGENCY',
  purpose: 'TRAJECTORY_FOLLOW_UP',
  sector: 'INTEGRATION',
  capacities: CAPACITIES,
  protocols: [],
  assessing: new Set(),
  grants: new Map(listCoordinates(hub).map(({ coordinate }) => [coordinate, { protocols: ['test'], when: null }])),
  schema: hub,
} as unknown as Contract

/** Every coordinate that a newcomer leads to, each under a key of its own. */
const SELECTIONS = listCoordinates(hub).flatMap(({ coordinate }) => selectionOf(hub, coordinate) ?? [])
const selection = SELECTIONS.map((text, index) => `f${index}: ${text}`).join(' ')

function nodesOf(fields: string): readonly FieldNode[] {
  const [operation] = parse(`{ newcomer { ${fields} } }`).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  return (operation as OperationDefinitionNode).selectionSet.selections as readonly FieldNode[]
}

/** In place of the proof, whose parameters PostgreSQL must meet somewhere. */
const USES_ALL = `select concat($3::uuid, $4::text, $5::text, $6::text, $7::bigint) as id`

const planOf = (who: RowSelection, shape: Shape): Plan =>
  compile(everything, { fragments: {}, variables: {} }, newcomer, who, shape, ({ shared }) =>
    shared ? 'select h_asker.v5, h_asker.v6, $7::bigint as set from h_asker' : USES_ALL,
  )

async function openPopulation() {
  const database = await createTestDatabase()
  const vault = createVault(loadConfig({ NODE_ENV: 'test' }).masterKey)
  await seedPopulation({ database, vault, persons: 1_500, seed: 3, today: TODAY })
  const { rows } = await database.pool.query<{ id: number }>(
    'select organisation_id as id from directory.relationship group by 1 order by count(*) desc limit 6',
  )
  return { database, organisations: rows.map(({ id }) => id) }
}

const runOf = (organisation: number, given: Execution['arguments'], operationId = randomUUID() as string) =>
  ({ organisation, today: TODAY, arguments: given, variables: {}, operationId }) as unknown as Execution

test('a batch answers what a page answers, for every field about a newcomer', { timeout: 240_000 }, async () => {
  const { database, organisations } = await openPopulation()
  const nodes = nodesOf(`id ${selection}`)
  const page = planOf(
    { kind: 'page', order: 'ID', filter: [], after: false },
    { kind: 'texts', parts: [{ path: 'nodes', nodes }], count: false },
  )
  const batch = planOf({ kind: 'byIds' }, { kind: 'persons', nodes })
  let compared = 0
  for (const organisation of organisations) {
    const ask = async (plan: Plan, given: Execution['arguments']) => {
      const run = runOf(organisation, given)
      const { rows } = await database.pool.query({
        ...plan.sql,
        values: plan.bindings.map((binding) => valueFor(binding, run)),
        rowMode: 'array',
      })
      return JSON.parse(String((rows as unknown[][])[0]?.at(-1))) as { id: string }[]
    }
    const expected = await ask(page, { first: 200, filter: {} })
    const ids = expected.map(({ id }) => id)
    // In another order, one of them twice, and somebody who is nobody.
    const asked = [...ids.toReversed(), ids[0], '00000000-0000-4000-8000-000000000000']
    expect(await ask(batch, { ids: asked })).toEqual([...expected.toReversed(), expected[0], null])
    compared += expected.length
  }
  expect({ persons: compared > 500, fields: SELECTIONS.length > 150 }).toEqual({ persons: true, fields: true })
})

type Answered = Awaited<ReturnType<typeof runAlone>>

test('a shared statement answers each asker what it is answered alone, for every field about a newcomer', {
  timeout: 240_000,
}, async () => {
  const { database, organisations } = await openPopulation()
  const plan = planOf({ kind: 'byId' }, { kind: 'person', nodes: nodesOf(`id ${selection}`) })
  const sql = plan.shared
  if (sql === undefined) throw new Error('a question by id cannot be shared')
  const { rows: known } = await database.pool.query<{ organisation: number; id: string }>(
    'select distinct on (organisation_id, n) organisation_id as organisation, newcomer_id as id from (select *, row_number() over (partition by organisation_id order by newcomer_id) % 60 as n from directory.relationship where organisation_id = any($1)) r order by organisation_id, n, newcomer_id',
    [organisations],
  )
  // Persons of one organisation asked by the next as well, and somebody who is nobody.
  const asked = known.flatMap(({ organisation, id }, index) => [
    { organisation, id },
    { organisation: known[(index + 97) % known.length]?.organisation ?? organisation, id },
  ])
  const runs = [...asked, { organisation: 1, id: NOBODY }].map(({ organisation, id }) => runOf(organisation, { id }))
  const [alone, together] = [[], []] as [Answered[], Answered[]]
  for (let from = 0; from < runs.length; from += 32) {
    const some = runs.slice(from, from + 32)
    alone.push(...(await Promise.all(some.map((run) => runAlone(database.pool, plan, run)))))
    together.push(...(await runTogether(database.pool, plan, sql, some)))
  }
  expect(together).toEqual(alone)
  const found = alone.filter((columns) => columns?.at(-1) !== null).length
  expect({ found: found > 300, nobody: alone.length - found > 30 }).toEqual({ found: true, nobody: true })
})
