/** What holds for every domain module: it builds in both ways, every word is described, and every declaration is valid SQL. */
import { composeServices } from '@apollo/composition'
import { printSubgraphSchema } from '@apollo/subgraph'
import { mergeSchemas } from '@graphql-tools/schema'
import { type GraphQLEnumType, type GraphQLSchema, getNamedType, isEnumType, isInputObjectType, isObjectType, parse } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { columnOf } from '../src/base/columns.ts'
import type { Database } from '../src/database/client.ts'
import { CONDITIONS, DOMAINS } from '../src/domains/all.ts'
import { hubOf, type Terms } from '../src/query/declare.ts'
import { mentionsOf } from './non-interference/mentions.ts'
import { createTestDatabase } from './support/database.ts'

const MODE = {
  federated: false,
  allowSynthetic: true,
  hashInsz: () => Buffer.alloc(32),
  decodeInsz: (stored: string) => stored,
  conditions: CONDITIONS,
}

const hub: GraphQLSchema = mergeSchemas({ schemas: DOMAINS.map(({ build }) => build(MODE)) })

const fieldNames = (type: unknown) => (isObjectType(type) ? Object.keys(type.getFields()).sort() : [])

type Described = { coordinate: string; description: string | null | undefined; boolean: boolean }

/** Everything of the hub schema that can carry a description. */
function listDescribed(): Described[] {
  return Object.values(hub.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !['String', 'Boolean', 'Int', 'ID', 'Float'].includes(type.name))
    .flatMap((type) => [{ coordinate: type.name, description: type.description, boolean: false }, ...listMembers(type)])
}

function listMembers(type: unknown): Described[] {
  if (isEnumType(type)) {
    return type.getValues().map((value) => ({ coordinate: `${type.name}.${value.name}`, description: value.description, boolean: false }))
  }
  if (!isObjectType(type) && !isInputObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`
    const args = isObjectType(type) ? (type.getFields()[field.name]?.args ?? []) : []
    const boolean = String(field.type).startsWith('Boolean')
    return [
      { coordinate, description: field.description, boolean },
      ...args.map((arg) => ({ coordinate: `${coordinate}(${arg.name}:)`, description: arg.description, boolean: false })),
    ]
  })
}

describe('domain modules', () => {
  test.each(DOMAINS)('$name builds as a subgraph in which Newcomer is an entity', ({ build }) => {
    const schema = build({ ...MODE, federated: true })
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(expect.arrayContaining(['_entities', '_service']))
    expect(printSubgraphSchema(schema)).toContain('@key(fields: "id")')
  })

  test('the subgraphs compose into one supergraph with every field of Newcomer', () => {
    const services = DOMAINS.map(({ name, build }) => ({
      name,
      url: `http://127.0.0.1/${name}`,
      typeDefs: parse(printSubgraphSchema(build({ ...MODE, federated: true }))),
    }))
    const { errors, schema } = composeServices(services)
    expect(errors?.map(({ message }) => message)).toBeUndefined()
    expect(fieldNames(schema?.toGraphQLJSSchema().getType('Newcomer'))).toEqual(fieldNames(hub.getType('Newcomer')))
  })

  test.each(DOMAINS)('$name says which tables of other domains it reads', ({ schema, build, conditions, alsoDependsOn }) => {
    const read = [...listSql(build(MODE)), ...Object.values(conditions).map(({ sql }) => sql({ ...TERMS, ...ANY_CONTRACT }))]
    const tables = new Set(read.flatMap((sql) => [...mentionsOf(sql, []).tables]))
    expect([...tables].filter((table) => !table.startsWith(`${schema}.`)).toSorted()).toEqual(alsoDependsOn.toSorted())
    expect(read).not.toEqual([])
  })

  test('every type, field, argument and value is described in full sentences', () => {
    const described = listDescribed()
    const bad = described.filter(
      ({ description, boolean }) => !/^(?!The |A |An ).*\.$/s.test(description ?? '') || (boolean && !description?.startsWith('Whether ')),
    )
    expect(bad).toEqual([])
    expect(described.length).toBeGreaterThan(500)
  })

  test('every filter and order reveals fields that exist', () => {
    const filter = hub.getType('NewcomerFilter')
    const order = hub.getType('NewcomerOrder')
    const members = [
      ...(isInputObjectType(filter) ? Object.values(filter.getFields()) : []),
      ...(isEnumType(order) ? order.getValues() : []),
    ]
    const revealed = members.map((member) => hubOf(member).reveals ?? [])
    const known = new Set(listDescribed().map(({ coordinate }) => coordinate))
    expect(revealed.filter((coordinates) => coordinates.length === 0)).toEqual([])
    expect(revealed.flat().filter((coordinate) => !known.has(coordinate))).toEqual([])
  })
})

/** Enums that a column answers as it is stored. */
const STORED_ENUMS = {
  Sex: 'directory.sex',
  LabourMarketAccess: 'directory.labour_market_access',
  TargetGroupType: 'integration.target_group_type',
  TrajectoryKind: 'integration.trajectory_kind',
  TrajectoryStatus: 'integration.trajectory_status',
  ContractRegime: 'integration.contract_regime',
  LanguageMode: 'integration.language_mode',
  CefrLevel: 'integration.cefr_level',
  CertificateKind: 'integration.certificate_kind',
  JobseekerCategory: 'work.jobseeker_category',
  MediationStatus: 'work.mediation_status',
  LivingWageCategory: 'local.living_wage_category',
  GpmiType: 'local.gpmi_type',
  GpmiObjectiveKind: 'local.gpmi_objective_kind',
}

describe('declarations', () => {
  let database: Database
  beforeAll(async () => {
    database = await createTestDatabase()
  })

  test.each(Object.entries(STORED_ENUMS))('%s has the values of the database', async (name, stored) => {
    const { rows } = await database.pool.query<{ values: string[] }>(`select enum_range(null::${stored})::text[] as values`)
    expect(
      (hub.getType(name) as GraphQLEnumType)
        .getValues()
        .map((value) => value.name)
        .sort(),
    ).toEqual(rows[0]?.values.sort())
  })

  test('every field of Newcomer reads columns that exist', async () => {
    const selects = listSelects('Newcomer', TERMS)
    for (const { coordinate, sql } of selects) {
      await expect(database.pool.query(`explain select ${sql} from directory.person p`), coordinate).resolves.toBeDefined()
    }
    expect(selects.length).toBeGreaterThan(250)
  })

  test('every filter restricts by a valid predicate', async () => {
    const filter = hub.getType('NewcomerFilter')
    for (const field of isInputObjectType(filter) ? Object.values(filter.getFields()) : []) {
      const { restrict, sqlType } = hubOf(field)
      const sql = `explain select from directory.person p where ${restrict?.(TERMS, `null::${sqlType}`)}`
      await expect(database.pool.query(sql), field.name).resolves.toBeDefined()
    }
  })
})

const TERMS: Terms = {
  column: columnOf('p'),
  person: 'p.id',
  today: "'2026-11-23'::date",
  organisation: '1',
  arg: (_name, sqlType) => `null::${sqlType}`,
}

const ANY_CONTRACT = { purpose: 'REFERRAL', recipient: 'OCMW', capacities: ['RESIDENT'] } as const

/** SQL of everything that a schema declares. */
function listSql(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap())
  const members = types.flatMap((type) => {
    if (isObjectType(type) || isInputObjectType(type)) return Object.values(type.getFields())
    return isEnumType(type) ? type.getValues() : []
  })
  return members.flatMap((member) => {
    const { read, restrict, sort } = hubOf(member)
    return [
      ...(read?.kind === 'expression' ? [read.value(TERMS)] : []),
      ...(read?.kind === 'one' || read?.kind === 'many' ? [`from ${read.rows.table} r where ${read.rows.where?.(TERMS) ?? 'true'}`] : []),
      ...(restrict === undefined ? [] : [restrict(TERMS, 'null')]),
      ...(sort === undefined ? [] : [sort.value(TERMS)]),
    ]
  })
}

/** One expression per field, nested types within a subselect over their own rows. */
function listSelects(typeName: string, terms: Terms): { coordinate: string; sql: string }[] {
  const type = hub.getType(typeName)
  if (!isObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => {
    const read = hubOf(field).read
    const coordinate = `${typeName}.${field.name}`
    switch (read?.kind) {
      case 'column':
        return [{ coordinate, sql: terms.column(read.column) }]
      case 'expression':
        return [{ coordinate, sql: `(${read.value(terms)})` }]
      case 'one':
      case 'many': {
        const inner = { ...terms, column: columnOf('t1') }
        const { table, where, order } = read.rows
        const from = `from ${table} t1 where t1.person_id = ${terms.person} and (${where?.(inner) ?? 'true'}) order by ${order} limit 1`
        return listSelects(getNamedType(field.type).name, inner).map((nested) => ({ ...nested, sql: `(select ${nested.sql} ${from})` }))
      }
      default:
        return []
    }
  })
}
