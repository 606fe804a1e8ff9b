/** What must hold for every table about persons, of which domain it may be and by which migration it was made. */
import { afterAll, expect, test } from 'vitest'
import { openPool } from '../src/database/client.ts'
import { ROLES, withLogin } from '../src/database/connection.ts'
import { listColumns, NOT_VARIED } from './non-interference/columns.ts'
import { checkCatalogue, PERSON_SCHEMAS } from './support/catalogue.ts'
import { createTestDatabase } from './support/database.ts'

const { url } = await createTestDatabase()
/** Reads the catalogue, whatever the application may. */
const pool = openPool(url, ROLES.owner, { connections: 4 })
afterAll(() => pool.end())

const asOwner = (...statements: string[]) =>
  withLogin(url, async (client) => {
    await client.query('set role doorstroom_owner')
    for (const statement of statements) await client.query(statement)
  })

const check = async () => {
  const varied = (await listColumns(pool)).map(({ table }) => table)
  return await checkCatalogue(pool, new Set([...varied, ...NOT_VARIED.keys()]))
}

const problems = async () => (await check()).problems

test('every table about persons has its rights, its trigger, its index and its place in the proof; every column of a sheet is in its index', async () => {
  const { tables, persons, columns, problems: found } = await check()
  console.log(
    `catalogue: ${tables.length} tables (${persons.length} with person_id) of ${PERSON_SCHEMAS.length} schemas, ${columns.length} columns of fact sheets`,
  )
  expect(found).toEqual([])
  expect(tables.length).toBeGreaterThan(50)
  expect(persons.length).toBeGreaterThan(40)
  expect(columns.length).toBeGreaterThan(70)
})

test('a table that a later statement makes is found without its triggers and its index', async () => {
  await asOwner('create table work.probe (person_id uuid not null, note text)')
  expect(await problems()).toEqual([
    "work.probe has no trigger note_direct_change as it should be; a migration must call hub.protect_schema('work')",
    'work.probe has no index that begins with person_id',
    "work.probe has no foreign key to directory.person with cascade; a migration must call hub.protect_schema('work')",
    "work.probe lacks forget_facts_of_work, outdate_facts_of_work_added, outdate_facts_of_work_before, outdate_facts_of_work_gone, outdate_facts_of_work_now; a migration must call hub.sheet_depends_on('work', 'work.probe')",
  ])
  await asOwner('drop table work.probe')
})

test('a trigger that does not note everything is not the trigger', async () => {
  await asOwner(
    'alter table local.gpmi disable trigger note_direct_change',
    'drop trigger note_direct_change on work.employment',
    'create trigger note_direct_change after insert on work.employment for each statement execute function audit.note_direct_change()',
  )
  expect(await problems()).toEqual([
    "local.gpmi has no trigger note_direct_change as it should be; a migration must call hub.protect_schema('local')",
    "work.employment has no trigger note_direct_change as it should be; a migration must call hub.protect_schema('work')",
  ])
  await asOwner(
    'alter table local.gpmi enable trigger note_direct_change',
    'drop trigger note_direct_change on work.employment',
    `create trigger note_direct_change after insert or update or delete or truncate on work.employment for each statement
      when (current_user <> 'doorstroom_app' and pg_trigger_depth() = 0) execute function audit.note_direct_change()`,
  )
})

test('a right that somebody else has, or that the application has not, is found', async () => {
  await asOwner(
    'grant select on work.employment to doorstroom_reader',
    'grant update (valid_until) on work.employment to doorstroom_statistics',
    'grant select on local.gpmi to public',
    'revoke delete on local.household from doorstroom_app',
  )
  expect(await problems()).toEqual([
    'local.gpmi: PUBLIC may SELECT, and should not',
    "local.household: doorstroom_app may not DELETE; a migration must call hub.protect_schema('local')",
    'work.employment: doorstroom_reader may SELECT, and should not',
    'work.employment: doorstroom_statistics may UPDATE valid_until, and should not',
  ])
  await asOwner(
    'revoke select on work.employment from doorstroom_reader',
    'revoke update (valid_until) on work.employment from doorstroom_statistics',
    'revoke select on local.gpmi from public',
    'grant delete on local.household to doorstroom_app',
  )
})

test('a column of a sheet that was only added, one that is missing and one that nothing declares are found', async () => {
  await asOwner('alter table work.fact_sheet drop column employed', 'alter table work.fact_sheet add column only_added boolean')
  expect((await problems()).filter((problem) => /employed|only_added/.test(problem))).toEqual([
    "work.fact_sheet.only_added is not in the index that the sheet is read from; a migration must call hub.sheet_column('work', 'only_added', its type)",
    "work.fact_sheet has no column employed; a migration must call hub.sheet_column('work', 'employed', its type)",
    'work.fact_sheet.only_added is declared on no sheet',
  ])
})

test('persons in a schema of no domain are found', async () => {
  await withLogin(url, (client) => client.query('create schema elsewhere; create table elsewhere.candidacy (person_id uuid primary key)'))
  expect(await problems()).toContain('elsewhere.candidacy has a person_id, and its schema belongs to no domain: see DOMAINS')
})
