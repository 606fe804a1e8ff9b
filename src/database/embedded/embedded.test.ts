import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withLogin } from '../connection.ts'
import { findPostmaster, locateCluster } from './cluster.ts'
import { type EmbeddedServer, startEmbedded } from './embedded.ts'
import { FolderInUse } from './folder-lock.ts'

const HOLDER = fileURLToPath(new URL('../../../test/support/embedded-holder.ts', import.meta.url))
const servers: EmbeddedServer[] = []
let dataDir: string

const makeFolder = () => mkdtempSync(join(tmpdir(), 'doorstroom-embedded-'))

/** A folder as a first start leaves it, made once: most tests are about what comes after. */
let made: string
beforeAll(async () => {
  made = makeFolder()
  await (await startEmbedded({ dataDir: made, durable: false, port: 0 })).stop()
})
afterAll(() => rmSync(made, { recursive: true, force: true }))

/** The folder of this test, with what a first start leaves. */
function useMadeFolder(): void {
  // With owners and modes, which Node does not copy.
  execFileSync('cp', ['-a', `${made}/.`, dataDir])
}

beforeEach(() => {
  dataDir = makeFolder()
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Port 0: any free one, so that tests beside each other and a hub on this machine do not meet. */
async function start(options: { share?: boolean; port?: number } = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, durable: false, port: 0, ...options })
  servers.push(server)
  return server
}

/** Another hub process on the same folder, with its server running. */
async function startHolder(): Promise<ChildProcess> {
  const holder = fork(HOLDER, [dataDir], { stdio: 'inherit' })
  await once(holder, 'message')
  return holder
}

async function kill(holder: ChildProcess): Promise<void> {
  holder.kill('SIGKILL')
  await once(holder, 'exit')
}

describe('the embedded server', () => {
  test('keeps its data from one start to the next', async () => {
    const first = await start()
    await withLogin(first.url, (client) => client.query('create table kept as select 42 as answer'))
    await first.stop()
    const second = await start()
    expect((await withLogin(second.url, (client) => client.query('select answer from kept'))).rows).toEqual([{ answer: 42 }])
  })

  test('gives the hub a login that is no superuser', async () => {
    useMadeFolder()
    const { url } = await start()
    const { rows } = await withLogin(url, (client) =>
      client.query('select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = current_user'),
    )
    expect(rows).toEqual([{ rolsuper: false, rolcreaterole: true, rolcreatedb: true, rolreplication: false, rolbypassrls: false }])
  })

  test('is tuned for a hub', async () => {
    useMadeFolder()
    const { url } = await start()
    const { rows } = await withLogin(url, (client) =>
      client.query(
        `select name, setting from pg_settings where name in ('jit', 'synchronous_commit', 'listen_addresses', 'TimeZone', 'log_min_messages') order by name`,
      ),
    )
    expect(rows.map((row) => `${row.name}=${row.setting}`)).toEqual([
      'TimeZone=UTC',
      'jit=off',
      'listen_addresses=127.0.0.1',
      'log_min_messages=log',
      'synchronous_commit=on',
    ])
  })

  test('answers on loopback only', async () => {
    useMadeFolder()
    const { url, port } = await start()
    const outside = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .find((address) => address.family === 'IPv4' && !address.internal)
    if (outside === undefined) return
    const client = new Client({ connectionString: url.replace('127.0.0.1', outside.address), connectionTimeoutMillis: 2000 })
    await expect(client.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED', port })
  })

  test('has a password that only its owner can read, and refuses another', async () => {
    useMadeFolder()
    const { url } = await start()
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600)
    const wrong = new URL(url)
    wrong.password = 'guess'
    await expect(withLogin(wrong.href, async () => {})).rejects.toMatchObject({ code: '28P01' })
  })

  test('writes no statement and no value to its log', async () => {
    useMadeFolder()
    const { url } = await start()
    await withLogin(url, async (client) => {
      await client.query('create table t (id int primary key, secret text)')
      await client.query(`insert into t values (1, 'hunter2')`)
      await client.query(`insert into t values (1, 'hunter2')`).catch(() => {})
      await client.query(`select 'hunter2'::int`).catch(() => {})
    })
    expect(readFileSync(join(dataDir, 'postgres', 'server.log'), 'utf8')).not.toContain('hunter2')
  })

  test('takes another port when the wanted one is taken', async () => {
    useMadeFolder()
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const address = blocker.address()
    const wanted = address !== null && typeof address === 'object' ? address.port : 0
    const server = await start({ port: wanted })
    blocker.close()
    expect(server.port).not.toBe(wanted)
    await withLogin(server.url, (client) => client.query('select 1'))
  })

  test('starts below a folder that only this user may enter', async () => {
    chmodSync(dataDir, 0o700)
    const server = await start()
    expect((await withLogin(server.url, (client) => client.query('select 1 as one'))).rows).toEqual([{ one: 1 }])
  })

  test('leaves neither process nor lock when it stops', async () => {
    useMadeFolder()
    const server = await start()
    await server.stop()
    await server.stop()
    expect(findPostmaster(locateCluster(dataDir))).toBeUndefined()
    expect([existsSync(join(dataDir, 'hub.lock')), existsSync(join(dataDir, 'postgres', 'postmaster.pid'))]).toEqual([false, false])
  })
})

describe('a data folder', () => {
  test('that another hub uses is refused with one line, and left alone', async () => {
    useMadeFolder()
    const holder = await startHolder()
    const failure = await start().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(FolderInUse)
    expect(failure).toMatchObject({
      message: `${dataDir} is in use by another hub (process ${holder.pid}): stop that hub, or set another DATA_DIR for this one`,
    })
    const shared = await start({ share: true })
    expect(shared.shared).toBe(true)
    await shared.stop()
    const again = await start({ share: true })
    expect((await withLogin(again.url, (client) => client.query('select 1 as one'))).rows).toEqual([{ one: 1 }])
    holder.send('stop')
    await once(holder, 'exit')
  })

  test('of a hub that was killed is taken over, with what was committed', async () => {
    useMadeFolder()
    const holder = await startHolder()
    const shared = await start({ share: true })
    await withLogin(shared.url, (client) => client.query('create table kept as select 42 as answer'))
    await kill(holder)
    const server = await start()
    expect((await withLogin(server.url, (client) => client.query('select answer from kept'))).rows).toEqual([{ answer: 42 }])
  })

  test('whose server was killed too, its number now another program, starts again', async () => {
    useMadeFolder()
    const holder = await startHolder()
    const lock = join(dataDir, 'postgres', 'postmaster.pid')
    const postmaster = Number(readFileSync(lock, 'utf8').split('\n')[0])
    // One of its processes takes a second to notice that it is alone.
    const [late] = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ').map(Number) as [number]
    process.kill(late, 'SIGSTOP')
    await kill(holder)
    process.kill(postmaster, 'SIGKILL')
    setTimeout(() => process.kill(late, 'SIGCONT'), 1_000)
    const lines = readFileSync(lock, 'utf8').split('\n')
    writeFileSync(lock, [String(process.pid), ...lines.slice(1)].join('\n'))
    const server = await start()
    expect((await withLogin(server.url, (client) => client.query('select 1 as one'))).rows).toEqual([{ one: 1 }])
  })

  test('of a process that ended without stopping has no server left behind', async () => {
    useMadeFolder()
    const holder = await startHolder()
    holder.send('leave')
    await once(holder, 'exit')
    await expect.poll(() => findPostmaster(locateCluster(dataDir)), { timeout: 10_000 }).toBeUndefined()
  })

  test('with half a first start begins anew', async () => {
    mkdirSync(join(dataDir, 'postgres.new', 'base'), { recursive: true })
    const server = await start()
    expect((await withLogin(server.url, (client) => client.query('select 1 as one'))).rows).toEqual([{ one: 1 }])
    expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false)
  })

  test('with files that are no data is refused, and keeps them', async () => {
    mkdirSync(join(dataDir, 'postgres'))
    writeFileSync(join(dataDir, 'postgres', 'thesis.txt'), 'years of work')
    await expect(start()).rejects.toThrow(/postgres contains files that are not PostgreSQL data: move them, or set DATA_DIR/)
    expect(readFileSync(join(dataDir, 'postgres', 'thesis.txt'), 'utf8')).toBe('years of work')
  })
})
