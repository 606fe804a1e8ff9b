import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Pool, PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDenseDatabase } from '../../../test/support/dense-database.ts'
import { columnOf } from '../../base/columns.ts'
import type { Database } from '../../database/client.ts'
import { ROLES, withLogin } from '../../database/connection.ts'
import { FACT_SHEETS } from '../../domains/all.ts'
import { findUses } from '../contract-logins/columns.ts'
import { computedValue, type FactSheet, sheetColumns } from '../fact-sheet.ts'
import { computeSheets } from './refresh.ts'
import { computeAllSheets, factSheetRefresh } from './refresh-job.ts'

const TODAY = '2026-11-23'
const PERSONS = 400

let database: Database
let pool: Pool
beforeAll(async () => {
  database = await createDenseDatabase(PERSONS, TODAY)
  pool = database.pool
})

/** What a sheet says of everybody, computed as it is asked, in the order of the columns. */
async function computedNow(sheet: FactSheet, day: string): Promise<unknown[]> {
  const values = Object.entries(sheetColumns(sheet)).map(
    ([column, { stored }]) => `${computedValue(stored, 'p.id', `'${day}'::date`)} as ${column}`,
  )
  const { rows } = await pool.query(
    `select to_jsonb(x) as facts from (select p.id as person_id, ${values.join(', ')} from directory.person p order by p.id) x`,
  )
  return rows
}

async function onSheet(sheet: FactSheet, day: string): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select to_jsonb(x) as facts from (select person_id, ${Object.keys(sheetColumns(sheet)).join(', ')} from ${sheet.table} where day = $1 order by person_id) x`,
    [day],
  )
  return rows
}

describe.each(FACT_SHEETS.map((sheet) => [sheet.table, sheet] as const))('%s', (table, sheet) => {
  const domain = table.split('.')[0] ?? ''

  test('has a column for each value that it keeps, and no other', async () => {
    const { rows } = await pool.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema || '.' || table_name = $1 order by ordinal_position`,
      [table],
    )
    expect(rows.map(({ name }) => name).toSorted()).toEqual(['person_id', 'day', ...Object.keys(sheetColumns(sheet))].toSorted())
  })

  test('keeps no value that depends on who asks, or on an argument', () => {
    const refuse = (what: string) => {
      throw new Error(what)
    }
    const terms = { column: columnOf('p'), person: 'p.id', today: 'current_date', arg: () => refuse('an argument') }
    const asked = Object.defineProperty({ ...terms, organisation: '' }, 'organisation', { get: () => 'WHO_ASKS' })
    const texts = Object.values(sheetColumns(sheet)).flatMap(({ stored, full }) => [stored(asked), full(asked)])
    expect(texts.filter((text) => text.includes('WHO_ASKS'))).toEqual([])
    expect(texts.length).toBeGreaterThan(5)
  })

  test('rests on tables of its own domain and those that it names, each of which takes it out of use when its rows change', async () => {
    const values = Object.values(sheetColumns(sheet)).map(({ stored }) => computedValue(stored, 'p.id', 'current_date'))
    const statements = values.map((value) => `select ${value} from (select null::uuid as id) p`)
    const uses = await withLogin(database.url, (client) => findUses(client, new Map([['facts', statements]])))
    const tables = [...new Set(uses.get('facts')?.columns.map((column) => column.table))].toSorted()
    expect(tables.filter((used) => !used.startsWith(`${domain}.`))).toEqual([...sheet.alsoDependsOn])
    const { rows } = await pool.query<{ table: string; triggers: string[] }>(
      `select tgrelid::regclass::text as table, array_agg(tgname::text order by tgname) as triggers from pg_trigger where tgname ~ $1 group by 1`,
      [`^(outdate|forget)_facts_of_${domain}`],
    )
    const outdating = new Map(rows.map(({ table: of, triggers }) => [of, triggers]))
    const events = ['added', 'before', 'gone', 'now'].map((event) => `outdate_facts_of_${domain}_${event}`)
    expect(tables.map((used) => [used, outdating.get(used)])).toEqual(
      tables.map((used) => [used, [`forget_facts_of_${domain}`, ...events]]),
    )
    expect(tables.length).toBeGreaterThan(1)
  })

  test('says what the facts are when they are computed as they are asked, for everybody on several days', async () => {
    for (const day of [TODAY, '2026-12-31', '2024-02-29']) {
      await computeAllSheets(pool, [sheet], day)
      const kept = await onSheet(sheet, day)
      expect(kept.length).toBe(PERSONS)
      expect(kept).toEqual(await computedNow(sheet, day))
    }
    await computeAllSheets(pool, [sheet], TODAY)
  })

  test('is out of use for exactly the persons whose rows changed, by whatever way, and right again after the next turn', async () => {
    const tables = await changing(domain)
    const work = factSheetRefresh({ pool, sheets: [sheet], clock: { now: () => new Date(), today: () => TODAY }, log: { info: () => {} } })
    let out = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tables), fc.constantFrom('touch', 'move', 'remove'), fc.nat(), async (of, how, at) => {
        const { rows } = await pool.query<{ id: string }>(
          `select ${of.person} as id from ${of.table} order by ${of.person} offset $1 limit 1`,
          [at % of.count],
        )
        const [before, after] = [
          rows[0]?.id,
          // The id of a person is nobody's to change, not even to itself.
          how === 'move' && of.dated
            ? `${of.dated} = ${of.dated} - 1000`
            : of.person === 'id'
              ? 'source = source'
              : `${of.person} = ${of.person}`,
        ]
        const text =
          how === 'remove' && of.person === 'person_id'
            ? `delete from ${of.table} where person_id = $1`
            : `update ${of.table} set ${after} where ${of.person} = $1`
        await pool.query(text, [before])
        const outdated = await pool.query<{ id: string }>(`select person_id as id from ${table} where day = '-infinity'`)
        expect(outdated.rows).toEqual(before === undefined ? [] : [{ id: before }])
        out += outdated.rows.length
        await work.run(() => false)
        expect(await onSheet(sheet, TODAY)).toEqual(await computedNow(sheet, TODAY))
      }),
      { numRuns: 25 },
    )
    expect(out).toBeGreaterThan(10)
  }, 60_000)

  test('is forgotten when a table that it rests on is emptied', async () => {
    const [first] = await changing(domain)
    await withLogin(database.url, async (owner) => {
      await owner.query(`begin; set local role ${ROLES.owner}`)
      await owner.query(`truncate ${first?.table} cascade`)
      expect((await owner.query(`select from ${table}`)).rowCount).toBe(0)
      await owner.query('rollback')
    })
  })
})

type Changing = { table: string; person: string; dated: string | null; count: number }

/** Tables about persons that the facts of a domain may rest on, with rows. */
async function changing(domain: string): Promise<Changing[]> {
  const { rows } = await pool.query<Omit<Changing, 'count'>>(
    `select distinct t.tgrelid::regclass::text as table, case when t.tgrelid = 'directory.person'::regclass then 'id' else 'person_id' end as person,
       (select min(a.attname) from pg_attribute a where a.attrelid = t.tgrelid and a.attname in ('valid_until', 'reached_on', 'issued_on')) as dated
     from pg_trigger t where t.tgname = $1 and t.tgrelid <> 'directory.municipality'::regclass order by 1`,
    [`outdate_facts_of_${domain}_now`],
  )
  const counted = await Promise.all(
    rows.map(async (row) => ({
      ...row,
      count: (await pool.query<{ n: number }>(`select count(*)::int as n from ${row.table}`)).rows[0]?.n ?? 0,
    })),
  )
  return counted.filter(({ count }) => count > 0)
}

describe('a municipality', () => {
  const sheet = FACT_SHEETS.find(({ table }) => table === 'directory.fact_sheet') as FactSheet
  const outdated = async () => {
    const { rows } = await pool.query<{ id: string }>(`select person_id as id from directory.fact_sheet where day = '-infinity' order by 1`)
    return rows.map(({ id }) => id)
  }
  const residents = async (nisCode: string) => {
    const { rows } = await pool.query<{ id: string }>(
      'select distinct person_id as id from directory.residence where nis_code = $1 order by 1',
      [nisCode],
    )
    return rows.map(({ id }) => id)
  }

  test('that is renamed or taken over takes the sheets of its residents out of use, and those of no others', async () => {
    await computeAllSheets(pool, [sheet], TODAY)
    const ghent = await residents('44021')
    expect(ghent.length).toBeGreaterThan(10)
    await pool.query(`update directory.municipality set name = 'Gent-Stad' where nis_code = '44021'`)
    expect(await outdated()).toEqual(ghent)
    await computeAllSheets(pool, [sheet], TODAY)
    await pool.query(`update directory.municipality set valid_until = $1, successor_code = '11002' where nis_code = '44021'`, [TODAY])
    expect(await outdated()).toEqual(ghent)
    await computeAllSheets(pool, [sheet], TODAY)
    await pool.query(`update directory.municipality set name = 'Groot-Antwerpen' where nis_code = '11002'`)
    expect(await outdated()).toEqual([...ghent, ...(await residents('11002'))].toSorted())
    await computeAllSheets(pool, [sheet], TODAY)
    expect(await onSheet(sheet, TODAY)).toEqual(await computedNow(sheet, TODAY))
  })
})

describe('a list on a sheet', () => {
  const sheet = FACT_SHEETS.find(({ table }) => table === 'integration.fact_sheet') as FactSheet

  test('is kept while it is short: empty as an empty list, a long one not at all', async () => {
    const [short, long, none] = (await pool.query<{ id: string }>('select id from directory.person order by id limit 3')).rows.map(
      ({ id }) => id,
    )
    await pool.query('delete from integration.dutch_course where person_id = any ($1)', [[short, long, none]])
    for (const [person, courses] of [
      [short, 8],
      [long, 9],
    ])
      await pool.query(
        `insert into integration.dutch_course (person_id, level, dayparts, valid_from, source, as_of)
           select $1, 'A1', '{}', date '2026-01-01' + n, 'TEST', '2026-01-01' from generate_series(1, $2::int) n`,
        [person, courses],
      )
    await computeAllSheets(pool, [sheet], TODAY)
    const { rows } = await pool.query(
      'select person_id as person, cardinality(dutch_course_level) as kept from integration.fact_sheet where person_id = any ($1) order by 1',
      [[short, long, none]],
    )
    expect(rows).toEqual([
      { person: short, kept: 8 },
      { person: long, kept: null },
      { person: none, kept: 0 },
    ])
  })
})

describe('a change that is not committed yet', () => {
  const sheet = FACT_SHEETS.find(({ table }) => table === 'work.fact_sheet') as FactSheet
  const clients: PoolClient[] = []
  afterAll(() => {
    for (const client of clients) client.release()
  })

  test('is waited for, so that no sheet says what was before it', async () => {
    const [person] = (await pool.query<{ id: string }>('select id from directory.person order by id limit 1')).rows
    const [writer, worker] = [await pool.connect(), await pool.connect()]
    clients.push(writer, worker)
    await writer.query('begin')
    await writer.query(
      `insert into work.employment (person_id, declaration, valid_from, cancelled, source, as_of) values ($1, $2, '2026-01-01', false, 'TEST', '2026-01-01')`,
      [person?.id, randomUUID()],
    )
    let done = false
    const working = computeSheets(worker, sheet, TODAY, [person?.id ?? '']).then(() => {
      done = true
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(done).toBe(false)
    await writer.query('commit')
    await working
    const { rows } = await pool.query('select day::text, employed from work.fact_sheet where person_id = $1', [person?.id])
    expect(rows).toEqual([{ day: TODAY, employed: true }])
  })

  test('that begins while sheets are computed waits for them, and takes its own out of use', async () => {
    const [person] = (await pool.query<{ id: string }>('select person_id as id from work.employment order by 1 limit 1')).rows
    const [writer, worker] = [await pool.connect(), await pool.connect()]
    clients.push(writer, worker)
    await computeSheets(worker, sheet, TODAY, [person?.id ?? ''])
    await worker.query('begin; lock table work.fact_sheet in share row exclusive mode')
    let done = false
    const writing = writer.query('delete from work.employment where person_id = $1', [person?.id]).then(() => {
      done = true
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(done).toBe(false)
    await worker.query('commit')
    await writing
    const { rows } = await pool.query('select day::text from work.fact_sheet where person_id = $1', [person?.id])
    expect(rows).toEqual([{ day: '-infinity' }])
  })
})
