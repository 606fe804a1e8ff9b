/** More than a consumer's share, and more than a process can answer: refused at once, and the others are answered. */
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Overload } from '../../src/base/overload.ts'
import { openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { runInTransaction } from '../../src/database/transaction.ts'
import { createAllowance } from '../../src/graphql/operations/allowance.ts'
import { post, startTestHub } from '../support/hub.ts'

const VIEWER = { query: '{ viewer { consumer } }' }

test('a consumer that has sent its requests of the minute is told when to come back; another one is answered', async () => {
  const hub = await startTestHub({ persons: 0, env: { HUB_REQUESTS_PER_MINUTE: '20' } })
  const send = async (consumer: string) => post(hub.address, await hub.token(consumer, 'REFERRAL'), 'REFERRAL', VIEWER)
  // A minute may end while they are sent.
  const answers = await Promise.all(Array.from({ length: 45 }, () => send('ocmw-gent')))
  const refused = answers.find(({ status }) => status === 429)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]))
  expect(refused?.body.errors).toEqual([
    { message: 'This application has sent too many requests in this minute. Try again later.', extensions: { code: 'RATE_LIMITED' } },
  ])
  expect(refused?.headers.get('ratelimit-policy')).toBe('"requests";q=20;w=60, "cost";q=1000000000;w=60, "documents";q=1000000;w=60')
  expect(refused?.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect((await send('ocmw-mechelen')).status).toBe(200)
})

test('a consumer that has asked for the fields of the minute is refused', async () => {
  const dear = 'query Dear { newcomers(first: 100) { nodes { id familyName givenNames } } }'
  const hub = await startTestHub({
    persons: 0,
    env: { HUB_COST_PER_MINUTE: '250000' },
    operations: { consumer: 'ocmw-gent', contract: 'OCMW/REFERRAL', documents: [dear] },
  })
  const ask = () => hub.ask('ocmw-gent', 'REFERRAL', dear)
  let refused: Awaited<ReturnType<typeof ask>> | undefined
  for (let sent = 0; sent < 1_400 && refused === undefined; sent += 1) {
    const answer = await ask()
    if (answer.status === 429) refused = answer
  }
  expect(refused?.body).toEqual({
    errors: [
      { message: 'This application has asked for too many fields in this minute. Try again later.', extensions: { code: 'RATE_LIMITED' } },
    ],
  })
  expect(refused?.headers.get('ratelimit')).toMatch(/^"cost";r=0;t=\d+$/)
}, 120_000)

test('a refusal of the minute is kept back, and takes no place meanwhile', async () => {
  const env = { NEW_DOCUMENTS_PER_MINUTE: '1', HUB_IN_FLIGHT: '2', HUB_IN_FLIGHT_PER_CONSUMER: '1' }
  const hub = await startTestHub({ persons: 0, env })
  const token = await hub.token('ocmw-gent', 'REFERRAL')
  const order: number[] = []
  const send = async (body: { query: string }) => {
    order.push((await post(hub.address, token, 'REFERRAL', body)).status)
  }
  await send(VIEWER)
  // A minute may end while they are sent, and then one more is answered.
  const others = ['a', 'b', 'c'].map((name) => send({ query: `{ ${name}: viewer { consumer } }` }))
  await Promise.all([...others, send(VIEWER)])
  expect(order.slice(0, 2)).toEqual([200, 200])
  expect(order.slice(-2)).toEqual([429, 429])
})

test('a hub in which nobody can wait refuses every sender before it checks the token, and answers for its health', async () => {
  const env = { HUB_IN_FLIGHT: '2', HUB_IN_FLIGHT_PER_CONSUMER: '1', HUB_QUEUE: '2' }
  const hub = await startTestHub({ persons: 10, env })
  const list = { query: '{ newcomers(first: 5) { nodes { id } } }' }
  const tokens = await Promise.all(['ocmw-gent', 'ocmw-mechelen'].map((consumer) => hub.token(consumer, 'REFERRAL')))
  const owner = openPool(hub.database.url, ROLES.owner, { connections: 1, statementTimeoutMs: 0 })
  onTestFinished(() => owner.end())
  const stranger = (headers: Record<string, string>) =>
    fetch(`${hub.address}/graphql`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' })
  const held = await runInTransaction(owner, async (client) => {
    // No use can be recorded meanwhile, and so no answer leaves.
    await client.query('lock table audit.data_use in access exclusive mode')
    const asked = [...tokens, ...tokens].map((token) => post(hub.address, token, 'REFERRAL', list))
    let turnedAway = await stranger({})
    for (let tries = 0; turnedAway.status !== 503 && tries < 100; tries += 1) turnedAway = await stranger({})
    expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await turnedAway.json()).toEqual({
      errors: [{ message: 'The hub is busy. Try again later.', extensions: { code: 'SOURCE_UNAVAILABLE' } }],
    })
    // A page of another origin gets an answer that it can read.
    expect((await stranger({ origin: 'https://elsewhere.example' })).status).toBe(401)
    expect(await statusOf(`${hub.address}/health/live`)).toBe(200)
    return { asked }
  })
  expect((await Promise.all(held.asked)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
}, 60_000)

test('processes share the count, and ask PostgreSQL once for a block', async () => {
  const { database } = await startTestHub({ persons: 0 })
  let asked = 0
  const open = () =>
    createAllowance({
      limits: { requests: 1_000, cost: 1_000_000, documents: 60 },
      query: (text, values) => {
        asked += 1
        return database.pool.query(atSecond(1_800_000_030, text), values)
      },
    })
  const processes = [open(), open(), open()]
  let granted = 0
  const refusals = new Set<unknown>()
  const spend = (index: number) =>
    processes[index % 3]?.spend('ocmw-gent', 'requests', 1).then(
      () => {
        granted += 1
      },
      (error: { code: unknown }) => refusals.add(error.code),
    )
  for (let round = 0; round < 50; round += 1) await Promise.all(Array.from({ length: 60 }, (_, index) => spend(index)))
  expect([granted, refusals]).toEqual([1_000, new Set(['RATE_LIMITED'])])
  expect(asked).toBeLessThanOrEqual(103)
  await expect(processes[0]?.spend('ocmw-mechelen', 'requests', 1)).resolves.toBeUndefined()
})

/** A statement as PostgreSQL would run it at another time. @param second since the epoch. */
const atSecond = (second: number, text: string) => text.replaceAll('statement_timestamp()', `to_timestamp(${second})`)

test('a clock that is set, forth or back, neither gives a consumer more in a minute nor keeps it waiting for longer than one', async () => {
  const { database } = await startTestHub({ persons: 0 })
  const minute = 30_000_000
  let [second, elapsed] = [minute * 60 + 30, 0]
  const allowance = createAllowance({
    limits: { requests: 100, cost: 1_000_000, documents: 60 },
    query: (text, values) => database.pool.query(atSecond(second, text), values),
    elapsed: () => elapsed,
  })
  const spendAll = async () => {
    let granted = 0
    for (;;) {
      const refused = await allowance.spend('ocmw-gent', 'requests', 1).catch((error: Overload) => error)
      if (refused !== undefined) return { granted, retryAfter: refused.headers['retry-after'] }
      granted += 1
    }
  }
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  expect(await spendAll()).toEqual({ granted: 100, retryAfter: '30' })
  // That of the process plays no part.
  vi.setSystemTime(Date.now() + 3_600_000)
  expect(await spendAll()).toEqual({ granted: 0, retryAfter: '30' })
  // That of PostgreSQL counts from the next minute of this process on.
  second -= 3_600
  expect(await spendAll()).toEqual({ granted: 0, retryAfter: '30' })
  elapsed += 30_000
  expect(await spendAll()).toEqual({ granted: 100, retryAfter: '30' })
  second += 30
  elapsed += 30_000
  expect(await spendAll()).toEqual({ granted: 100, retryAfter: '60' })
})

test('a consumer that does not read its answers uses up its own share, and others are answered', async () => {
  const hub = await startTestHub({ persons: 400, env: { HUB_IN_FLIGHT: '4', HUB_IN_FLIGHT_PER_CONSUMER: '2', HUB_QUEUE_SECONDS: '0.2' } })
  const token = await hub.token('ocmw-gent', 'REFERRAL')
  const { hostname, port } = new URL(hub.address)
  const body = JSON.stringify({ query: '{ newcomers(first: 100) { nodes { id familyName givenNames insz } } }' })
  const head = `POST /graphql HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${token}\r\nhub-purpose: REFERRAL\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
  // So many questions on each connection that their answers are more than a socket takes.
  const sockets = Array.from(
    { length: 8 },
    (): Socket =>
      connect(Number(port), hostname)
        .pause()
        .on('error', () => {}),
  )
  for (const socket of sockets) socket.write(`${head}${body}`.repeat(400))
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const other = await post(hub.address, await hub.token('ocmw-mechelen', 'REFERRAL'), 'REFERRAL', VIEWER)
  expect(other.status).toBe(200)
  expect(await statusOf(`${hub.address}/health/live`)).toBe(200)
  for (const socket of sockets) socket.destroy()
}, 60_000)

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
