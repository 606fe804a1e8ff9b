import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createHubClient, type Document } from './hub-client.ts'

const QUESTION: Document<{ viewer: null }, Record<string, never>> = '{ viewer { purpose } }'
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Client of a server that answers as told; no hub, because a hub that is away is what is tried here. */
async function clientOf(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const { port } = server.address() as AddressInfo
  return createHubClient({ hub: `http://127.0.0.1:${port}`, tokenFor: async () => 'token' })
}

describe('an act', () => {
  /** Answers in turn, and remembers the keys that it was sent under. */
  async function actingWith(...answers: RequestListener[]) {
    const keys: unknown[] = []
    const client = await clientOf((request, response) => {
      keys.push(request.headers['idempotency-key'])
      answers[Math.min(keys.length, answers.length) - 1]?.(request, response)
    })
    return { act: (key?: string) => client.act('REFERRAL', QUESTION, {}, key), keys }
  }
  const done: RequestListener = (_request, response) => response.end(JSON.stringify({ data: { viewer: null } }))
  const away: RequestListener = (_request, response) => response.writeHead(503, { 'retry-after': '0' }).end('{"errors":[]}')
  const cutOff: RequestListener = (request) => request.socket.destroy()
  const busy: RequestListener = (_request, response) =>
    response
      .writeHead(200, { 'retry-after': '0' })
      .end(JSON.stringify({ data: null, errors: [{ message: 'Under way.', extensions: { code: 'IDEMPOTENCY_IN_PROGRESS' } }] }))

  test.each([
    ['the hub is away', away],
    ['the connection breaks before an answer', cutOff],
    ['the first request is still under way', busy],
  ])('is sent again under its own key when %s', async (_when, first) => {
    const { act, keys } = await actingWith(first, done)
    expect(await act()).toEqual({ data: { viewer: null }, withheld: [] })
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]])
  })

  test('has a key of its own, or the one that was kept for it', async () => {
    const { act, keys } = await actingWith(done)
    await act()
    await act()
    await act('kept')
    expect(new Set(keys).size).toBe(3)
    expect(keys[2]).toBe('kept')
  })
})
