import type { Pool } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { createDenseDatabase } from '../../../test/support/dense-database.ts'
import type { Database } from '../../database/client.ts'
import { ROLES, withLogin } from '../../database/connection.ts'
import { FACT_SHEETS } from '../../domains/all.ts'
import { type FactSheet, functionOf, sheetColumns, sheetFunctions } from '../fact-sheet.ts'
import { ensureFactFunctions } from './functions.ts'
import { computeAllSheets } from './refresh-job.ts'

const TODAY = '2026-11-23'
const PERSONS = 400
const NAMES = FACT_SHEETS.flatMap((sheet) => Object.keys(sheetFunctions(sheet)).map((name) => functionOf(sheet.table, name)))

let database: Database
let pool: Pool
beforeAll(async () => {
  database = await createDenseDatabase(PERSONS, TODAY)
  pool = database.pool
  await ensureFactFunctions(database.url, FACT_SHEETS)
})

describe.each(FACT_SHEETS.map((sheet) => [sheet.table, sheet] as const))('functions of %s', (table, sheet) => {
  const columns = Object.keys(sheetColumns(sheet))
  const kept = `select person_id, ${columns.join(', ')} from ${table} order by person_id`
  const computed = `select p.id as person_id, ${columns.map((column) => `${functionOf(table, column)}(p.id, $1::date) as ${column}`).join(', ')} from directory.person p order by p.id`
  const read = async (text: string, values: unknown[] = []) => (await pool.query({ text, values, rowMode: 'array' })).rows

  test.each([TODAY, '2024-02-29'])('give what the sheet of %s keeps, for everybody', async (day) => {
    await computeAllSheets(pool, [sheet], day)
    const sheets = await read(kept)
    expect(sheets.length).toBe(PERSONS)
    expect(await read(computed, [day])).toEqual(sheets)
  })

  test('give nothing for somebody whom nobody knows', async () => {
    const [row] = await read(`select ${columns.map((column) => `${functionOf(table, column)}(gen_random_uuid(), $1::date)`).join(', ')}`, [
      TODAY,
    ])
    const isNothing = (value: unknown) => value === null || value === '{}' || (Array.isArray(value) && value.every((one) => one === null))
    expect((row as unknown[]).filter((value) => !isNothing(value))).toEqual([])
  })

  const days = Object.keys(sheetFunctions(sheet)).filter((name) => !columns.includes(name))
  test.runIf(days.length > 0)('give the day of each fact that the sheet keeps, at its place', async () => {
    await computeAllSheets(pool, [sheet], TODAY)
    const each = days.map((name) => `${functionOf(table, name)}(person_id, day)`)
    const { rows } = await pool.query(
      `select count(*)::int as persons, count(*) filter (where days is distinct from array[${each.join(', ')}])::int as differing, count(days[1])::int as dated from ${table}`,
    )
    expect(rows).toMatchObject([{ persons: PERSONS, differing: 0 }])
    expect(rows[0]?.dated).toBeGreaterThan(PERSONS / 10)
  })
})

test('a list that is too long for the sheet comes whole', async () => {
  const { rows } = await pool.query<{ id: string }>('select person_id as id from integration.dossier order by 1 limit 1')
  const [person] = rows.map(({ id }) => id)
  await pool.query('delete from integration.dutch_course where person_id = $1', [person])
  await pool.query(
    `insert into integration.dutch_course select (jsonb_populate_record(null::integration.dutch_course, to_jsonb(c) || jsonb_build_object('id', 1000000 + n, 'person_id', $1::uuid, 'valid_from', date '2026-01-01' + n))).*
      from (select * from integration.dutch_course limit 1) c, generate_series(1, 12) n`,
    [person],
  )
  const courses = async () =>
    (await pool.query<{ days: string[] }>('select integration.compute_dutch_course_valid_from($1, $2)::text[] as days', [person, TODAY]))
      .rows[0]
  expect((await courses())?.days).toEqual(Array.from({ length: 12 }, (_, index) => `2026-01-${String(13 - index).padStart(2, '0')}`))
  await computeAllSheets(pool, FACT_SHEETS, '2026-11-24')
  const sheet = await pool.query('select dutch_course_valid_from as days from integration.fact_sheet where person_id = $1', [person])
  expect(sheet.rows).toEqual([{ days: null }])
})

describe('the functions of a database', () => {
  test('are one for each value on a sheet, act as the owner, read only, look things up nowhere but where they say, and are open to the application alone', async () => {
    const { rows } = await pool.query(
      `select p.proname as name, pg_get_userbyid(p.proowner) as owner, p.prosecdef as definer, p.provolatile as volatility, p.proconfig as config, p.proacl::text as access
        from pg_proc p where starts_with(p.proname, 'compute_')`,
    )
    expect(rows.length).toBe(NAMES.length)
    const { owner, app } = ROLES
    const same = {
      owner,
      definer: true,
      volatility: 's',
      config: ['search_path=pg_catalog, pg_temp'],
      access: `{${owner}=X/${owner},${app}=X/${owner}}`,
    }
    for (const { name, ...found } of rows) expect([name, found]).toEqual([name, same])
  })

  test('are not made again when they say the same', async () => {
    expect(await ensureFactFunctions(database.url, FACT_SHEETS)).toEqual([])
  })

  test('are brought to this version: changed ones are replaced and keep who may call them, others are dropped, whatever they return', async () => {
    await asOwner(`create or replace function work.compute_employed(uuid, date) returns boolean language sql stable as 'select true'`)
    await asOwner('grant execute on function work.compute_employed(uuid, date) to doorstroom_reader')
    await asOwner('drop function work.compute_in_training(uuid, date)')
    await asOwner(`create function work.compute_in_training(uuid, date) returns text language sql stable as $$ select '' $$`)
    await asOwner(`create function work.compute_of_old(uuid, date) returns text language sql stable as $$ select '' $$`)
    // Name that builds before this one gave their functions.
    await asOwner(`create function work.worked_out_employed(uuid, date) returns boolean language sql stable as 'select true'`)
    await asOwner(`create function work.compute_otherwise(text) returns boolean language sql stable as 'select true'`)
    expect((await ensureFactFunctions(database.url, FACT_SHEETS)).toSorted()).toEqual(['work.compute_employed', 'work.compute_in_training'])
    expect(await ensureFactFunctions(database.url, FACT_SHEETS)).toEqual([])
    const { rows } = await pool.query(
      `select has_function_privilege('doorstroom_reader', 'work.compute_employed(uuid, date)', 'EXECUTE') as kept,
        has_function_privilege('doorstroom_reader', 'work.compute_in_training(uuid, date)', 'EXECUTE') as opened, to_regprocedure('work.compute_of_old(uuid, date)') as old,
        to_regprocedure('work.worked_out_employed(uuid, date)') as older, to_regprocedure('work.compute_otherwise(text)')::text as others`,
    )
    expect(rows).toEqual([{ kept: true, opened: false, old: null, older: null, others: 'work.compute_otherwise(text)' }])
    await asOwner('drop function work.compute_otherwise(text)')
  })

  test('are made anew when somebody opened one, or had it act otherwise', async () => {
    const changes = {
      'work.compute_employed': 'grant execute on function work.compute_employed(uuid, date) to public',
      'work.compute_in_training': 'alter function work.compute_in_training(uuid, date) security invoker',
      'work.compute_work_as_of': 'alter function work.compute_work_as_of(uuid, date) volatile',
      'work.compute_in_mediation': 'alter function work.compute_in_mediation(uuid, date) reset search_path',
    }
    for (const [name, change] of Object.entries(changes)) {
      await asOwner(change)
      expect(await ensureFactFunctions(database.url, FACT_SHEETS)).toEqual([name])
      expect(await ensureFactFunctions(database.url, FACT_SHEETS)).toEqual([])
    }
  })

  test('are made once by hubs that start together', async () => {
    await asOwner('drop function work.compute_employed(uuid, date)')
    const made = await Promise.all(Array.from({ length: 4 }, () => ensureFactFunctions(database.url, FACT_SHEETS)))
    expect(made.flat()).toEqual(['work.compute_employed'])
  })

  test('are refused for a sheet whose column no migration has made', async () => {
    const sheet: FactSheet = {
      table: 'work.fact_sheet',
      alsoDependsOn: [],
      facts: { of_tomorrow: { description: '', value: () => 'true' } },
    }
    await expect(ensureFactFunctions(database.url, [sheet])).rejects.toThrow(
      "work.fact_sheet has no column of_tomorrow. Add it in a migration: npm run generate:migration -- of_tomorrow --empty, and write in it: SELECT hub.sheet_column('work', 'of_tomorrow', '<type>');",
    )
    expect(await ensureFactFunctions(database.url, FACT_SHEETS)).toEqual([])
  })
})

async function asOwner(statement: string): Promise<void> {
  await withLogin(database.url, async (client) => {
    await client.query(`set role ${ROLES.owner}`)
    await client.query(statement)
  })
}
