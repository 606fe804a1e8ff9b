/** Headers of 30 KB of one character: none makes a library work longer than its length. */
import { request } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  token = await hub.token('ocmw-gent', 'REFERRAL')
})

const CHARACTERS = [' ', '\t', ',', ';', '"', '\\', '/', '*', '=', '.', '-', ':', '%', 'a', '0', 'é']

/** Every header that the hub or a library under it reads, with what stands before and after the flood. */
const HEADERS: Record<string, readonly [before: string, after: string]> = {
  'content-type': ['application/json;a', 'b'],
  accept: ['application/json;"', 'b'],
  'content-encoding': ['a', 'b'],
  'hub-purpose': ['a', 'b'],
  'idempotency-key': ['a', 'b'],
  traceparent: ['00-', 'b'],
  authorization: ['Bearer a', 'b'],
  'if-none-match': ['"a', 'b'],
  host: ['a', 'b'],
  connection: ['keep-alive', 'b'],
  expect: ['a', 'b'],
  origin: ['https://a', 'b'],
}

/** CPU of the process for so many answers, in microseconds. Answers nothing but a status below 500. */
async function costOf(name: string, value: string, times: number): Promise<number> {
  const before = process.cpuUsage()
  for (let time = 0; time < times; time += 1) expect(await send(name, value)).toBeLessThan(500)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function send(name: string, value: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json', [name]: value }
  return new Promise((resolve, reject) => {
    const sent = request(`${hub.address}/graphql`, { method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject).end('{"query":"{ viewer { consumer } }"}')
  })
}

describe('three times the length costs no nine times the work', () => {
  test.each(Object.keys(HEADERS))(
    '%s',
    async (name) => {
      const [before, after] = HEADERS[name] ?? ['', '']
      for (const character of CHARACTERS) {
        const flood = (length: number) => before + character.repeat(length) + after
        await costOf(name, flood(10), 2)
        const short = await costOf(name, flood(9_000), 3)
        const long = await costOf(name, flood(27_000), 3)
        // Quadratic work was four seconds a request; 60 ms for three is a machine that does something else too.
        expect([character, long > Math.max(6 * short, 60_000)]).toEqual([character, false])
      }
    },
    60_000,
  )
})
