import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { columnOf } from '../../src/base/columns.ts'
import type { Database } from '../../src/database/client.ts'
import type { Expression, Fact } from '../../src/query/declare.ts'
import { createTestDatabase } from './database.ts'

/** Columns of one row; `source` and `as_of` are added. */
export type Columns = Record<string, unknown>

/** What is known of a fictional person: columns of `directory.person`, and rows by qualified table. */
export type Known = { person?: Columns; rows?: Readonly<Record<string, readonly Columns[]>> }

/** Day on which the probe asks. */
const TODAY = '2026-11-23'

/** Cases of a fact: when, what is known, and the answer as text (null: unknown). `arg` is the value of its argument. @property value of an expression that is not a fact. */
export type FactCases = {
  value?: Expression
  arg?: string
  cases: [when: string, known: Known, expected: string | null][]
  /** Day of the word on which the value rests, in the same way. */
  days?: [when: string, known: Known, expected: string | null][]
}

/** Rows by which a source covers record types about a person, since long and still. */
export const covering = (...types: readonly string[]): Columns[] => types.map((record_type) => ({ record_type, valid_from: '2020-01-01' }))

/** Facts that a module exports, by name. */
export function factsOf(module: object): Map<string, Fact> {
  return new Map(Object.entries(module).filter((entry): entry is [string, Fact] => isFact(entry[1])))
}

function isFact(value: unknown): value is Fact {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'function' && 'description' in value
}

/** Names of the facts of a module that have no cases. */
export function untestedFacts(module: object, table: Readonly<Record<string, FactCases>>): string[] {
  return [...factsOf(module).keys()].filter((name) => (table[name]?.cases.length ?? 0) === 0)
}

/** Tests every fact that a module exports, on a database of their own. `organisation` asks; `prepare` is SQL to run before. */
export function testFacts(
  module: object,
  table: Readonly<Record<string, FactCases>>,
  options: { organisation?: number; prepare?: string } = {},
): void {
  const facts = factsOf(module)
  test('every fact of the module has cases here', () => {
    expect(untestedFacts(module, table)).toEqual([])
  })
  let database: Database
  beforeAll(async () => {
    database = await createTestDatabase()
    if (options.prepare) await database.pool.query(options.prepare)
  })
  for (const [name, { value = facts.get(name)?.value, arg = '', cases, days = [] }] of Object.entries(table)) {
    if (value === undefined) throw new Error(`${name} is not a fact of the module`)
    const asOf = facts.get(name)?.asOf ?? (() => 'null')
    const asked = { organisation: options.organisation ?? 0, arg }
    describe(name, () => {
      test.each(cases)('%s', async (_when, known, expected) => {
        expect(await askFact(database, value, known, asked)).toBe(expected)
      })
      test.each(days)('day: %s', async (_when, known, expected) => {
        expect(await askFact(database, asOf, known, asked)).toBe(expected)
      })
    })
  }
}

/** Answers a fact for a new person of whom only `known` is known, as the compiled statement would. */
async function askFact(
  database: Database,
  value: Expression,
  known: Known,
  options: { arg: string; organisation: number },
): Promise<unknown> {
  const id = await insertPerson(database, known)
  const text = value({
    column: columnOf('p'),
    person: 'p.id',
    today: `'${TODAY}'::date`,
    organisation: String(options.organisation),
    arg: (_name, sqlType) => `'${options.arg}'::${sqlType}`,
  })
  const { rows } = await database.pool.query<{ value: unknown }>(
    `select to_jsonb(${text}) #>> '{}' as value from directory.person p where p.id = $1`,
    [id],
  )
  return rows[0]?.value
}

async function insertPerson(database: Database, { person = {}, rows = {} }: Known): Promise<string> {
  const id = randomUUID()
  const ids = { integration_id: randomUUID(), work_id: randomUUID(), local_id: randomUUID(), evidence_ref: randomUUID() }
  await insert(database, 'directory.person', { id, ...ids, ...person })
  for (const [table, tableRows] of Object.entries(rows)) {
    for (const columns of tableRows) await insert(database, table, { person_id: id, ...columns })
  }
  return id
}

async function insert({ pool }: Database, table: string, columns: Columns): Promise<void> {
  const row = { source: 'TEST', as_of: TODAY, ...columns }
  const names = Object.keys(row)
  const places = names.map((_, index) => `$${index + 1}`)
  await pool.query(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`, Object.values(row))
}
