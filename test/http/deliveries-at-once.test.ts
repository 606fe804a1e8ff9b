/** Many deliveries at the same moment: each is taken in or told to come back, and the log says of every one why. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openHub } from '../../src/app/hub.ts'
import { loadConfig } from '../../src/base/config.ts'
import { connectDatabase, type DatabaseOptions } from '../../src/database/client.ts'
import { ndjson } from '../support/deliveries.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { newPersons } from '../support/new-persons.ts'

const AT_ONCE = 40
const SENDERS = ['ocmw-gent-deliveries', 'ocmw-mechelen-deliveries']
const first = await startTestHub({ persons: 0 })
const nextPerson = newPersons(first.database.pool, first.vault)
const persons = await Promise.all(Array.from({ length: 30 }, nextPerson))
const tokens = await Promise.all(SENDERS.map((sender) => first.token(sender, 'DELIVER')))

/** Another process on the same database, as far as connections go. */
async function openOther(options: DatabaseOptions) {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-at-once-'))
  const log: string[] = []
  const config = { ...loadConfig({ NODE_ENV: 'test', DATA_DIR: dataDir, HUB_TODAY: TODAY }), allowance: first.config.allowance }
  const database = connectDatabase(first.database.url, options)
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) })
  const hub = await openHub(config, database, first.issuer, logger)
  onTestFinished(async () => {
    await hub.close()
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { address: await hub.server.listen({ host: '127.0.0.1', port: 0 }), database, log }
}

/** Records of all about the same persons, so that they are in each other's way. */
function contentOf(index: number): string {
  const wages = persons.map((insz) => ({ record: 'livingWage', insz, category: 'SINGLE', validFrom: `2026-0${1 + (index % 9)}-01` }))
  return ndjson({ domain: 'LOCAL', reference: randomUUID(), asOf: '2026-11-20' }, wages)
}

async function send(address: string, index: number, content: string) {
  const response = await fetch(`${address}/deliveries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens[index % tokens.length]}`, 'content-type': 'application/x-ndjson' },
    body: content,
  })
  const { code, status } = (await response.json()) as { code?: string; status?: unknown }
  return {
    http: response.status,
    code,
    status,
    retryAfter: response.headers.get('retry-after'),
    trace: response.headers.get('hub-trace-id'),
  }
}

type Sent = Awaited<ReturnType<typeof send>>

/** What may come of a delivery: it was taken in, or its sender knows when to come back. */
const isTakenIn = ({ http, status }: Sent) => http === 200 && status === 'IMPORTED'
const isToldToComeBack = ({ http, code, retryAfter }: Sent) =>
  Number(retryAfter) > 0 && ((http === 503 && code === 'SOURCE_UNAVAILABLE') || (http === 429 && code === 'RATE_LIMITED'))

test('forty deliveries about the same persons are taken in or told to come back, and each is taken in when it comes back', {
  timeout: 120_000,
}, async () => {
  const { address } = await openOther({})
  const contents = Array.from({ length: AT_ONCE }, (_, index) => contentOf(index))
  const answers = await Promise.all(contents.map((content, index) => send(address, index, content)))
  expect(answers.filter((answer) => !isTakenIn(answer) && !isToldToComeBack(answer))).toEqual([])
  expect(answers.filter(isTakenIn).length).toBeGreaterThan(0)
  for (const [index, answer] of answers.entries()) {
    let last = answer
    for (let tries = 0; !isTakenIn(last) && tries < 20; tries += 1) {
      await wait(100)
      last = await send(address, index, contents[index] ?? '')
    }
    expect(last).toMatchObject({ http: 200, status: 'IMPORTED' })
  }
})

test('while no connection is free every delivery is told so, and the log has the class and the place of each cause', {
  timeout: 120_000,
}, async () => {
  const { address, database, log } = await openOther({ mostConnections: 16, waitMs: 300 })
  expect(isTakenIn(await send(address, 0, contentOf(0)))).toBe(true)
  // Only what the sealer has is left: reading a delivery needs more.
  const holders = await Promise.all(Array.from({ length: 15 }, () => database.bulk.connect().catch(() => undefined)))
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => send(address, index, contentOf(index))))
  for (const holder of holders) holder?.release()
  expect(answers.filter((answer) => !isToldToComeBack(answer))).toEqual([])
  // What the queue turns away is counted, and not logged one by one.
  const unavailable = answers.filter(({ code, retryAfter }) => code === 'SOURCE_UNAVAILABLE' && retryAfter === '2')
  expect(unavailable.length).toBeGreaterThan(0)
  const lines = log.map((line) => JSON.parse(line))
  expect(unavailable.map(({ trace }) => lines.find(({ msg, traceId }) => msg === 'refused' && traceId === trace)?.cause)).toEqual(
    unavailable.map(() => ({
      class: 'DatabaseUnavailable EXHAUSTED',
      place: expect.arrayContaining([expect.stringMatching(/^at .*src\//)]),
    })),
  )
  expect(isTakenIn(await send(address, 0, contentOf(0)))).toBe(true)
})
