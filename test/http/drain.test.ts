/** A real hub process: told to stop, it finishes what it was asked; its database gone, it says so and starts it again, or ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPostmaster, locateCluster } from '../../src/database/embedded/cluster.ts'
import { findFreePort } from '../../src/database/embedded/free-port.ts'
import { requestToken } from '../../src/development/issuer/request-token.ts'
import { CHILD_ENV } from '../support/child-env.ts'
import { post } from '../support/hub.ts'

let dataDir: string
let port: number
let issuerPort: number
let child: ChildProcess
let token: string
const address = () => `http://127.0.0.1:${port}`
const LIST = { query: '{ newcomers(first: 100) { totalCount nodes { id } } }' }

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doorstroom-drain-'))
  port = await findFreePort(0)
  issuerPort = await findFreePort(0)
  await startChild()
  token = await requestToken({ issuer: `http://127.0.0.1:${issuerPort}`, dataDir, consumer: 'ocmw-gent', purpose: 'REFERRAL' })
}, 120_000)
afterAll(async () => {
  if (child.exitCode === null) await stopChild()
  await rm(dataDir, { recursive: true, force: true })
}, 30_000)

async function startChild(): Promise<void> {
  child = spawn(process.execPath, ['src/main.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...CHILD_ENV,
      NODE_ENV: 'test',
      DATA_DIR: dataDir,
      PORT: String(port),
      ISSUER_PORT: String(issuerPort),
      SEED_PERSONS: '80',
      HUB_TODAY: '2026-11-23',
    },
  })
  child.stdout?.resume()
  child.stderr?.resume()
  await waitFor(async () => (await statusOf('/health/ready')) === 200, 50_000)
}

async function stopChild(): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return await ended
}

async function waitFor(holds: () => Promise<boolean>, ms: number): Promise<void> {
  const end = Date.now() + ms
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not become so in time.')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** 0 while nobody listens. */
async function statusOf(path: string): Promise<number> {
  return await fetch(`${address()}${path}`).then(
    ({ status }) => status,
    () => 0,
  )
}

const postmasterFile = () => join(dataDir, 'postgres', 'postmaster.pid')
const postmaster = () => findPostmaster(locateCluster(dataDir))?.pid

/** @returns the process that was killed. */
function killPostmaster(): number {
  const pid = postmaster()
  if (pid === undefined) throw new Error('no database runs')
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Kills the database so that it cannot start. @returns what lets it start. */
function killForGood(): () => void {
  const control = join(dataDir, 'postgres', 'global', 'pg_control')
  renameSync(control, `${control}.aside`)
  killPostmaster()
  return () => renameSync(`${control}.aside`, control)
}

/** Sends a request but for its last byte. The result sends that, and reads the answer. */
async function beginRequest(): Promise<() => Promise<string>> {
  const body = JSON.stringify(LIST)
  const socket = connect(port, '127.0.0.1')
  let text = ''
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('data', (chunk) => {
    text += chunk.toString()
  })
  socket.on('error', () => {})
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${token}\r\nhub-purpose: REFERRAL\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, -1)}`,
  )
  return async () => {
    socket.write(body.slice(-1))
    await closed
    return text
  }
}

test('told to stop, it answers what is under way, stops its database, ends well, and starts again on the same data', async () => {
  const before = await post(address(), token, 'REFERRAL', LIST)
  expect(before.body.data).toMatchObject({ newcomers: { totalCount: expect.any(Number) } })
  const requests = await Promise.all(Array.from({ length: 8 }, beginRequest))
  await new Promise((resolve) => setTimeout(resolve, 300))
  const stopping = stopChild()
  await waitFor(async () => (await statusOf('/health/live')) === 0, 5_000)
  const answers = await Promise.all(requests.map((finish) => finish()))
  expect(answers.map((text) => [text.slice(0, 15), text.split('\r\n\r\n')[1]])).toEqual(answers.map(() => ['HTTP/1.1 200 OK', before.text]))
  expect(await stopping).toBe(0)
  expect(existsSync(postmasterFile())).toBe(false)

  await startChild()
  token = await requestToken({ issuer: `http://127.0.0.1:${issuerPort}`, dataDir, consumer: 'ocmw-gent', purpose: 'REFERRAL' })
  expect((await post(address(), token, 'REFERRAL', LIST)).text).toBe(before.text)
}, 120_000)

test('while its database is gone it lives, is not ready, says what is missing, and recovers by itself', async () => {
  const before = await post(address(), token, 'REFERRAL', LIST)
  const restore = killForGood()
  await waitFor(async () => (await statusOf('/health/ready')) === 503, 10_000)
  expect([await statusOf('/health/live'), await statusOf('/health/ready')]).toEqual([200, 503])
  const during = await post(address(), token, 'REFERRAL', LIST)
  expect(during.body.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAVAILABLE'])
  expect(during.text).not.toContain('"id"')
  const delivery = await fetch(`${address()}/deliveries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: '{}',
  })
  expect([delivery.status, await delivery.json()]).toEqual([
    503,
    {
      type: 'urn:problem-type:doorstroom:SOURCE_UNAVAILABLE',
      title: 'Service Unavailable',
      status: 503,
      detail: 'The database is not responding. Try again later.',
      code: 'SOURCE_UNAVAILABLE',
    },
  ])
  restore()
  await waitFor(async () => (await statusOf('/health/ready')) === 200, 20_000)
  expect((await post(address(), token, 'REFERRAL', LIST)).text).toBe(before.text)
}, 120_000)

test('its database killed, it starts it again by itself', async () => {
  const killed = killPostmaster()
  await waitFor(async () => ![killed, undefined].includes(postmaster()) && (await statusOf('/health/ready')) === 200, 30_000)
  expect((await post(address(), token, 'REFERRAL', LIST)).status).toBe(200)
}, 120_000)

test('its database gone for good, it ends with one line, and does not say that it lives', async () => {
  const said: string[] = []
  child.stderr?.on('data', (bytes: Buffer) => said.push(bytes.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  killForGood()
  expect(await ended).toBe(1)
  expect(said.join('')).toBe(
    `The embedded PostgreSQL ended and did not start again, and the hub cannot go on without it: see ${join(dataDir, 'postgres', 'server.log')}\n`,
  )
  expect([await statusOf('/health/live'), existsSync(join(dataDir, 'hub.lock'))]).toEqual([0, false])
}, 120_000)
