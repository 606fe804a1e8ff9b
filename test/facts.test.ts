/** Every fact of every domain has a test: its module's own, beside it, which names each fact of the module that has no cases. */

import { randomUUID } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GraphQLObjectType, getNamedType, isEnumType } from 'graphql'
import type { Pool } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { hubSchemaOf } from '../src/app/hub-schema.ts'
import { columnOf } from '../src/base/columns.ts'
import { COVERED } from '../src/development/population/coverage.ts'
import { type Fact, hubOf, type Terms } from '../src/query/declare.ts'
import { recordTypeOf } from '../src/query/fact-sql.ts'
import { createTestDatabase } from './support/database.ts'
import { factsOf, untestedFacts } from './support/fact-probe.ts'

const ROOT = join(import.meta.dirname, '..')

/** Modules of the domains that export facts; a folder whose name begins with an underscore is no domain. */
async function listFactModules(): Promise<Map<string, Map<string, Fact>>> {
  const paths = globSync('src/domains/[!_]*/**/*.ts', { cwd: ROOT }).filter((path) => !path.endsWith('.test.ts'))
  const modules = await Promise.all(paths.map(async (path) => [path, factsOf((await import(join(ROOT, path))) as object)] as const))
  return new Map(modules.filter(([, facts]) => facts.size > 0))
}

/** Whether a test hands a module to `testFacts`, whole. */
function testsModule(text: string, file: string): boolean {
  const name = new RegExp(`import \\* as (\\w+) from '\\./${file}'`).exec(text)?.[1]
  return name !== undefined && new RegExp(`\\btestFacts\\(\\s*${name}\\b`).test(text)
}

test('every module of facts is tested by the test beside it', async () => {
  const modules = await listFactModules()
  const untested = [...modules.keys()].filter((path) => {
    const beside = join(ROOT, path.replace(/\.ts$/, '.test.ts'))
    return !existsSync(beside) || !testsModule(readFileSync(beside, 'utf8'), path.split('/').at(-1) ?? '')
  })
  const facts = [...modules.values()].reduce((sum, found) => sum + found.size, 0)
  console.log(`${facts} facts in ${modules.size} modules`)
  expect(untested).toEqual([])
  expect(facts).toBeGreaterThan(60)
})

test('every field of Newcomer that is computed answers a fact that a domain exports', async () => {
  const known = new Set(
    [...(await listFactModules()).values()].flatMap((facts) => [...facts.values()].map(({ description }) => description)),
  )
  const newcomer = hubSchemaOf(
    { production: false },
    { hashInsz: () => Buffer.alloc(32), decryptInsz: (stored) => stored as never },
  ).getType('Newcomer') as GraphQLObjectType
  const computed = Object.values(newcomer.getFields()).filter((field) => {
    const { read, decode } = hubOf(field)
    // What is decoded after the statement is no fact: the statement answers it sealed.
    return read?.kind === 'expression' && decode === undefined
  })
  expect(computed.length).toBeGreaterThan(60)
  expect(computed.filter(({ description }) => !known.has(description ?? '')).map(({ name }) => name)).toEqual([])
})

/** Tables of the domains that cover record types, as a text names them. */
function tablesIn(text: string): string[] {
  const named = [...text.matchAll(/\b(?:from|join)\s+((?:integration|work|local)\.\w+)/g)].map(([, table]) => table ?? '')
  return [...new Set(named)].filter((table) => !/\.(coverage|dossier)$/.test(table)).toSorted()
}

/** Record types whose coverage a text asks for. */
function coverageIn(text: string): string[] {
  const asked = [...text.matchAll(/record_type in \(([^)]*)\)/g)].flatMap(([, list]) => (list ?? '').split(', '))
  return [...new Set(asked.map((type) => type.replaceAll("'", '')))].toSorted()
}

/** Facts of the domains that cover record types, apart from the days of their newest words. */
async function listKnown(): Promise<[name: string, fact: Fact][]> {
  const modules = [...(await listFactModules())].filter(([path]) => /domains\/(integration|work|local)\//.test(path))
  return modules.flatMap(([, facts]) => [...facts]).filter(([name]) => !/^(integration|work|local)AsOf$/.test(name))
}

test('every fact names the tables that show it and the record types that its "no" takes, and looks at no others', async () => {
  const facts = await listKnown()
  expect(facts.length).toBeGreaterThan(45)
  for (const [name, { value, asOf, shownBy, deniedBy = [] }] of facts) {
    const [text, day] = [value(TERMS), asOf?.(TERMS) ?? '']
    expect([name, tablesIn(text)], name).toEqual([name, (shownBy ?? []).toSorted()])
    expect([name, coverageIn(text)]).toEqual([name, deniedBy.map(recordTypeOf).toSorted()])
    // The day is that of what shows it, and of nothing else.
    expect(tablesIn(day).filter((table) => shownBy?.includes(table) !== true)).toEqual([])
    expect([name, coverageIn(day)]).toEqual([name, coverageIn(text)])
  }
})

describe('knowledge of every fact', () => {
  let pool: Pool
  beforeAll(async () => {
    pool = (await createTestDatabase()).pool
  })

  /** Value and day of a fact about a person of whom nothing is known but what is covered. */
  async function ask({ value, asOf }: Fact, covered: readonly string[]): Promise<{ value: unknown; day: unknown }> {
    const id = randomUUID()
    await pool.query(
      `insert into directory.person (id, integration_id, work_id, local_id, evidence_ref, sex, source, as_of)
       values ($1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'UNKNOWN', 'TEST', '2026-11-01')`,
      [id],
    )
    for (const [place, table] of covered.entries())
      await pool.query(
        `insert into ${table.split('.')[0]}.coverage (person_id, record_type, valid_from, source, as_of) values ($1, $2, '2020-01-01', 'TEST', date '2026-11-01' + $3::int)`,
        [id, recordTypeOf(table), place],
      )
    const terms = { ...TERMS, person: 'p.id', today: "date '2026-11-23'" }
    const text = `select to_jsonb(${value(terms)}) #>> '{}' as value, (${asOf?.(terms) ?? 'null::date'})::text as day from directory.person p where p.id = $1`
    const { rows } = await pool.query(text, [id])
    return rows[0] as { value: unknown; day: unknown }
  }

  test('is none without a record and without coverage', async () => {
    for (const [name, fact] of await listKnown()) expect([name, await ask(fact, [])]).toEqual([name, { value: null, day: null }])
  })

  test('without a record takes the coverage of every record type, and is as old as the oldest', async () => {
    const denied = (await listKnown()).filter(([, { deniedBy = [] }]) => deniedBy.length > 0)
    let said = 0
    for (const [name, fact] of denied) {
      const covered = fact.deniedBy ?? []
      const whole = await ask(fact, covered)
      if (whole.value === null) continue
      said += 1
      expect([name, whole]).toEqual([name, { value: whole.value === '[]' ? '[]' : 'false', day: '2026-11-01' }])
      for (const missing of covered)
        expect([
          name,
          missing,
          await ask(
            fact,
            covered.filter((table) => table !== missing),
          ),
        ]).toEqual([name, missing, { value: null, day: null }])
    }
    expect(said).toBeGreaterThan(15)
  })
})

test('the population covers every record type that a "no" takes', async () => {
  const denied = new Set((await listKnown()).flatMap(([, { deniedBy = [] }]) => deniedBy))
  const covered = Object.entries(COVERED).flatMap(([domain, types]) => types.map((type) => `${domain} ${type}`))
  expect(covered.toSorted()).toEqual([...denied].map((table) => `${table.split('.')[0]} ${recordTypeOf(table)}`).toSorted())
})

test('every fact of these domains that a rule could read is dated', () => {
  const newcomer = hubSchemaOf(
    { production: false },
    { hashInsz: () => Buffer.alloc(32), decryptInsz: (stored) => stored as never },
  ).getType('Newcomer') as GraphQLObjectType
  const readable = Object.values(newcomer.getFields()).filter((field) => {
    const { type } = field
    const { read, owner } = hubOf(field)
    const coarse = isEnumType(getNamedType(type)) || getNamedType(type).name === 'Boolean'
    return read?.kind === 'expression' && coarse && owner !== 'DIRECTORY'
  })
  const undated = readable.filter((field) => hubOf(field).asOf === undefined).map(({ name }) => name)
  expect(undated).toEqual([])
  expect(readable.length).toBeGreaterThan(40)
})

const TERMS: Terms = {
  column: columnOf('p'),
  person: 'p.id',
  today: 'current_date',
  organisation: '0',
  arg: (_name, sqlType) => `'A2'::${sqlType}`,
}

test('a fact without cases, and a module that no test is handed, are found', () => {
  const fact: Fact = { description: 'Planted.', value: () => 'true' }
  expect(untestedFacts({ planted: fact, other: 1 }, {})).toEqual(['planted'])
  expect(untestedFacts({ planted: fact }, { planted: { cases: [] } })).toEqual(['planted'])
  expect(untestedFacts({ planted: fact }, { planted: { cases: [['always', {}, 'true']] } })).toEqual([])
  expect(testsModule("import * as facts from './facts.ts'\ntestFacts(facts, {})", 'facts.ts')).toBe(true)
  expect(testsModule("import { one } from './facts.ts'\ntestFacts({ one }, {})", 'facts.ts')).toBe(false)
  expect(testsModule("import * as facts from './facts.ts'\nimport * as other from './other.ts'\ntestFacts(other, {})", 'facts.ts')).toBe(
    false,
  )
})
