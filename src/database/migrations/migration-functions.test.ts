/** Functions that migrations call for what the Prisma schema cannot say. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { addPersons } from '../../../test/support/add-persons.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { openPool } from '../client.ts'
import { ROLES, withLogin } from '../connection.ts'

const { pool: application, url } = await createTestDatabase()
const owner = openPool(url, ROLES.owner, { connections: 1 })
afterAll(() => owner.end())
const PERSON = '00000000-0000-4000-8000-000000000001'
await addPersons(application, [PERSON])

/** A domain of its own, as a first migration would make it. */
beforeEach(async () => {
  await withLogin(url, (client) => client.query(`drop schema if exists probe cascade; create schema probe authorization ${ROLES.owner}`))
  await owner.query('create table probe.candidacy (id bigserial primary key, person_id uuid not null, applied_on date)')
})

const call = (statement: string) => owner.query(`select hub.${statement}`)
const notes = async () =>
  (
    await application.query<{ note: string }>(
      `select subject || ' ' || detail as note from audit.event where subject like 'probe.%' order by id`,
    )
  ).rows.map(({ note }) => note)

describe('protect_schema', () => {
  test('lets the application read and write, and notes a change by anyone else, again for a table that comes later', async () => {
    await call(`protect_schema('probe')`)
    await application.query('insert into probe.candidacy (person_id) values ($1)', [PERSON])
    expect(await notes()).toEqual([])
    await owner.query('update probe.candidacy set applied_on = null')
    expect(await notes()).toEqual(['probe.candidacy UPDATE'])
    await owner.query('create table probe.dossier (person_id uuid primary key, as_of date)')
    await call(`protect_schema('probe')`)
    await owner.query('truncate probe.dossier')
    expect(await notes()).toEqual(['probe.candidacy UPDATE', 'probe.dossier TRUNCATE'])
    await application.query('insert into probe.dossier (person_id) values ($1)', [PERSON])
  })

  test.each(['audit', 'statistics', 'public', 'pg_catalog'])('opens %s to nobody', async (schema) => {
    await expect(call(`protect_schema('${schema}')`)).rejects.toThrow(
      `hub.protect_schema: ${schema} holds no rows that the application may change`,
    )
  })

  test('says when there is no such schema', async () => {
    await expect(call(`protect_schema('gardening')`)).rejects.toThrow('hub.protect_schema: there is no schema gardening')
  })
})

describe('a fact sheet', () => {
  beforeEach(() => call(`protect_schema('probe')`))
  const sheets = async () => (await application.query('select person_id as person, day::text, applied from probe.fact_sheet')).rows
  const columnsOfIndex = async () =>
    (
      await application.query<{ columns: string }>(
        `select string_agg(a.attname, ' ' order by array_position(i.indkey::int2[], a.attnum)) as columns from pg_index i
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = 'probe.fact_sheet'::regclass and i.indisprimary`,
      )
    ).rows[0]?.columns

  test('is made by its first column, and carries every column in its index', async () => {
    await call(`sheet_column('probe', 'applied', 'boolean')`)
    expect(await columnsOfIndex()).toBe('person_id day applied')
    await call(`sheet_column('probe', 'months', 'int[]')`)
    expect(await columnsOfIndex()).toBe('person_id day applied months')
    await call(`drop_sheet_column('probe', 'applied')`)
    expect(await columnsOfIndex()).toBe('person_id day months')
    await application.query(`insert into probe.fact_sheet (person_id, day, months) values ($1, '2026-11-23', '{1}')`, [PERSON])
  })

  test('forgets what it says when a column comes, because it knows nothing of that one', async () => {
    await call(`sheet_column('probe', 'applied', 'boolean')`)
    await application.query(`insert into probe.fact_sheet (person_id, day, applied) values ($1, '2026-11-23', true)`, [PERSON])
    await call(`sheet_column('probe', 'months', 'int')`)
    expect(await sheets()).toEqual([])
  })

  test('has room for as many columns as an index carries, and the thirty-third is refused with the way out', async () => {
    for (let number = 1; number <= 30; number += 1) await call(`sheet_column('probe', 'fact_${number}', 'int')`)
    await expect(call(`sheet_column('probe', 'fact_31', 'int')`)).rejects.toMatchObject({
      message: 'hub.sheet_column: probe.fact_sheet has no room for fact_31: it has 32 columns, as many as an index carries',
      hint: "Take the least used column off first: SELECT hub.drop_sheet_column('probe', ...). Its fact is then computed as it is asked.",
    })
    await call(`drop_sheet_column('probe', 'fact_7')`)
    await call(`sheet_column('probe', 'fact_31', 'int')`)
    expect((await columnsOfIndex())?.split(' ').length).toBe(32)
  })

  test('keeps its person and its day', async () => {
    await call(`sheet_column('probe', 'applied', 'boolean')`)
    await expect(call(`drop_sheet_column('probe', 'day')`)).rejects.toThrow('hub.drop_sheet_column: a sheet has a day column')
  })

  test('goes out of use with every change of a table that it depends on, also of another domain', async () => {
    await call(`sheet_column('probe', 'applied', 'boolean')`)
    for (const table of ['probe.candidacy', 'integration.contract', 'directory.person']) await call(`sheet_depends_on('probe', '${table}')`)
    await call(`sheet_depends_on('probe', 'probe.candidacy')`)
    const fresh = async () => {
      await application.query(
        `insert into probe.fact_sheet (person_id, day, applied) values ($1, '2026-11-23', true)
          on conflict (person_id) do update set day = excluded.day`,
        [PERSON],
      )
    }
    for (const change of [
      `insert into probe.candidacy (person_id) values ('${PERSON}')`,
      `update probe.candidacy set applied_on = '2026-01-01' where person_id = '${PERSON}'`,
      `delete from probe.candidacy where person_id = '${PERSON}'`,
      `insert into integration.contract (person_id, signed_on, regime, source, as_of, social_orientation, dutch, work)
        values ('${PERSON}', '2026-01-01', 'SINCE_SEPTEMBER_2023', 'TEST', '2026-01-01', true, true, true)`,
    ]) {
      await fresh()
      await application.query(change)
      expect(await sheets(), change).toEqual([{ person: PERSON, day: '-infinity', applied: true }])
    }
    await owner.query('truncate probe.candidacy')
    expect(await sheets()).toEqual([])
  })

  test('cannot depend on rows that name no person, or be missing', async () => {
    await expect(call(`sheet_depends_on('probe', 'probe.candidacy')`)).rejects.toThrow('hub.sheet_depends_on: probe has no fact sheet')
    await call(`sheet_column('probe', 'applied', 'boolean')`)
    await expect(call(`sheet_depends_on('probe', 'directory.municipality')`)).rejects.toThrow(
      'hub.sheet_depends_on: directory.municipality has no column person_id, so its rows name no sheet',
    )
  })
})

test('nobody but the owner reaches these functions', async () => {
  await expect(application.query(`select hub.protect_schema('work')`)).rejects.toThrow('permission denied for schema hub')
})
