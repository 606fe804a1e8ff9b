/** A hub whose connections are cut, swallowed, used up or given back: the process lives, everybody gets a code, and nothing acknowledged is lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { openHub } from '../../src/app/hub.ts'
import { type Config, loadConfig } from '../../src/base/config.ts'
import { connectDatabase, type DatabaseOptions } from '../../src/database/client.ts'
import { withLogin } from '../../src/database/connection.ts'
import { asSuperuser, cutAll, cutUnderWork } from '../harden/cuts.ts'
import { keepSilent } from '../harden/silence.ts'
import { createTestDatabase } from '../support/database.ts'
import { post, startTestHub, TODAY } from '../support/hub.ts'
import { startSilentProxy } from '../support/silent-proxy.ts'

const first = await startTestHub({ persons: 400 })
/** A database on which no other hub opens connections. */
const alone = await createTestDatabase(400)
const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-connections-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
const LIST = { query: '{ newcomers(first: 5) { totalCount nodes { id givenNames } } }' }
const token = await first.token('ocmw-gent', 'REFERRAL')

/** Another hub on the same database, with connections of its own. */
async function openOther(url = first.database.url, options: DatabaseOptions = {}, more: Partial<Config> = {}) {
  const { turns, allowance } = first.config
  // Checkpoints belong to one database.
  const own = loadConfig({ NODE_ENV: 'test', DATA_DIR: join(dataDir, url === alone.url ? 'alone' : 'first'), HUB_TODAY: TODAY })
  const config = { ...own, turns, allowance, ...more }
  const database = connectDatabase(url, options)
  const log: string[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) })
  const hub = await openHub(config, database, first.issuer, logger).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const address = await hub.server.listen({ host: '127.0.0.1', port: 0 })
  const close = async () => {
    await hub.close()
    await database.close()
  }
  onTestFinished(close)
  return { address, database, log, close }
}

const sessions = (url: string) =>
  withLogin(asSuperuser(url), async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    )
    return rows.map(({ pid }) => pid)
  })

const statusOf = async (address: string, path: string) => (await fetch(`${address}${path}`)).status

test('a hub that was closed has no connection left at PostgreSQL', async () => {
  const { address, close } = await openOther(alone.url)
  expect((await post(address, token, 'REFERRAL', LIST)).status).toBe(200)
  expect((await sessions(alone.url)).length).toBeGreaterThan(3)
  await close()
  expect(await sessions(alone.url)).toEqual([])
})

test('while every connection is cut, again and again, answers have a code and what was acknowledged is there', {
  timeout: 120_000,
}, async () => {
  const { cut, work, lost } = await cutUnderWork(
    { address: first.address, pool: first.database.pool, vault: first.vault, token: first.token },
    first.database.url,
    15,
  )
  console.log(`cuts: ${cut} connections; ${JSON.stringify([...work.answers])}`)
  expect({ lost, wrong: [...new Set(work.wrong)] }).toEqual({ lost: [], wrong: [] })
  expect([cut > 15, work.acts.size > 0, work.deliveries.size > 0]).toEqual([true, true, true])
})

test('sealing, scheduled work and the access log survive a cut, and the hub is ready again', async () => {
  await cutAll(first.database.url)
  await expect.poll(() => statusOf(first.address, '/health/ready'), { timeout: 15_000 }).toBe(200)
})

test('while the database says nothing questions are answered 503, live is 200 and ready is 503; then all is as before', {
  timeout: 120_000,
}, async () => {
  const proxy = await startSilentProxy(first.database.url)
  // After the hub, which was opened later: otherwise what a failed trial leaves keeps the database in use.
  onTestFinished(proxy.close)
  const { address, close } = await openOther(proxy.url)
  const hub = { address, pool: first.database.pool, vault: first.vault, token: first.token }
  const found = await keepSilent(hub, { begin: proxy.swallow, end: proxy.recover, ms: 5_000 })
  expect(found.wrong).toEqual([])
  expect([...found.statuses.keys()]).toEqual([503])
  expect([...new Set(found.live), ...new Set(found.ready)]).toEqual([200, 503])
  console.log(`silence: slowest answer ${Math.round(found.slowestMs)} ms, recovered in ${Math.round(found.recoveredMs)} ms`)
  await close()
})

describe('when every connection that the process may have is in use', () => {
  test('the answer is SOURCE_UNAVAILABLE with 503 and Retry-After, and the log says why, without a value', async () => {
    const { address, database, log } = await openOther(undefined, { mostConnections: 16, waitMs: 2_000 })
    expect((await post(address, token, 'REFERRAL', LIST)).status).toBe(200)
    const holders = await Promise.all(Array.from({ length: 15 }, () => database.pool.connect().catch(() => undefined)))
    const { status, headers, body } = await post(address, token, 'REFERRAL', LIST)
    for (const holder of holders) holder?.release()
    expect([status, headers.get('retry-after'), body.errors?.map(({ extensions }) => extensions.code)]).toEqual([
      503,
      '2',
      ['SOURCE_UNAVAILABLE'],
    ])
    const faults = log.map((line) => JSON.parse(line)).filter(({ code, msg }) => msg === 'fault' && code === 'SOURCE_UNAVAILABLE')
    expect(faults[0]?.cause).toEqual({
      class: 'DatabaseUnavailable EXHAUSTED',
      place: expect.arrayContaining([expect.stringMatching(/^at /)]),
    })
    expect((await post(address, token, 'REFERRAL', LIST)).status).toBe(200)
  })
})

test('the start says how many connections there may be, and refuses a number that the server can never give', async () => {
  const { log } = await openOther()
  expect(log.map((line) => JSON.parse(line)).find(({ msg }) => msg.startsWith('connections to PostgreSQL'))).toMatchObject({
    most: 40,
    allowed: 197,
    others: expect.any(Number),
  })
  await expect(openOther(undefined, { mostConnections: 198 })).rejects.toThrow('DATABASE_CONNECTIONS is 198, and PostgreSQL allows 197')
})

test('the hub is not ready while a use could not be recorded, though it can read', async () => {
  const revoke = (statement: string) => withLogin(asSuperuser(first.database.url), (client) => client.query(statement))
  expect(await statusOf(first.address, '/health/ready')).toBe(200)
  await revoke('revoke insert on audit.data_use from doorstroom_contracts')
  expect(await statusOf(first.address, '/health/ready')).toBe(503)
  expect(await statusOf(first.address, '/health/live')).toBe(200)
  await revoke(
    'grant insert (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open) on audit.data_use to doorstroom_contracts',
  )
  expect(await statusOf(first.address, '/health/ready')).toBe(200)
})
