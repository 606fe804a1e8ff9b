import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { openPool } from './client.ts'
import { ROLES, withLogin } from './connection.ts'
import { inUndoneTransaction, runInTransaction, withClient } from './transaction.ts'

const database = await createTestDatabase()

const insert = `insert into directory.idempotency_key (organisation_id, consumer, key, fingerprint, outcome) select id, 'test', $1, '\\x00', '{}' from directory.organisation limit 1`
const keys = async () =>
  (await database.pool.query<{ key: string }>(`select key from directory.idempotency_key where consumer = 'test' order by key`)).rows.map(
    ({ key }) => key,
  )

test('work is committed when it ends, and undone when it throws', async () => {
  const { pool } = database
  expect(await runInTransaction(pool, async (client) => (await client.query(insert, ['kept'])).rowCount)).toBe(1)
  const failing = runInTransaction(pool, async (client) => {
    await client.query(insert, ['undone'])
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await withClient(pool, (client) => inUndoneTransaction(client, async () => void (await client.query(insert, ['looked']))))
  expect(await keys()).toEqual(['kept'])
})

test('a transaction is not taken for done when it swallowed an error', async () => {
  const swallowing = runInTransaction(database.pool, async (client) => {
    await client.query(insert, ['swallowed'])
    await client.query('select 1 / 0').catch(() => {})
  })
  await expect(swallowing).rejects.toThrow('the transaction was undone: one of its statements failed')
  expect(await keys()).not.toContain('swallowed')
})

test('a connection on which work failed is closed, and its lock and settings end with it', async () => {
  const pool = openPool(database.url, ROLES.app, { connections: 1 })
  const pidOf = () =>
    withClient(pool, async (client) => (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid)
  const before = await pidOf()
  expect(await pidOf()).toBe(before)
  const failing = withClient(pool, async (client) => {
    await client.query('select pg_advisory_lock(1)')
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await pidOf()).not.toBe(before)
  await expect
    .poll(async () => (await database.pool.query(`select from pg_locks where locktype = 'advisory' and objid = 1`)).rowCount)
    .toBe(0)
  await pool.end()
})

test('a connection that breaks in the middle of a transaction fails the work and not the process', async () => {
  const broken = runInTransaction(database.pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    await withLogin(database.url, (login) => login.query('select pg_terminate_backend($1)', [rows[0]?.pid]))
    await client.query(insert, ['broken'])
  })
  await expect(broken).rejects.toThrow(/connection/i)
  expect(await keys()).not.toContain('broken')
})

/** Where connections are taken and transactions begin; every other file of src asks these. */
const OWN_WAY = new Map([
  ['database/transaction.ts', 'connections of a pool, and transactions'],
  ['database/hub-pool.ts', 'what every pool adds to a connection that is taken'],
  ['database/heartbeat.ts', 'a connection of its own, on which the server is asked for a sign of life'],
  ['database/connection.ts', 'connections as the login of the address'],
  ['database/migrations/script-adapter.ts', "Prisma's adapter, which the migration engine asks for"],
  ['graphql/operations/manifest-versions.ts', "statements of Prisma's models, which only its own transaction holds together"],
])
const TAKES_A_CONNECTION = /\.connect\(|\.\$transaction\(/
const BEGINS_OR_ENDS = /['"`]\s*(begin|start transaction|commit|rollback|savepoint)\b[^'"`]*['"`](?!\s*[>\]])/i

const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
const isOwnWay = (text: string) => TAKES_A_CONNECTION.test(withoutComments(text)) || BEGINS_OR_ENDS.test(withoutComments(text))

test('no other file takes a connection or begins a transaction in its own way', () => {
  const root = join(import.meta.dirname, '..')
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !file.startsWith('generated') && !file.endsWith('.test.ts'))
  const found = files.filter((file) => isOwnWay(readFileSync(join(root, file), 'utf8')))
  console.log(`transactions: ${files.length} files read, ${found.length} take connections or begin transactions`)
  expect(found.toSorted()).toEqual([...OWN_WAY.keys()].toSorted())
})

test.each([
  'const client = await pool.connect()',
  "await client.query('begin')",
  'await client.query(`BEGIN isolation level serializable`)',
  "await pool.query('rollback').catch(() => {})",
  "await client.query({ text: 'commit' })",
  'await client.query(`begin; select 1; commit`)',
  'prisma.$transaction(async (each) => each)',
])('the gate sees %s', (planted) => {
  expect(isOwnWay(planted)).toBe(true)
})
