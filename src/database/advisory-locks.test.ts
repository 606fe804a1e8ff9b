import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { type LockName, sessionLock, sessionUnlock, transactionLock, transactionLockOn } from './advisory-locks.ts'
import { runInTransaction, withClient } from './transaction.ts'

const { pool } = await createTestDatabase()

/** Locks by their numbers: what a hub of an earlier version waits on (but for `contractLogins`, which got one of its own). */
const NUMBERS: Record<LockName, number | string> = {
  migrations: 7_210_426,
  sealing: 7_210_427,
  factFunctions: 7_210_428,
  contractLogins: 7_210_429,
  deliveries: 7_271_001,
  reference: `hashtext('doorstroom reference')`,
  population: `hashtext('doorstroom population')`,
}
const NAMES = Object.keys(NUMBERS) as LockName[]

test.each(NAMES)('the lock of %s has the number by which earlier versions know it', async (name) => {
  const { rows } = await pool.query<{ number: string }>(`select ${NUMBERS[name]}::bigint::text as number`)
  expect(String(transactionLock(name).values[0])).toBe(rows[0]?.number)
})

test('no two locks have one number', () => {
  expect(new Set(NAMES.map((name) => transactionLock(name).values[0])).size).toBe(NAMES.length)
})

/** Advisory locks that are held on this database. */
const countHeld = async () =>
  (
    await pool.query(
      `select from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`,
    )
  ).rowCount

test('a lock of a transaction ends with it, and one of a session when it is given back; locks of two subjects do not meet', async () => {
  await runInTransaction(pool, async (one) => {
    await one.query(transactionLock('reference'))
    await one.query(transactionLock('factFunctions'))
    await one.query(transactionLockOn('release', 'stock 2025'))
    await runInTransaction(pool, (other) => other.query(transactionLockOn('release', 'stock 2026')))
    expect(await countHeld()).toBe(3)
  })
  expect(await countHeld()).toBe(0)
  await withClient(pool, async (client) => {
    await client.query(sessionLock('sealing'))
    expect(await countHeld()).toBe(1)
    await client.query(sessionUnlock('sealing'))
  })
  expect(await countHeld()).toBe(0)
})

const TAKES_A_LOCK = /pg_(try_)?advisory/

test('no other file takes an advisory lock', () => {
  const root = join(import.meta.dirname, '..')
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !file.startsWith('generated') && !file.endsWith('.test.ts'))
  const found = files.filter((file) => TAKES_A_LOCK.test(readFileSync(join(root, file), 'utf8')))
  console.log(`advisory locks: ${files.length} files read, ${NAMES.length} locks and one per release`)
  expect(found).toEqual(['database/advisory-locks.ts'])
})

test('the gate sees a lock by any of its functions', () => {
  const planted = ['select pg_advisory_lock(1)', 'select pg_advisory_xact_lock_shared(1, 2)', 'select pg_try_advisory_lock($1)']
  expect(planted.filter((sql) => !TAKES_A_LOCK.test(sql))).toEqual([])
})
