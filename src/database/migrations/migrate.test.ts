import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { askTemplate, createTestDatabase } from '../../../test/support/database.ts'
import { FACT_SHEETS } from '../../domains/all.ts'
import { connectionConfig, withDatabase, withLogin } from '../connection.ts'
import { findSchemaDrift, migrate } from './migrate.ts'
import { MIGRATIONS_FOLDER, readMigrations } from './migrations-folder.ts'
import { connectAdapter } from './script-adapter.ts'

const { pool, url } = await createTestDatabase()
const { serverUrl } = await askTemplate()

/** An address of a new empty database; dropped with the server at the end of the run. */
async function makeEmptyDatabase(): Promise<string> {
  const name = `empty_${randomUUID().replaceAll('-', '')}`
  await withLogin(serverUrl, (client) => client.query(`create database ${name}`))
  return withDatabase(serverUrl, name)
}

test('the migrations lead to the Prisma schema', async () => {
  expect(
    await findSchemaDrift(
      serverUrl,
      await readMigrations(MIGRATIONS_FOLDER),
      FACT_SHEETS.map(({ table }) => table),
    ),
  ).toBe('')
})

test('a database that is up to date gets nothing', async () => {
  expect(await migrate(url)).toEqual([])
})

test('hubs that start together on an empty database migrate it once', async () => {
  const empty = await makeEmptyDatabase()
  const applied = await Promise.all([migrate(empty), migrate(empty), migrate(empty)])
  const names = (await readMigrations(MIGRATIONS_FOLDER)).map(({ name }) => name)
  expect(applied.sort((a, b) => b.length - a.length)).toEqual([names, [], []])
})

test('the bookkeeping is that of prisma migrate deploy', async () => {
  const [first] = await readMigrations(MIGRATIONS_FOLDER)
  const { rows } = await withLogin(url, async (client) => {
    await client.query('set role doorstroom_owner')
    return await client.query(
      'select migration_name, checksum, logs, rolled_back_at, applied_steps_count from public._prisma_migrations limit 1',
    )
  })
  expect(rows).toEqual([
    { migration_name: first?.name, checksum: first?.checksum, logs: null, rolled_back_at: null, applied_steps_count: 1 },
  ])
})

test('a database that another version of a migration made is refused with the remedy', async () => {
  const other = await makeEmptyDatabase()
  await migrate(other)
  await withLogin(other, (client) => client.query(`set role doorstroom_owner; update public._prisma_migrations set checksum = 'other'`))
  await expect(migrate(other)).rejects.toThrow(/^migration \d+_first differs from the one applied to this database: in development, remove/)
})

test('a script with semicolons in comments and bodies runs whole, or leaves nothing', async () => {
  const script = `-- first; second
    create function directory.answer() returns int language plpgsql as $$ begin return 42; end $$;
    create table directory.other ();`
  const owner = new Pool({ ...connectionConfig(await makeEmptyDatabase(), undefined), max: 1 })
  await owner.query('create schema directory')
  const adapter = await connectAdapter(owner)
  await expect(adapter.executeScript(`${script} select 1 / 0;`)).rejects.toMatchObject({ cause: { kind: 'postgres', code: '22012' } })
  expect((await owner.query(`select to_regclass('directory.other') as found`)).rows).toEqual([{ found: null }])
  await adapter.executeScript(script)
  expect((await owner.query('select directory.answer()')).rows).toEqual([{ answer: 42 }])
  await owner.end()
})

test('the persons of an organisation are paged and found from one index', async () => {
  const planOf = async (statement: string) => {
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${statement}`)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }
  const where = `select newcomer_id from directory.relationship where organisation_id = 1 and newcomer_id`
  const uuid = `'00000000-0000-4000-8000-000000000000'`
  const page = await planOf(`${where} > ${uuid} order by newcomer_id limit 50`)
  expect(page).toContain('relationship_scope_key')
  expect(page).not.toContain('Sort')
  expect(await planOf(`${where} = ${uuid}`)).toContain('relationship_scope_key')
})
