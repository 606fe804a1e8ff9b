/** The SQL door: what a BI tool's login reads, and what it is refused, through psql. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { ensureBiLogin } from '../../src/activities/statistics/bi-login.ts'
import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import { connectionConfig } from '../../src/database/connection.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { PERSON_SCHEMAS } from '../support/catalogue.ts'
import { createTestDatabase } from '../support/database.ts'
import { needing } from '../support/machine.ts'
import { releaseFigures } from './released.ts'

const run = promisify(execFile)
const { masterKey } = loadConfig({ NODE_ENV: 'test' })
const withPsql = needing('psql')

let address: string
beforeAll(async () => {
  const database = await createTestDatabase()
  await seedPopulation({ database, vault: createVault(masterKey), persons: 1000, seed: 1, today: '2026-11-23' })
  await releaseFigures(database, { tables: ['stock'] })
  const login = await ensureBiLogin(database.url, masterKey)
  expect(await ensureBiLogin(database.url, masterKey)).toEqual(login)
  address = connectionConfig(database.url, login).connectionString ?? ''
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
  'select * from directory.person',
  'select count(*) from directory.person',
  'select * from directory.residence',
  'select * from directory.relationship',
  'select * from integration.contract',
  'select * from work.benefit_right',
  'select * from local.living_wage',
  'select * from referral.referral',
  'select * from incentive.decision',
  'select * from audit.data_use',
  'select * from audit.access_log',
  'select * from statistics.release',
  'select * from statistics.cell',
  'explain analyze select * from directory.person',
  'explain select * from local.gpmi',
  'copy directory.person to stdout',
  'select * from pg_statistic',
  'select * from pg_authid',
  `select pg_read_file('postgresql.conf')`,
  'set role doorstroom_owner',
  'set role doorstroom_statistics',
]

test.each(REFUSED)('psql is refused: %s', withPsql, async (statement) => {
  expect(REFUSED.length).toBeGreaterThanOrEqual(20)
  expect(await psql(statement)).toBe('42501')
})

test.each(['delete from stock', 'create table statistics_release.mine ()', 'create view mine as select 1', 'drop view stock'])(
  'psql changes nothing, also when it asks to write: %s',
  withPsql,
  async (statement) => {
    expect(['42501', '55000']).toContain(await psql('set default_transaction_read_only = off', statement))
  },
)

const SCHEMAS = PERSON_SCHEMAS.map((schema) => `'${schema}'`).join(', ')

describe('statistics of the server', withPsql, () => {
  test.each([
    `select count(*) from pg_stats where schemaname in (${SCHEMAS})`,
    `select count(*) from pg_stats_ext where schemaname in (${SCHEMAS})`,
  ])('tell nothing of tables about persons: %s', async (statement) => {
    expect(await psql(statement)).toBe('0')
  })
})
