/** Pages of other origins: what a browser is told, and what real pages in Chromium get to read of it. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXPOSED_HEADERS, REQUEST_HEADERS } from '../../src/app/http/headers.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { CHROMIUM, needing } from '../support/machine.ts'

const inChromium = needing('Chromium')
const CONSUMER = 'agii-frontend'
const QUESTION = '{ viewer { consumer } }'

/** Where pages come from: of the consumer, of another consumer, of nobody. */
let own: string
let others: string
let nobodys: string
let hub: TestHub
let token: string
const servers: Server[] = []
beforeAll(async () => {
  ;[own, others, nobodys] = await Promise.all([servePage(), servePage(), servePage()])
  hub = await startTestHub({
    persons: 60,
    env: { NEW_DOCUMENTS_PER_MINUTE: '10' },
    origins: { [CONSUMER]: [own, 'https://dossier.example'], 'ocmw-gent': [others] },
  })
  token = await hub.token(CONSUMER, 'REFERRAL')
})
afterAll(() => {
  for (const server of servers) server.close()
})

/** @returns the origin of an empty page. */
async function servePage(): Promise<string> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Page</title>'),
  )
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const corsOf = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'))

const preflight = (origin: string) =>
  fetch(`${hub.address}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,hub-purpose',
    },
  })

const ask = (headers: Record<string, string>, bearer = token) =>
  fetch(`${hub.address}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: QUESTION }),
  })

const ALLOWED = { vary: 'Origin', 'access-control-expose-headers': EXPOSED_HEADERS.join(', ') }

describe('what a browser is told', () => {
  test('before it has a token to send: that some consumer has pages there, or what any other client is told', async () => {
    for (const origin of [own, others, 'https://dossier.example']) {
      const answer = await preflight(origin)
      expect([answer.status, await answer.text(), corsOf(answer)]).toEqual([
        204,
        '',
        {
          ...ALLOWED,
          'access-control-allow-origin': origin,
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': REQUEST_HEADERS.join(', '),
          'access-control-max-age': '600',
        },
      ])
    }
    for (const origin of [nobodys, 'null', '*', 'https://dossier.example.org', 'http://dossier.example', 'https://dossier.example:8443']) {
      const answer = await preflight(origin)
      expect([origin, answer.status, corsOf(answer)]).toEqual([origin, 405, { vary: 'Origin' }])
    }
  })

  test("that the page may read the answer, where the token is its own consumer's", async () => {
    const answer = await ask({ origin: own, 'sec-fetch-site': 'cross-site' })
    expect([answer.status, corsOf(answer)]).toEqual([200, { ...ALLOWED, 'access-control-allow-origin': own }])
  })

  test.each(['cross-site', 'same-site'])('nothing, where the token is that of another consumer: it is refused (%s)', async (site) => {
    for (const origin of [others, nobodys]) {
      const answer = await ask({ origin, 'sec-fetch-site': site })
      const { errors } = (await answer.json()) as { errors: object[] }
      expect([answer.status, corsOf(answer), errors]).toEqual([
        403,
        { vary: 'Origin' },
        [{ message: 'This application has no pages at this origin.', extensions: { code: 'FORBIDDEN' } }],
      ])
    }
  })

  test('that a token is over: a refusal of nobody holds nothing of anybody', async () => {
    const answer = await ask({ origin: own, 'sec-fetch-site': 'cross-site' }, 'none')
    expect([answer.status, corsOf(answer)]).toEqual([401, { ...ALLOWED, 'access-control-allow-origin': own }])
    expect(corsOf(await ask({ origin: nobodys }, 'none'))).toEqual({ vary: 'Origin' })
  })

  test('no other address is told of: files and deliveries are for programs', async () => {
    for (const path of ['/deliveries', '/statistics/v1/stock.json', '/health/live']) {
      const headers = { origin: own, 'access-control-request-method': 'POST' }
      const answers = [
        await fetch(`${hub.address}${path}`, { method: 'OPTIONS', headers }),
        await fetch(`${hub.address}${path}`, { headers }),
      ]
      for (const answer of answers) expect(Object.keys(corsOf(answer)).filter((name) => name !== 'vary')).toEqual([])
    }
  })

  test('a program that passes an origin on, and a page of the address of the hub itself, are answered as without one', async () => {
    for (const headers of [{ origin: nobodys }, { origin: hub.address, 'sec-fetch-site': 'same-origin' }]) {
      const answer = await ask(headers)
      expect([answer.status, corsOf(answer)]).toEqual([200, { vary: 'Origin' }])
    }
  })
})

test('without an origin of any consumer there is none for anybody', async () => {
  const closed = await startTestHub({ persons: 0 })
  const headers = { origin: own, 'access-control-request-method': 'POST' }
  const answer = await fetch(`${closed.address}/graphql`, { method: 'OPTIONS', headers })
  expect([answer.status, corsOf(answer)]).toEqual([405, { vary: 'Origin' }])
})

describe('in Chromium', inChromium, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    })
  })
  afterAll(() => browser.close())

  /** What a script of a page reads. @property failed the browser's words, when it gave the script nothing. */
  type Read = { status?: number; body?: unknown; told?: Record<string, string | null>; failed?: string }

  async function openAt(address: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage()
    await page.goto(address)
    return page
  }

  const readIn = async (page: Page, { bearer = token, query = QUESTION, credentials = 'omit' } = {}): Promise<Read> =>
    await page.evaluate(
      async ({ address, bearer, query, credentials, exposed }) => {
        const headers = {
          authorization: `Bearer ${bearer}`,
          'hub-purpose': 'REFERRAL',
          'content-type': 'application/json',
          'idempotency-key': 'page-1-of-the-test',
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        }
        try {
          const response = await fetch(`${address}/graphql`, { method: 'POST', headers, credentials, body: JSON.stringify({ query }) })
          const told = Object.fromEntries(exposed.map((name) => [name, response.headers.get(name)]))
          return { status: response.status, body: await response.json(), told }
        } catch (error) {
          return { failed: String(error) }
        }
      },
      { address: hub.address, bearer, query, credentials: credentials as 'omit' | 'include', exposed: [...EXPOSED_HEADERS] },
    )

  const refusals = () => hub.log.filter((line) => line.includes('"code":"FORBIDDEN"')).length
  const FAILED = { failed: 'TypeError: Failed to fetch' }

  test('a page of the consumer reads its answer, and what to report', async () => {
    const read = await readIn(await openAt(own))
    expect(read).toMatchObject({
      status: 200,
      body: { data: { viewer: { consumer: CONSUMER } } },
      told: { 'hub-trace-id': '4bf92f3577b34da6a3ce929d0e0e4736' },
    })
  })

  test('a page of nobody reads nothing, and its question never leaves the browser', async () => {
    const before = hub.log.length
    expect(await readIn(await openAt(nobodys))).toEqual(FAILED)
    expect(hub.log.slice(before).map((line) => (JSON.parse(line) as { status?: number }).status)).toEqual([405])
  })

  test('a page of another consumer reads nothing with this token, and the hub refuses what it asks', async () => {
    const before = refusals()
    expect(await readIn(await openAt(others))).toEqual(FAILED)
    expect(refusals()).toBe(before + 1)
    const bearer = await hub.token('ocmw-gent', 'REFERRAL')
    expect(await readIn(await openAt(others), { bearer })).toMatchObject({
      status: 200,
      body: { data: { viewer: { consumer: 'ocmw-gent' } } },
    })
  })

  test('cookies are never taken', async () => {
    expect(await readIn(await openAt(own), { credentials: 'include' })).toEqual(FAILED)
  })

  test('a page learns that its token is over, and how long to wait', async () => {
    const page = await openAt(own)
    expect(await readIn(page, { bearer: 'none' })).toMatchObject({ status: 401, told: { 'www-authenticate': 'Bearer' } })
    let read: Read = {}
    for (let sent = 0; read.status !== 429 && sent < 40; sent += 1)
      read = await readIn(page, { query: `{ n${sent}: viewer { consumer } }` })
    expect(read.status).toBe(429)
    expect(Number(read.told?.['retry-after'])).toBeGreaterThanOrEqual(1)
  })

  test("the explorer, a page of the hub's own address, asks as before", async () => {
    const page = await openAt(`${hub.address}/graphiql`)
    expect(await readIn(page, { bearer: await hub.token('ocmw-mechelen', 'REFERRAL') })).toMatchObject({ status: 200 })
  })
})
