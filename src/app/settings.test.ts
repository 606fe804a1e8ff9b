/** Real processes with a setting that is wrong: what they say, and how they end. */
import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { CHILD_ENV } from '../../test/support/child-env.ts'
import { createTestDatabase } from '../../test/support/database.ts'
import { needing, PGBOUNCER } from '../../test/support/machine.ts'
import { withLogin } from '../database/connection.ts'
import { findFreePort } from '../database/embedded/free-port.ts'
import { MASTER_KEY_PROBLEM } from '../database/keys/installation.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-settings-'))
const file = join(dataDir, 'a-file')
writeFileSync(file, '')
const database = await createTestDatabase()
const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Stands for a password: it may appear nowhere. */
const SECRET = 'hunter2'
const SIGNING_KEY = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
const PRODUCTION = {
  DATABASE_URL: database.url,
  OIDC_ISSUER: 'https://127.0.0.1:9',
  HUB_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  AUDIT_SIGNING_KEY: SIGNING_KEY,
  DATA_DIR: join(dataDir, 'data'),
}

type End = { code: number | null; stderr: string; stdout: string }

async function run(program: string[], env: Record<string, string>): Promise<End> {
  const child = spawn(process.execPath, program, { env: { ...CHILD_ENV, ...env } })
  const end: End = { code: null, stderr: '', stdout: '' }
  child.stdout.on('data', (bytes: Buffer) => {
    end.stdout += bytes.toString()
  })
  child.stderr.on('data', (bytes: Buffer) => {
    end.stderr += bytes.toString()
  })
  end.code = await new Promise((resolve) => child.once('close', resolve))
  return end
}

const startHub = (env: Record<string, string>) => run(['src/main.ts'], { ...PRODUCTION, ...env })

/** A server that answers every connection in one way. @returns its port. */
async function listen(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    answer(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

const to = (change: { password?: string; pathname?: string; port?: string }) => Object.assign(new URL(database.url), change).href

describe('a wrong setting ends the start with one line that names it', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a database that is none', { DATABASE_URL: `mysql://hub:${SECRET}@db` }, 'DATABASE_URL: must be a postgresql:// address'],
    ['a password', { DATABASE_URL: to({ password: SECRET }) }, 'DATABASE_URL: the server refuses the user or the password'],
    ['a database', { DATABASE_URL: to({ pathname: `/${SECRET}` }) }, 'DATABASE_URL: the server has no such database'],
    ['a port', { DATABASE_URL: `postgresql://hub:${SECRET}@localhost:9/hub` }, 'DATABASE_URL: nothing answers at this host and port'],
    ['a host', { DATABASE_URL: `postgresql://hub:${SECRET}@${SECRET}.invalid/hub` }, 'DATABASE_URL: the name'],
    ['a server without encryption', { DATABASE_URL: `${database.url}?sslmode=verify-full` }, 'DATABASE_URL: the server has no encryption'],
    ['a key', { HUB_MASTER_KEY: SECRET }, 'HUB_MASTER_KEY: must be base64 of at least 32 bytes'],
    ['protocols', { PROTOCOLS_DIR: join(dataDir, SECRET) }, 'PROTOCOLS_DIR: must be a folder that this user may read (ENOENT)'],
    ['incentives', { INCENTIVES_DIR: file }, 'INCENTIVES_DIR: must be a folder that this user may read (ENOTDIR)'],
    ['a data folder', { DATA_DIR: join(file, SECRET) }, 'DATA_DIR: must be a folder that this user may make and write to (ENOTDIR)'],
    ['an anchor file', { AUDIT_ANCHOR_FILE: dataDir }, 'AUDIT_ANCHOR_FILE: must be a file that this user may make and add to (EISDIR)'],
    ['an issuer', { OIDC_ISSUER: SECRET }, 'OIDC_ISSUER: must be an http(s) address'],
  ])('%s', async (_what, env, line) => {
    const { code, stderr, stdout } = await startHub(env)
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 78, lines: 1 })
    expect(stderr.startsWith(line)).toBe(true)
    expect(stderr + stdout).not.toContain(SECRET)
  })

  test('and so does a command', async () => {
    const { code, stderr } = await run(['src/cli.ts', 'verify'], { ...PRODUCTION, DATABASE_URL: to({ password: SECRET }) })
    expect({ code, stderr }).toEqual({ code: 78, stderr: 'DATABASE_URL: the server refuses the user or the password\n' })
  })
}, 60_000)

/** Message of the server that ends a connection. */
function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
  const length = Buffer.alloc(4)
  length.writeInt32BE(fields.length + 4)
  return Buffer.concat([Buffer.from('E'), length, fields])
}

/** The first message of a client, without its start-up options: what is left when `ignore_startup_parameters` names them. */
function withoutOptions(startup: Buffer): Buffer {
  const pairs = startup.subarray(8).toString('latin1').split('\0')
  const at = pairs.indexOf('options')
  pairs.splice(at, 2)
  const body = Buffer.from(pairs.join('\0'), 'latin1')
  const head = Buffer.alloc(8)
  head.writeInt32BE(body.length + 8)
  startup.copy(head, 4, 4, 8)
  return Buffer.concat([head, body])
}

const POOLER =
  'DATABASE_URL: must lead to PostgreSQL itself: a pooler such as PgBouncer keeps back the start-up options by which the hub takes its roles, and shares sessions that hold locks; the hub pools its connections itself, so set the address of the server behind the pooler\n'

describe('behind a pooler the hub does not start, and says why', () => {
  test('when the pooler refuses start-up options, as PgBouncer does', async () => {
    const port = await listen((socket) =>
      socket.once('data', () => socket.end(errorResponse('08P01', 'unsupported startup parameter: options'))),
    )
    const { code, stderr } = await startHub({ DATABASE_URL: to({ port: String(port) }) })
    expect({ code, stderr }).toEqual({ code: 78, stderr: POOLER })
  }, 30_000)

  test('when the pooler ignores start-up options: nothing is done as another role', async () => {
    const port = await listen((socket) =>
      socket.once('data', (startup: Buffer) => {
        const server = new URL(database.url)
        const behind = connect(Number(server.port), '127.0.0.1')
        behind.write(withoutOptions(startup))
        socket.pipe(behind).pipe(socket)
        behind.on('error', () => socket.destroy())
      }),
    )
    const { code, stderr } = await startHub({ DATABASE_URL: to({ port: String(port) }) })
    expect({ code, stderr }).toEqual({ code: 78, stderr: POOLER })
  }, 30_000)
})

/** PgBouncer itself, before the server of the tests. @returns its port. */
async function startPgBouncer(mode: string, ignored: string): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = new URL(database.url)
  const port = await findFreePort(0)
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-pgbouncer-'))
  const behind = `* = host=127.0.0.1 port=${server.port} user=${server.username} password=${decodeURIComponent(server.password)}`
  const settings = [
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    `pool_mode = ${mode}`,
    `ignore_startup_parameters = ${['extra_float_digits', ...(ignored === '' ? [] : [ignored])].join(', ')}`,
  ]
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(file, `[databases]\n${behind}\n\n[pgbouncer]\n${settings.join('\n')}\n`)
  // It does not run as root, and reads the file as who it runs as.
  chmodSync(folder, 0o755)
  const child = spawn(PGBOUNCER, [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), file], { stdio: 'ignore' })
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true })
  }
  const isListening = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket.end() !== undefined))
      socket.on('error', () => resolve(false))
    })
  for (let wait = 0; wait < 100 && child.exitCode === null && !(await isListening()); wait += 1) await sleep(50)
  return { port, stop }
}

describe('behind PgBouncer itself', needing('PgBouncer'), () => {
  test.each([
    ['transaction', ''],
    ['transaction', 'options'],
    ['session', ''],
    ['session', 'options'],
  ])(
    'in %s mode, ignoring "%s" at start-up, the hub stops with one line, and an empty database stays empty',
    async (mode, ignored) => {
      const name = `pooled_${mode}_${ignored}`
      await withLogin(database.url, (client) => client.query(`create database ${name}`))
      const pooler = await startPgBouncer(mode, ignored)
      try {
        const through = { DATABASE_URL: to({ port: String(pooler.port), pathname: `/${name}` }) }
        // It passes questions on: only what the hub needs of a session is not there.
        await withLogin(through.DATABASE_URL, async (client) => {
          expect((await client.query('select current_database() as name')).rows).toEqual([{ name }])
        })
        const { code, stderr } = await startHub(through)
        expect({ code, stderr }).toEqual({ code: 78, stderr: POOLER })
      } finally {
        await pooler.stop()
      }
      const { rows } = await withLogin(to({ pathname: `/${name}` }), (client) =>
        client.query(`select count(*)::int as made from pg_class where relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`),
      )
      expect(rows).toEqual([{ made: 0 }])
      await withLogin(database.url, (client) => client.query(`drop database ${name}`))
    },
    120_000,
  )
})

test('another master key is refused by the hub and by commands, and the database stays as it is', async () => {
  const first = await run(['src/cli.ts', 'evidence', 'public-key'], PRODUCTION)
  expect({ code: first.code, stdout: first.stdout.split('\n')[0] }).toEqual({ code: 0, stdout: '-----BEGIN PUBLIC KEY-----' })
  const other = { HUB_MASTER_KEY: Buffer.alloc(32, 8).toString('base64') }
  const line = `${MASTER_KEY_PROBLEM}\n`
  expect(await startHub(other)).toMatchObject({ code: 78, stderr: line })
  const command = await run(['src/cli.ts', 'import', '--refused'], { ...PRODUCTION, ...other })
  expect({ code: command.code, last: command.stderr.endsWith(line) }).toEqual({ code: 78, last: true })
}, 60_000)

test('a database, without a word about production, is not a development hub’s', async () => {
  const { code, stderr } = await run(['src/main.ts'], { DATABASE_URL: database.url, DATA_DIR: join(dataDir, 'data') })
  expect({
    code,
    names: stderr
      .trimEnd()
      .split('\n')
      .map((line) => line.split(':')[0]),
  }).toEqual({
    code: 78,
    names: ['HUB_MASTER_KEY', 'AUDIT_SIGNING_KEY', 'OIDC_ISSUER'],
  })
  expect((await database.pool.query('select count(*)::int as persons from directory.person')).rows).toEqual([{ persons: 0 }])
}, 30_000)
