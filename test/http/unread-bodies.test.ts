/** A request that is refused before its body was read leaves a connection that can be used. */
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
})

const DELIVERY = Buffer.alloc(4_800_000, '{"record":"x"}\n')

type Sent = { status: number; reused: boolean }

function send(agent: Agent, path: string, headers: Record<string, string>, body?: Buffer): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = request(`${hub.address}${path}`, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, reused: sent.reusedSocket }))
    })
    sent.on('error', reject).end(body)
  })
}

const NDJSON = { 'content-type': 'application/x-ndjson' }

describe('after a delivery of 4.8 MB that was refused early, the next request on the connection is answered', () => {
  test.each<[string, number, () => Promise<Record<string, string>>]>([
    ['without a token', 401, async () => NDJSON],
    [
      'by an application that may not deliver',
      403,
      async () => ({ ...NDJSON, authorization: `Bearer ${await hub.token('ocmw-gent', 'REFERRAL')}` }),
    ],
    ['without a header', 400, async () => ({ ...NDJSON, authorization: `Bearer ${await hub.token('ocmw-gent-deliveries', 'DELIVER')}` })],
    [
      'of another type',
      415,
      async () => ({ 'content-type': 'text/csv', authorization: `Bearer ${await hub.token('ocmw-gent', 'REFERRAL')}` }),
    ],
  ])('%s', async (_what, status, headers) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect(await send(agent, '/deliveries', await headers(), DELIVERY)).toEqual({ status, reused: false })
    expect(await send(agent, '/health/live', {})).toMatchObject({ status: 200 })
    agent.destroy()
  })
})

test('a client that goes on sending after its refusal is cut', async () => {
  const { hostname, port } = new URL(hub.address)
  const socket = connect(Number(port), hostname)
  let answer = ''
  const closed = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      answer += String(chunk)
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })
  socket.write('POST /deliveries HTTP/1.1\r\nhost: hub\r\ncontent-type: application/x-ndjson\r\ncontent-length: 100000000\r\n\r\n')
  const dripping = setInterval(() => socket.write('{}\n'), 100)
  await closed
  clearInterval(dripping)
  expect(answer).toContain('401 Unauthorized')
}, 30_000)
