import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { openPool } from './client.ts'
import { type Role, withLogin } from './connection.ts'
import { LOCK_NAMES, lockRole, takeLock } from './locks.ts'
import { inTransaction, runInTransaction, withClient } from './transaction.ts'

const { pool, url } = await createTestDatabase()

test('every lock is a table without columns, and every such table is a lock', async () => {
  const { rows } = await pool.query<{ name: string; columns: number }>(
    `select relname as name, relnatts::int as columns from pg_class where relnamespace = 'lock'::regnamespace order by relname collate "C"`,
  )
  expect(rows).toEqual([...LOCK_NAMES].sort().map((name) => ({ name, columns: 0 })))
})

test('a lock is taken by its role, and reached by no other but the owner of the tables', async () => {
  const { rows } = await pool.query<{ name: string; roles: string[] }>(
    `select c.relname as name, array_agg(distinct r.rolname::text) as roles from pg_class c
     join pg_roles r on not r.rolsuper and r.rolname <> session_user and r.rolname <> 'doorstroom_owner' and r.rolname !~ '^pg_'
       and has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
     where c.relnamespace = 'lock'::regnamespace group by 1 order by 1`,
  )
  const roles = LOCK_NAMES.flatMap((name) => (lockRole(name) === 'doorstroom_owner' ? [] : [{ name, roles: [lockRole(name)] }]))
  expect(rows).toEqual(roles.sort((a, b) => (a.name < b.name ? -1 : 1)))
})

test.each(LOCK_NAMES)('the lock of %s ends with the transaction, and with a connection that is lost', async (name) => {
  const role = openPool(url, lockRole(name) as Role, { connections: 2, lockTimeoutMs: 5_000 })
  await runInTransaction(role, async (holder) => {
    await holder.query(takeLock(name))
    const waits = withClient(role, (other) => inTransaction(other, () => other.query(`${takeLock(name).text} nowait`)))
    await expect(waits).rejects.toMatchObject({ code: '55P03' })
  })
  const lost = withClient(role, async (holder) => {
    await holder.query('begin')
    await holder.query(takeLock(name))
    const { rows } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid')
    await withLogin(url, (login) => login.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]))
    await holder.query('select 1')
  })
  await expect(lost).rejects.toThrow()
  await runInTransaction(role, (other) => other.query(takeLock(name)))
  await role.end()
})

test('a transaction of one snapshot sees what the holder before it has committed', async () => {
  const role = openPool(url, 'doorstroom_owner', { connections: 2 })
  await role.query('create table public.probe (number int)')
  await withClient(role, async (waiting) => {
    let began: Promise<unknown> = Promise.resolve()
    await runInTransaction(role, async (holder) => {
      await holder.query(takeLock('population'))
      await waiting.query('begin isolation level repeatable read')
      began = waiting.query(takeLock('population'))
      await expect.poll(async () => (await pool.query(`select from pg_locks where not granted and locktype = 'relation'`)).rowCount).toBe(1)
      await holder.query('insert into public.probe values (1)')
    })
    await began
    expect((await waiting.query('select number from public.probe')).rows).toEqual([{ number: 1 }])
    await waiting.query('rollback')
  })
  await role.end()
})

const TAKES_A_LOCK = /pg_(try_)?advisory/

test('no other file takes an advisory lock, and this one only before there are tables', () => {
  const root = join(import.meta.dirname, '..')
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !file.startsWith('generated') && !file.endsWith('.test.ts'))
  const found = files.filter((file) => TAKES_A_LOCK.test(readFileSync(join(root, file), 'utf8')))
  console.log(`locks: ${files.length} files read, ${LOCK_NAMES.length} locks`)
  expect(found).toEqual(['database/locks.ts'])
  expect(readFileSync(join(root, 'database/locks.ts'), 'utf8').match(/pg_advisory/g)).toHaveLength(1)
})

test('the gate sees a lock by any of its functions', () => {
  const planted = ['select pg_advisory_lock(1)', 'select pg_advisory_xact_lock_shared(1, 2)', 'select pg_try_advisory_lock($1)']
  expect(planted.filter((sql) => !TAKES_A_LOCK.test(sql))).toEqual([])
})
