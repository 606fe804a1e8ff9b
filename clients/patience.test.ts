import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createHubClient, type Document } from './hub-client.ts'
import { sendPatiently } from './patience.ts'

const QUESTION: Document<{ viewer: null }, Record<string, never>> = '{ viewer { purpose } }'

/** A client of a server that answers in turn, the last answer for ever; no hub, because one that is away is what is tried here. */
async function clientOf(...answers: RequestListener[]) {
  const asked: { at: number; key: unknown }[] = []
  const server = createServer((request, response) => {
    asked.push({ at: performance.now(), key: request.headers['idempotency-key'] })
    answers[Math.min(asked.length, answers.length) - 1]?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { client: createHubClient({ hub: `http://127.0.0.1:${port}`, tokenFor: async () => 'token' }), asked }
}

const failing = (
  status: number,
  code: string,
  headers: Record<string, string> = { 'retry-after': '0' },
  data?: unknown,
): RequestListener => {
  const body = { ...(data === undefined ? {} : { data }), errors: [{ message: 'Later.', extensions: { code } }] }
  return (_request, response) => response.writeHead(status, headers).end(JSON.stringify(body))
}
const done: RequestListener = (_request, response) => response.end(JSON.stringify({ data: { viewer: null } }))
const page: RequestListener = (_request, response) => response.writeHead(502, { 'retry-after': '0' }).end('<html>Bad gateway</html>')
const cutOff: RequestListener = (request) => request.socket.destroy()

test.each<[string, RequestListener]>([
  ['is away', failing(503, 'SOURCE_UNAVAILABLE')],
  ['cannot record what it answers', failing(503, 'AUDIT_UNAVAILABLE')],
  ['has had enough of this minute', failing(429, 'RATE_LIMITED')],
  ['has answered only a part', failing(200, 'SOURCE_UNAVAILABLE', {}, { viewer: null, newcomers: null })],
  ['has no connection', cutOff],
  ['is behind a proxy that does not reach it', page],
])('a hub that %s is asked again, and its answer is the answer', async (_what, first) => {
  const { client, asked } = await clientOf(first, first, done)
  expect(await client.ask('REFERRAL', QUESTION, {})).toEqual({ data: { viewer: null }, withheld: [] })
  expect(asked).toHaveLength(3)
})

test('an act that fails at first is sent again under the same key', async () => {
  const { client, asked } = await clientOf(failing(503, 'SOURCE_UNAVAILABLE'), cutOff, failing(200, 'IDEMPOTENCY_IN_PROGRESS'), done)
  expect(await client.act('REFERRAL', QUESTION, {})).toEqual({ data: { viewer: null }, withheld: [] })
  expect([asked.length, new Set(asked.map(({ key }) => key)).size, asked[0]?.key]).toEqual([4, 1, expect.stringMatching(/^[0-9a-f-]{36}$/)])
})

test.each([
  ['as seconds', () => '1'],
  ['as a date', () => new Date(Date.now() + 2_000).toUTCString()],
])('the hub is asked again when it said, and not before: %s', async (_how, retryAfter) => {
  const later: RequestListener = (request, response) => failing(429, 'RATE_LIMITED', { 'retry-after': retryAfter() })(request, response)
  const { client, asked } = await clientOf(later, done)
  await client.ask('REFERRAL', QUESTION, {})
  expect(Number(asked[1]?.at) - Number(asked[0]?.at)).toBeGreaterThanOrEqual(950)
})

test('what does not pass by itself is not asked twice', async () => {
  const { client, asked } = await clientOf(failing(403, 'PURPOSE_NOT_GRANTED'), done)
  await expect(client.ask('REFERRAL', QUESTION, {})).rejects.toMatchObject({ code: 'PURPOSE_NOT_GRANTED' })
  expect(asked).toHaveLength(1)
})

test('a hub that stays away is given up after six tries, with its own word', async () => {
  const { client, asked } = await clientOf(failing(503, 'SOURCE_UNAVAILABLE'))
  await expect(client.ask('REFERRAL', QUESTION, {})).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE', message: 'Later.' })
  expect(asked).toHaveLength(6)
})

test('a proxy that stays without a hub is given up with the status that it sent', async () => {
  const { client } = await clientOf(page)
  await expect(client.ask('REFERRAL', QUESTION, {})).rejects.toThrow('The answer has status 502 and is not of a hub.')
})

test('a delivery is sent again under its reference', async () => {
  const replies = ['DELIVERY_IN_PROGRESS', 'SOURCE_UNAVAILABLE', undefined]
  let sent = 0
  const value = await sendPatiently(async () => {
    const code = replies[sent]
    sent += 1
    return { status: code === 'DELIVERY_IN_PROGRESS' ? 409 : 200, codes: code === undefined ? [] : [code], retryAfter: '0', value: sent }
  })
  expect(value).toBe(3)
})
