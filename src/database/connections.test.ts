/** Connections of a process: bounded, told when the server says nothing, and gone when they were closed. */
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { startSilentProxy } from '../../test/support/silent-proxy.ts'
import { connectDatabase, openPool } from './client.ts'
import { ROLES, withLogin } from './connection.ts'
import { inUndoneTransaction, withClient } from './transaction.ts'

const { url } = await createTestDatabase()

const countSessions = () =>
  withLogin(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    return rows[0]?.count
  })

const cut = (pid: number | undefined) => withLogin(url, (client) => client.query('select pg_terminate_backend($1)', [pid]))
const PID = 'select pg_backend_pid() as pid'

test('a database that was closed has no connection left, whatever was opened of it', async () => {
  const before = await countSessions()
  const database = connectDatabase(url)
  const pools = [database.pool, database.bulk, ...Object.values(ROLES).map((role) => database.open(role))]
  await Promise.all(pools.flatMap((pool) => [pool.query(PID), pool.query(PID)]))
  await database.prisma.consumerSetting.findMany()
  await wait(500)
  expect(await countSessions()).toBeGreaterThan(Number(before) + pools.length)
  await database.close()
  expect(await countSessions()).toBe(before)
  await expect(database.pool.query(PID)).rejects.toThrow()
})

test('pools together never open more connections than the bound, and each of many askers gets its turn', async () => {
  const database = connectDatabase(url, { mostConnections: 6, waitMs: 20_000 })
  onTestFinished(database.close)
  const pools = [database.pool, database.bulk, database.open(ROLES.jobs), database.open(ROLES.sealer), database.open(ROLES.app)]
  let most = 0
  let asking = true
  const watching = (async () => {
    while (asking) most = Math.max(most, Number(await countSessions()))
  })()
  const askers = Array.from({ length: 400 }, (_, index) => pools[index % pools.length]?.query(`${PID}, pg_sleep(0.002)`))
  const answers = await Promise.all(askers)
  asking = false
  await watching
  expect(answers.every((answer) => answer?.rowCount === 1)).toBe(true)
  // Besides the two of the test's own database at most: those that end are counted by PostgreSQL for a moment longer.
  expect(most).toBeLessThanOrEqual(6 + 2)
})

test('an asker for whom no connection becomes free is told so when its wait is over, and the next one is served again', async () => {
  const database = connectDatabase(url, { mostConnections: 3, waitMs: 200 })
  onTestFinished(database.close)
  const other = database.open(ROLES.jobs)
  await withClient(database.pool, async () =>
    withClient(database.pool, async () => {
      await expect(other.query(PID)).rejects.toMatchObject({ name: 'DatabaseUnavailable', reason: 'EXHAUSTED' })
    }),
  )
  expect((await other.query(PID)).rowCount).toBe(1)
})

test('a pool with many askers does not keep another pool waiting until they are all served', async () => {
  const database = connectDatabase(url, { mostConnections: 3, waitMs: 20_000 })
  onTestFinished(database.close)
  const order: string[] = []
  const busy = Array.from({ length: 40 }, () => database.pool.query('select pg_sleep(0.01)').then(() => order.push('busy')))
  const quiet = database
    .open(ROLES.jobs)
    .query(PID)
    .then(() => order.push('quiet'))
  await Promise.all([...busy, quiet])
  expect(order.indexOf('quiet')).toBeLessThan(20)
})

test('an address that swallows everything is noticed, told to those who wait and to those who come, and left when it answers again', async () => {
  const proxy = await startSilentProxy(url)
  const database = connectDatabase(proxy.url)
  onTestFinished(async () => {
    await database.close()
    await proxy.close()
  })
  await Promise.all([database.pool.query('select pg_sleep(1)'), database.bulk.query(PID)])
  proxy.swallow()
  const silent = { name: 'DatabaseUnavailable', reason: 'SILENT' }
  const waiting = [
    database.pool.query(PID),
    database.bulk.query(PID),
    withClient(database.pool, (client) => inUndoneTransaction(client, async () => client.query(PID))),
    database.open(ROLES.jobs).query(PID),
  ]
  for (const each of waiting) await expect(each).rejects.toMatchObject(silent)
  await expect(database.pool.query(PID)).rejects.toMatchObject(silent)
  proxy.recover()
  await expect.poll(async () => (await database.pool.query(PID).catch(() => undefined))?.rowCount, { timeout: 10_000 }).toBe(1)
})

test('connections that vanish on the way are told from a server that takes its time', async () => {
  const proxy = await startSilentProxy(url)
  const database = connectDatabase(proxy.url)
  onTestFinished(async () => {
    await database.close()
    await proxy.close()
  })
  // Longer than the silence that is borne: the server answers when it is asked.
  expect((await database.pool.query('select pg_sleep(2.5)')).rowCount).toBe(1)
  proxy.swallow()
  const lost = database.pool.query(PID)
  await wait(50)
  proxy.recover()
  // Only what was open is lost; new connections pass.
  await expect(lost).rejects.toMatchObject({ name: 'DatabaseUnavailable' })
  await expect.poll(async () => (await database.pool.query(PID).catch(() => undefined))?.rowCount, { timeout: 10_000 }).toBe(1)
})

test.each(['used', 'idle', 'in a transaction', 'just taken'])(
  'the process outlives a connection that is cut while it is %s',
  async (state) => {
    const pool = openPool(url, ROLES.app, { connections: 1 })
    onTestFinished(() => pool.end())
    const { rows } = await pool.query<{ pid: number }>(PID)
    if (state === 'idle') await cut(rows[0]?.pid)
    if (state === 'used') {
      const used = pool.query('select pg_sleep(20)')
      await Promise.all([expect(used).rejects.toThrow(/terminat/), cut(rows[0]?.pid)])
    }
    if (state === 'just taken') {
      const client = await pool.connect()
      await cut(rows[0]?.pid)
      await wait(200)
      await expect(client.query(PID)).rejects.toThrow()
      client.release()
    }
    if (state === 'in a transaction') {
      const work = withClient(pool, (client) =>
        inUndoneTransaction(client, async () => {
          await cut(rows[0]?.pid)
          await wait(200)
          await client.query(PID)
        }),
      )
      await expect(work).rejects.toThrow(/onnection|terminat/)
    }
    await expect.poll(async () => (await pool.query(PID).catch(() => undefined))?.rowCount).toBe(1)
  },
)

test('a transaction on a connection that says nothing is left without waiting to undo it', async () => {
  const pool = openPool(url, ROLES.app, { connections: 1, statementTimeoutMs: 60_000 })
  onTestFinished(() => pool.end())
  const pid = (await pool.query<{ pid: number }>(PID)).rows[0]?.pid
  // Longer than a test may take.
  const work = withClient(pool, (client) =>
    inUndoneTransaction(client, async () => {
      void client.query('select pg_sleep(30)').catch(() => {})
      throw new Error('no')
    }),
  )
  await expect(work).rejects.toThrow('no')
  await cut(pid)
})
