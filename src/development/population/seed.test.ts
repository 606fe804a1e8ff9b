import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { sampleVault } from '../../../test/support/population-sample.ts'
import { DELIVERED_CAPACITIES, deriveRelationships } from '../../activities/delivery/store/relationships.ts'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { loadReference } from '../../database/reference/reference.ts'
import { PopulationExists } from './ledger.ts'
import { type SeedOptions, seedPopulation } from './seed.ts'
import { columnsOf, TABLE_NAMES } from './tables.ts'

const database = await createTestDatabase()
const TODAY = '2026-11-23'
const seed = (options: Partial<SeedOptions> = {}) =>
  seedPopulation({ database, vault: sampleVault(), persons: 400, seed: 1, today: TODAY, ...options })

async function asOwner<T>(statement: string, values: unknown[] = []): Promise<T[]> {
  const pool = openPool(database.url, ROLES.owner, { connections: 1 })
  try {
    return (await pool.query(statement, values)).rows
  } finally {
    await pool.end()
  }
}

/** What the tables hold, without surrogate keys and ciphertext. */
async function fingerprint(): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const table of TABLE_NAMES) {
    const columns = columnsOf(table).filter((column) => column !== 'insz_encrypted')
    const [row] = await asOwner<{ digest: string }>(
      `select md5(coalesce(string_agg(line, E'\\n' order by line), '')) as digest from (select row(${columns.join(', ')})::text as line from ${table}) lines`,
    )
    found[table] = row?.digest ?? ''
  }
  return found
}

const count = async (table: string) => (await asOwner<{ n: string }>(`select count(*) as n from ${table}`))[0]?.n

beforeAll(async () => {
  await loadReference(database.pool, { folder: new URL('../../../reference', import.meta.url).pathname, production: false })
})

afterEach(async () => {
  await asOwner(`truncate ${TABLE_NAMES.join(', ')}, directory.delivery, directory.refusal, directory.held_merge`)
})

test('the tables of the population have the columns of the database, all but surrogate keys and what later statements leave', async () => {
  const columns = await asOwner<{ table: string; column: string }>(
    `select table_schema || '.' || table_name as table, column_name as column from information_schema.columns
     where table_schema || '.' || table_name = any($1) and not (column_name in ('id', 'claim_id') and data_type = 'bigint') and column_name not in ('withdrawn_at', 'said_until', 'named_on', 'facts_withdrawn_at', 'end_unknown')`,
    [TABLE_NAMES],
  )
  const found = Object.groupBy(columns, ({ table }) => table)
  for (const table of TABLE_NAMES) expect(found[table]?.map(({ column }) => column).toSorted()).toEqual(columnsOf(table).toSorted())
})

test('a population is loaded once: asking again changes nothing', async () => {
  const first = await seed()
  const before = await fingerprint()
  const second = await seed()
  expect({ ...first, rows: first.rows.get('directory.person'), seconds: 0 }).toEqual({
    status: 'LOADED',
    persons: 400,
    rows: 400,
    seconds: 0,
  })
  expect({ ...second, seconds: 0 }).toEqual({ status: 'PRESENT', persons: 0, rows: new Map(), seconds: 0 })
  expect(await fingerprint()).toEqual(before)
})

test('rows do not depend on the size of a batch, nor on growing in two steps', async () => {
  await seed({ batchPersons: 400 })
  const whole = await fingerprint()
  await seed({ onExisting: 'REPLACE', batchPersons: 37 })
  expect(await fingerprint()).toEqual(whole)
  await seed({ onExisting: 'REPLACE', persons: 150 })
  await seed({ onExisting: 'EXTEND' })
  expect(await fingerprint()).toEqual(whole)
})

describe('persons that are there already', () => {
  test('another population is refused in words that say what to do', async () => {
    await seed()
    await expect(seed({ seed: 2, onExisting: 'EXTEND' })).rejects.toThrow(
      'The database contains the population of seed 1 and day 2026-11-23, whose numbers could clash with those of another population: replace it, or use the same seed and day.',
    )
    await expect(seed({ persons: 500 })).rejects.toThrow(
      'The database contains the first 400 persons of this population: extend it to 500, or replace it.',
    )
    expect(await count('directory.person')).toBe('400')
  })

  test('persons from deliveries stay, unless told to replace them', async () => {
    const id = '00000000-0000-4000-8000-000000000001'
    await asOwner(
      `insert into directory.person (id, integration_id, work_id, local_id, evidence_ref, source, as_of) values ($1, $1, $1, $1, $1, 'test', $2)`,
      [id, TODAY],
    )
    await expect(seed()).rejects.toThrow(PopulationExists)
    await seed({ onExisting: 'EXTEND' })
    expect(await count('directory.person')).toBe('401')
    await seed({ onExisting: 'REPLACE' })
    expect(await count('directory.person')).toBe('400')
  })
})

test('a load that fails leaves nothing behind', async () => {
  await seed({ persons: 50 })
  const before = await fingerprint()
  const broken = { ...sampleVault(), hashInsz: () => Buffer.from('the same for all') }
  await expect(seed({ vault: broken, onExisting: 'REPLACE' })).rejects.toThrow('duplicate key')
  expect(await fingerprint()).toEqual(before)
})

test('relationships are those that deliveries of the same rows would make', async () => {
  await seed({ persons: 1_500 })
  const relationships = () =>
    asOwner<{ line: string }>(
      `select concat_ws(' ', person_id, organisation_id, newcomer_id, capacity, valid_from, valid_until, source) as line
       from directory.relationship where capacity = any($1::directory.capacity[]) order by 1`,
      [[...DELIVERED_CAPACITIES]],
    )
  const before = await relationships()
  const persons = await asOwner<{ id: string }>('select id from directory.person')
  const client = await database.pool.connect()
  const sent: Promise<unknown>[] = []
  deriveRelationships(
    (statement) => void sent.push(client.query(statement)),
    persons.map(({ id }) => id),
    DELIVERED_CAPACITIES,
    { source: 'test', organisation: null, consumer: null, delivery: 1n, today: TODAY },
  )
  await Promise.all(sent).finally(() => client.release())
  expect(await relationships()).toEqual(before)
  expect(await asOwner('select from audit.claim')).toEqual([])
  expect(before.length).toBeGreaterThan(4_500)
})

test('many persons get the same indexes back that were there before', async () => {
  const indexes = () => asOwner(`select indexdef from pg_indexes where schemaname || '.' || tablename = any($1) order by 1`, [TABLE_NAMES])
  const before = await indexes()
  await seed({ persons: 500, indexesLastFrom: 500 })
  expect(await indexes()).toEqual(before)
})

test('sizes, seeds and days out of range are refused', async () => {
  await expect(seed({ persons: 0 })).rejects.toThrow('Expected 1 to 2048000 persons.')
  await expect(seed({ seed: -1 })).rejects.toThrow('Expected a seed from 0 to 4294967295.')
  await expect(seed({ today: '2026-02-30' })).rejects.toThrow('Expected a day as YYYY-MM-DD.')
})

test('progress is told per batch, up to all of them', async () => {
  const told: string[] = []
  await seed({ persons: 250, batchPersons: 100, progress: (done, total) => told.push(`${done}/${total}`) })
  expect(told).toEqual(['100/250', '200/250', '250/250'])
})
