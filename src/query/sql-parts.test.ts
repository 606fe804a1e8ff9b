/** SQL is made of parts that say what they need: nobody searches the finished text, and what authors write may use any alias without `h_`. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import {
  type FieldNode,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  parse,
} from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { TODAY } from '../../test/support/hub.ts'
import { buildContracts, type Contract } from '../access/protocols/contract.ts'
import { listCoordinates } from '../access/protocols/coordinate.ts'
import { CAPACITIES } from '../access/protocols/protocol.ts'
import { loadRegister } from '../access/protocols/register.ts'
import { hubSchemaOf } from '../app/hub-schema.ts'
import { loadConfig } from '../base/config.ts'
import { createVault } from '../base/vault.ts'
import type { Database } from '../database/client.ts'
import { seedPopulation } from '../development/population/seed.ts'
import { FACT_SHEETS } from '../domains/all.ts'
import { compile, type Shape } from './compile.ts'
import { listContractRights } from './contract-logins/contract-logins.ts'
import { reachableStatementsOf, toSql } from './contract-logins/reachable-statements.ts'
import { type Expression, type HubExtension, hubExtension } from './declare.ts'
import type { Execution } from './execution.ts'
import { computedValue, sheetColumns } from './fact-sheet.ts'
import type { RowSelection } from './row-selection.ts'
import { runAlone, runTogether } from './run-plan.ts'

const ROOT = join(import.meta.dirname, '../..')
const hubSchema = () => hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: (stored) => stored as never })

function nodesOf(selection: string): readonly FieldNode[] {
  const [operation] = parse(`{ newcomer { ${selection} } }`).definitions
  return (operation as OperationDefinitionNode).selectionSet.selections as readonly FieldNode[]
}

describe('while statements are compiled, nobody searches their text', () => {
  const METHODS = ['includes', 'indexOf', 'lastIndexOf', 'match', 'matchAll', 'replace', 'replaceAll', 'search', 'split'] as const
  const { exec } = RegExp.prototype
  const isSql = (text: string) => exec.call(/\bselect\b|\bh_[a-z]|\$\d+::/, text) !== null

  /** @returns how often a text was searched while the work was done, and the texts that are SQL. */
  function searchesOf(work: () => void): { searches: number; ofSql: string[] } {
    const ofSql: string[] = []
    let searches = 0
    const note = (text: string) => {
      searches += 1
      if (isSql(text)) ofSql.push(text)
    }
    const strings = String.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
    const before = METHODS.map((name) => [name, strings[name] as (...args: unknown[]) => unknown] as const)
    // Every other way to apply a regular expression calls `exec`.
    RegExp.prototype.exec = function (this: RegExp, text: string) {
      note(text)
      return exec.call(this, text)
    }
    for (const [name, method] of before) {
      strings[name] = function (this: string, ...args: unknown[]) {
        note(String(this))
        return method.apply(this, args)
      }
    }
    try {
      work()
    } finally {
      RegExp.prototype.exec = exec
      for (const [name, method] of before) strings[name] = method
    }
    return { searches, ofSql }
  }

  test('of every statement that a contract can lead to, alone and shared, and of every column of a fact sheet', async () => {
    const schema = hubSchema()
    const contracts = buildContracts(schema, await loadRegister(join(ROOT, 'protocols'), { production: false }), TODAY)
    let compiled = 0
    const { searches, ofSql } = searchesOf(() => {
      for (const contract of listContractRights(contracts)) {
        for (const reachable of reachableStatementsOf(contract)) {
          toSql(contract, reachable)
          compiled += 1
        }
        const newcomer = contract.schema.getType('Newcomer') as GraphQLObjectType | undefined
        if (newcomer === undefined) continue
        const shape: Shape = { kind: 'person', nodes: nodesOf('__typename') }
        compile(contract, { fragments: {}, variables: {} }, newcomer, { kind: 'byId' }, shape)
        compiled += 2
      }
      for (const sheet of FACT_SHEETS)
        for (const { full } of Object.values(sheetColumns(sheet))) {
          computedValue(full, '$1', '$2')
          compiled += 1
        }
    })
    console.log(`${compiled} texts compiled, ${searches} searches in texts that are not SQL`)
    expect(ofSql).toEqual([])
    expect(compiled).toBeGreaterThan(200)
  })

  test.each<[string, (sql: string) => unknown]>([
    ['includes', (sql) => sql.includes('h_a.')],
    ['a regular expression', (sql) => /\bp\./.test(sql)],
    ['matchAll', (sql) => [...sql.matchAll(/\ba\.(\w+)/g)]],
    ['replaceAll', (sql) => sql.replaceAll(/\$\d+::/g, 'null::')],
  ])('and one who searched it by %s would be found', (_way, search) => {
    expect(searchesOf(() => search('select h_a.id from h_asked h_a')).ofSql).not.toEqual([])
  })
})

/** Aliases that the compiler used before its own began with `h_`, and names that its own are close to. */
const ALIASES = 'a p r q d1 d2 t1 o x u s f own used unused asker known asked page proof number few all_rows fact_row row'.split(' ')

/** A fact that asks everything of its terms, and calls its own table by an alias. */
const factBy =
  (alias: string): Expression =>
  ({ person, column, today, organisation, onSheet }) =>
    `(
      select count(*)::int + coalesce(extract(year from ${column('birth_date')})::int, 0)
      from integration.dutch_course ${alias}
      where ${alias}.person_id = ${person}
        and ${alias}.valid_from <= ${today}
        and ${organisation} > 0
        and ${onSheet?.('integration.fact_sheet')?.('person_id') ?? person} = ${alias}.person_id
    )`

/** The hub's schema with that fact as a field, a filter and an order; everything is granted to everybody. */
function contractWith(value: Expression): Contract {
  const schema = hubSchema()
  const extend = (carrier: { extensions: object } | undefined, hub: HubExtension) => {
    if (carrier === undefined) throw new Error('the schema has no such member')
    carrier.extensions = hubExtension(hub)
  }
  const newcomer = schema.getType('Newcomer') as GraphQLObjectType
  extend(newcomer.getFields().participationHours, { read: { kind: 'expression', value } })
  extend((schema.getType('NewcomerFilter') as GraphQLInputObjectType).getFields().employed, {
    sqlType: 'boolean',
    restrict: (terms, given) => `(${value(terms)} > 1980) = ${given}`,
  })
  extend((schema.getType('NewcomerOrder') as GraphQLEnumType).getValue('FIRST_REGISTERED_ON') ?? undefined, {
    sort: { value, sqlType: 'float8' },
  })
  return {
    name: 'INTEGRATION_AGENCY/TRAJECTORY_FOLLOW_UP',
    recipient: 'INTEGRATION_AGENCY',
    purpose: 'TRAJECTORY_FOLLOW_UP',
    sector: 'INTEGRATION',
    capacities: CAPACITIES,
    protocols: [],
    assessing: null,
    grants: new Map(listCoordinates(schema).map(({ coordinate }) => [coordinate, { protocols: ['test'], when: null }])),
    schema,
  } as unknown as Contract
}

describe('a fact may use any alias that does not begin with h_', () => {
  let database: Database
  let organisation = 0
  let fact = factBy('neutral')
  const contract = contractWith((terms) => fact(terms))
  const newcomer = contract.schema.getType('Newcomer') as GraphQLObjectType

  beforeAll(async () => {
    database = await createTestDatabase()
    const vault = createVault(loadConfig({ NODE_ENV: 'test' }).masterKey)
    await seedPopulation({ database, vault, persons: 200, seed: 3, today: TODAY })
    const { rows } = await database.pool.query<{ id: number }>(
      'select organisation_id as id from directory.relationship group by 1 order by count(*) desc limit 1',
    )
    organisation = rows[0]?.id ?? 0
  })

  /** In place of the proof, whose parameters PostgreSQL must meet somewhere. */
  const USES_ALL = 'select concat($3::uuid, $4::text, $5::text, $6::text, $7::bigint) as id'
  const USES_ALL_SHARED = 'select h_asker.v5, h_asker.v6, $7::bigint as set from h_asker'

  async function answersBy(alias: string): Promise<unknown[]> {
    fact = factBy(alias)
    const nodes = nodesOf('id participationHours familyName integrationAsOf dutchCourses { level }')
    const ask = async (who: RowSelection, shape: Shape, given: Execution['arguments']) => {
      const plan = compile(contract, { fragments: {}, variables: {} }, newcomer, who, shape, ({ shared }) =>
        shared ? USES_ALL_SHARED : USES_ALL,
      )
      const run = { organisation, today: TODAY, arguments: given, variables: {}, operationId: randomUUID() } as unknown as Execution
      const together = plan.shared === undefined ? [] : await runTogether(database.pool, plan, plan.shared, [run])
      return [await runAlone(database.pool, plan, run), ...together]
    }
    const page = { kind: 'page', order: 'FIRST_REGISTERED_ON', filter: ['employed'], after: false } as const
    const [list] = await ask(
      page,
      { kind: 'rows', parts: [{ path: 'nodes', nodes }], count: true },
      { first: 20, filter: { employed: true } },
    )
    const persons = JSON.parse(list?.at(-1) as string) as { nodes: { id: string; participationHours: number } }[]
    expect(persons.filter(({ nodes: { participationHours } }) => participationHours > 1980).length).toBe(20)
    const ids = persons.map((person) => person.nodes.id)
    const batch = await ask({ kind: 'byIds' }, { kind: 'persons', nodes }, { ids })
    const one = await ask({ kind: 'byId' }, { kind: 'person', nodes }, { id: ids[0] })
    expect(one.length).toBe(2)
    return [list, batch, one]
  }

  test('wherever it stands: as a field, a filter and an order, in every kind of statement', async () => {
    const expected = await answersBy('neutral')
    for (const alias of ALIASES) expect([alias, await answersBy(alias)]).toEqual([alias, expected])
    await expect(answersBy('h_a')).rejects.toThrow(/does not exist/)
  })

  test('also where a function computes it for a sheet', async () => {
    const valueBy = async (alias: string) => {
      const value: Expression = (terms) => factBy(alias)({ ...terms, organisation: '1' })
      const { rows } = await database.pool.query<{ value: unknown }>(
        `select person.id, ${computedValue(value, 'person.id', `date '${TODAY}'`)} as value from directory.person person order by 1`,
      )
      return rows
    }
    const expected = await valueBy('neutral')
    expect(expected.filter(({ value }) => value !== null).length).toBeGreaterThan(20)
    for (const alias of ALIASES) expect([alias, await valueBy(alias)]).toEqual([alias, expected])
  })
})
