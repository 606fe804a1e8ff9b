/** Headers of 27 KB of one character: answered like any other. What they cost is measured by `npm run harden -- --only headers`. */
import { request } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import { FLOODS, flood, HOSTILE_HEADERS } from '../harden/hostile-headers.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'

const LENGTH = 27_000

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  token = await hub.token('ocmw-gent', 'REFERRAL')
})

function send(name: string, value: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json', [name]: value }
  return new Promise((resolve, reject) => {
    const sent = request(`${hub.address}/graphql`, { method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject).end('{"query":"{ viewer { consumer } }"}')
  })
}

describe('a flood of one character is refused or without meaning, and no fault of the hub', () => {
  // Who sends a type, a way to accept, a purpose, a key or a token that is none of the list is refused; nobody reads the others.
  const REFUSED: Readonly<Record<string, number>> = {
    'content-type': 415,
    accept: 406,
    'content-encoding': 415,
    'hub-purpose': 403,
    'idempotency-key': 400,
    authorization: 401,
    expect: 417,
  }
  test.each(Object.keys(HOSTILE_HEADERS))('%s', async (name) => {
    for (const character of FLOODS) {
      const status = await send(name, flood(name, character, LENGTH / Buffer.byteLength(character)))
      expect([character, status]).toEqual([character, REFUSED[name] ?? 200])
    }
  })
})

test('a content type is compared with a list: what only begins like one of its words is another type', async () => {
  const types = [
    'application/json',
    'application/json; charset=utf-8',
    'application/jsonx',
    'application/json; charset=latin1',
    'text/json',
  ]
  expect(await Promise.all(types.map((type) => send('content-type', type)))).toEqual([200, 200, 415, 415, 415])
})
