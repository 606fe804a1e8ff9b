/** The SQL door: what a BI tool's login reads, and what it is refused, through psql. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { ensureBiLogin } from '../../src/activities/statistics/figures-database/bi-login.ts'
import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import { connectionConfig } from '../../src/database/connection.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { createTestDatabase } from '../support/database.ts'
import { needing } from '../support/machine.ts'
import { publishElsewhere } from './published.ts'
import { releaseFigures } from './released.ts'

const run = promisify(execFile)
const { masterKey } = loadConfig({ NODE_ENV: 'test' })
const withPsql = needing('psql')

let address: string
beforeAll(async () => {
  const database = await createTestDatabase()
  await seedPopulation({ database, vault: createVault(masterKey), persons: 1000, seed: 1, today: '2026-11-23' })
  await releaseFigures(database, { tables: ['stock'] })
  const url = await publishElsewhere(database)
  const login = await ensureBiLogin(url, masterKey)
  expect(await ensureBiLogin(url, masterKey)).toEqual(login)
  address = connectionConfig(url, login).connectionString ?? ''
}, 60_000)

/** @returns what psql printed, or the code of the error. */
async function psql(...statements: string[]): Promise<string> {
  const args = [address, '--no-psqlrc', '--csv', '--tuples-only', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=sqlstate']
  try {
    return (await run('psql', [...args, ...statements.flatMap((statement) => ['-c', statement])])).stdout.trim()
  } catch (error) {
    return /ERROR:\s+(\w{5})/.exec(String((error as { stderr?: unknown }).stderr))?.[1] ?? String(error)
  }
}

test('psql reads the figures, the releases and the dictionary', withPsql, async () => {
  expect(await psql(`select table_name, period, version, latest from release`)).toBe('stock,2025,1,t')
  expect(Number(await psql(`select count(*) from stock where place = 'FLANDERS'`))).toBeGreaterThan(1)
  expect(await psql(`select title_nl from dictionary where kind = 'CODE' and code = 'OCMW'`)).toBe('OCMW')
})

const REFUSED = [
  'select * from statistics.release',
  'select * from statistics.cell',
  'explain analyze select * from statistics.cell',
  'copy statistics.cell to stdout',
  'begin; lock table stock in share mode',
  'begin; lock table statistics.release in access share mode',
  'select * from stock for update',
  'select pg_advisory_lock(7210427)',
  'select pg_try_advisory_xact_lock_shared(1, 2)',
  'select pg_sleep(1)',
  `select lo_from_bytea(0, '\\x00')`,
  'select lo_creat(-1)',
  'create temporary table mine (number int)',
  'select 1 as number into temporary mine',
  'create schema mine',
  'create table public.mine ()',
  'do $$ begin loop null; end loop; end $$',
  'create function pg_temp.mine() returns int language sql as $$ select 1 $$',
  `select set_config('role', 'doorstroom_owner', false)`,
  `select query_to_xml('select 1', true, true, '')`,
  `select pg_notify('figures', 'x')`,
  'select * from pg_stat_activity',
  'select * from pg_stat_all_tables',
  'select * from pg_stat_database',
  'select pg_stat_get_db_tuples_inserted(oid) from pg_class',
  'select * from pg_stat_get_activity(null)',
  'select * from pg_locks',
  'select * from pg_stats',
  'select * from pg_statistic',
  'select * from pg_database',
  'select * from pg_roles',
  'select * from pg_authid',
  'select * from pg_settings',
  'select * from pg_file_settings',
  'select pg_database_size(1)',
  'select pg_current_wal_lsn()',
  'select pg_current_xact_id()',
  `select pg_read_file('postgresql.conf')`,
  `select * from pg_ls_dir('.')`,
  'select pg_cancel_backend(1)',
]

test.each(REFUSED)('psql is refused, also when it asks for time and to write: %s', withPsql, async (statement) => {
  expect(REFUSED.length).toBeGreaterThanOrEqual(40)
  expect(await psql('set statement_timeout = 0', 'set default_transaction_read_only = off', statement)).toBe('42501')
})

test('psql becomes nobody else', withPsql, async () => {
  expect(await psql('set role doorstroom')).toBe('42501')
  expect(await psql('set session authorization doorstroom')).toBe('42501')
})

test('a tool still finds out what there is to read', withPsql, async () => {
  expect(
    await psql(
      `select table_schema, table_name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') order by 2`,
    ),
  ).toBe(['dictionary', 'release', 'stock'].map((name) => `statistics_release,${name}`).join('\n'))
  expect(await psql(`select column_name from information_schema.columns where table_name = 'stock' and column_name = 'value'`)).toBe(
    'value',
  )
  expect(await psql('\\d stock')).toContain('value')
})

test.each(['delete from stock', 'create table statistics_release.mine ()', 'create view mine as select 1', 'drop view stock'])(
  'psql changes nothing, also when it asks to write: %s',
  withPsql,
  async (statement) => {
    expect(['42501', '55000']).toContain(await psql('set default_transaction_read_only = off', statement))
  },
)
