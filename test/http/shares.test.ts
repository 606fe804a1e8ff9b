/** What one consumer may take beside the others: places for deliveries, bytes that it does not read, operations that nobody saw before. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import { request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openHub } from '../../src/app/hub.ts'
import { connectDatabase, openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { runInTransaction } from '../../src/database/transaction.ts'
import { load } from '../harden/load.ts'
import { toBytes } from '../harden/wire.ts'
import { post, startTestHub, type TestHub } from '../support/hub.ts'

const VIEWER = { query: '{ viewer { consumer } }' }
const PAGE = { query: '{ newcomers(first: 100) { nodes { id familyName givenNames insz contactLanguage } } }' }

const statusOf = async (url: string) => (await fetch(url)).status

async function waitFor(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400 && !(await holds()); tries += 1) await wait(50)
}

test('deliveries take turns of their own: one consumer has its share of places, and another one delivers', async () => {
  const hub = await startTestHub({ persons: 0, env: { HUB_QUEUE_SECONDS: '0.2' } })
  const tokens = {
    gent: await hub.token('ocmw-gent-deliveries', 'DELIVER'),
    mechelen: await hub.token('ocmw-mechelen-deliveries', 'DELIVER'),
  }
  const begin = (who: keyof typeof tokens, reference: string) => {
    const headers = { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/x-ndjson' }
    const sent = request(`${hub.address}/deliveries`, { method: 'POST', headers, agent: false })
    const answered = new Promise<[status: number | undefined, retryAfter: string | undefined]>((resolve, reject) => {
      sent.on('error', reject).on('response', (response) => {
        response.resume().on('end', () => resolve([response.statusCode, response.headers['retry-after']]))
      })
    })
    const said = { delivery: { source: 'test', reference, domain: 'LOCAL', asOf: '2026-11-20' } }
    sent.write(`${JSON.stringify(said)}\n`)
    return { answered, end: () => void sent.end() }
  }
  // As many as one may have alone: all places but a share.
  const held = Array.from({ length: 8 }, (_, index) => begin('gent', `held-${index}`))
  const inPlaces = async () => (await hub.database.pool.query('select from directory.delivery')).rowCount === held.length
  await waitFor(inPlaces)
  const [more, other] = [begin('gent', 'more'), begin('mechelen', 'other')]
  more.end()
  other.end()
  expect(await more.answered).toEqual([429, '1'])
  expect(await other.answered).toEqual([200, undefined])
  expect((await post(hub.address, await hub.token('ocmw-gent', 'REFERRAL'), 'REFERRAL', VIEWER)).status).toBe(200)
  for (const { end } of held) end()
  expect(await Promise.all(held.map(({ answered }) => answered))).toEqual(held.map(() => [200, undefined]))
  const again = begin('gent', 'again')
  again.end()
  expect(await again.answered).toEqual([200, undefined])
}, 60_000)

/** Bytes that the servers of this process hold for clients who have not read them. */
function watchUnread(): () => number {
  const open = new Set<ServerResponse>()
  const add = (message: unknown) => {
    const { response } = message as { response: ServerResponse }
    open.add(response)
    response.once('close', () => open.delete(response))
  }
  subscribe('http.server.request.start', add)
  onTestFinished(() => void unsubscribe('http.server.request.start', add))
  return () => [...open].reduce((sum, response) => sum + response.writableLength, 0)
}

test('of clients that do not read, no more answers are kept than one consumer has places; others are answered, and places come back', async () => {
  const hub = await startTestHub({ persons: 400, env: { HUB_IN_FLIGHT: '4', HUB_IN_FLIGHT_PER_CONSUMER: '2', HUB_QUEUE_SECONDS: '0.2' } })
  const token = await hub.token('ocmw-gent', 'REFERRAL')
  const ask = async (consumer: string) => post(hub.address, await hub.token(consumer, 'REFERRAL'), 'REFERRAL', VIEWER)
  const pages = { query: `{ ${Array.from({ length: 10 }, (_, place) => `p${place}: ${PAGE.query.slice(2, -2)}`).join(' ')} }` }
  const answer = await post(hub.address, token, 'REFERRAL', pages)
  expect(answer.status).toBe(200)
  const unread = watchUnread()
  const headers = { authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json' }
  const asked = toBytes({ method: 'POST', path: '/graphql', headers, body: JSON.stringify(pages) })
  const sockets = Array.from({ length: 4 }, () => connect(Number(new URL(hub.address).port), '127.0.0.1').pause())
  for (const socket of sockets) socket.on('error', () => {})
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  let [most, refused] = [0, 0]
  // They go on asking until their answers are more than the operating system takes.
  await waitFor(async () => {
    for (const socket of sockets) socket.write(asked)
    expect((await ask('ocmw-mechelen')).status).toBe(200)
    most = Math.max(most, unread())
    if (unread() > answer.text.length / 2 && (await ask('ocmw-gent')).status === 429) refused += 1
    return refused === 3
  })
  expect([refused, await statusOf(`${hub.address}/health/live`)]).toEqual([3, 200])
  // What is under way at once, and the refusals behind it.
  expect(most).toBeLessThan(3 * answer.text.length + 200_000)
  for (const socket of sockets) socket.destroy()
  await waitFor(async () => (await ask('ocmw-gent')).status === 200)
  expect((await ask('ocmw-gent')).status).toBe(200)
  await waitFor(() => unread() === 0)
  expect(unread()).toBe(0)
}, 120_000)

/** Another process on the database of a hub, as far as anything that they share goes. */
async function openOther({ config, database, issuer }: TestHub): Promise<string> {
  const own = mkdtempSync(join(tmpdir(), 'doorstroom-other-'))
  const other = connectDatabase(database.url)
  const hub = await openHub({ ...config, auditAnchorFile: join(own, 'anchors.ndjson') }, other, issuer, pino({ level: 'silent' }))
  onTestFinished(async () => {
    await hub.close()
    await other.close()
    rmSync(own, { recursive: true })
  })
  return await hub.server.listen({ host: '127.0.0.1', port: 0 })
}

test('processes share the number of new operations in a minute', async () => {
  const hub = await startTestHub({ persons: 0, env: { NEW_DOCUMENTS_PER_MINUTE: '6' } })
  const addresses = [hub.address, await openOther(hub)]
  const send = async (place: number, consumer = 'ocmw-gent') =>
    post(addresses[place % 2] ?? '', await hub.token(consumer, 'REFERRAL'), 'REFERRAL', { query: `{ v${place}: viewer { consumer } }` })
  // A minute may end while they are sent.
  const answers = await Promise.all(Array.from({ length: 20 }, (_, place) => send(place)))
  const refused = answers.filter(({ status }) => status === 429)
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(12)
  expect(refused.length + answers.filter(({ status }) => status === 200).length).toBe(answers.length)
  expect(refused[0]?.headers.get('ratelimit')).toMatch(/^"documents";r=0;t=\d+$/)
  expect(refused[0]?.body.errors).toEqual([
    {
      message:
        'This application has sent too many operations in this minute that it did not send before. Use variables instead of values in the text, or register the operations.',
      extensions: { code: 'RATE_LIMITED' },
    },
  ])
  expect((await send(100, 'ocmw-mechelen')).status).toBe(200)
}, 60_000)

test('a statement takes as long as its contract lets it, and no longer: another contract may wait for more', async () => {
  const hub = await startTestHub({ persons: 10, env: { STATEMENT_SECONDS: '15 OCMW/REFERRAL=0.2' } })
  const list = '{ newcomers(first: 5) { nodes { id } } }'
  const ask = (consumer: string) => hub.ask(consumer, 'REFERRAL', list)
  expect([(await ask('ocmw-gent')).status, (await ask('vdab-matching')).status]).toEqual([200, 200])
  const owner = openPool(hub.database.url, ROLES.owner, { connections: 1, statementTimeoutMs: 0 })
  onTestFinished(() => owner.end())
  const waiting = await runInTransaction(owner, async (client) => {
    // No use can be recorded meanwhile, and so no answer leaves.
    await client.query('lock table audit.data_use in access exclusive mode')
    const patient = ask('vdab-matching')
    const { status, body } = await ask('ocmw-gent')
    expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([503, ['SOURCE_UNAVAILABLE']])
    return { patient }
  })
  expect((await waiting.patient).status).toBe(200)
}, 60_000)

test('of much more than it can answer, a hub answers every request: with data, or when to come back', async () => {
  const env = { HUB_IN_FLIGHT: '2', HUB_IN_FLIGHT_PER_CONSUMER: '1', HUB_QUEUE: '4', HUB_QUEUE_SECONDS: '0.2' }
  const hub = await startTestHub({ persons: 100, env })
  const requests = await Promise.all(
    ['ocmw-gent', 'ocmw-mechelen'].map(async (consumer) => {
      const headers = {
        authorization: `Bearer ${await hub.token(consumer, 'REFERRAL')}`,
        'hub-purpose': 'REFERRAL',
        'content-type': 'application/json',
      }
      return toBytes({ method: 'POST', path: '/graphql', headers, body: JSON.stringify(PAGE) })
    }),
  )
  let place = 0
  const next = () => {
    place += 1
    return requests[place % requests.length] as Buffer
  }
  const [{ sent, answers, wrong }, live] = await Promise.all([
    load({ port: Number(new URL(hub.address).port), seconds: 2, pace: { perSecond: 1_000 }, next }),
    statusOf(`${hub.address}/health/live`),
  ])
  const { 200: good = 0, 429: share = 0, 503: busy = 0 } = answers
  expect([good > 0, share + busy > 0, good + share + busy, wrong, live]).toEqual([true, true, sent, 0, 200])
}, 60_000)
