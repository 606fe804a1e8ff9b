import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { loadConfig } from '../base/config.ts'
import { openHub } from './hub.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-issuer-'))
const database = await createTestDatabase()
const page = createServer((_request, response) => response.end('<html></html>'))
await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
afterAll(() => {
  page.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a hub of which the issuer is a web page starts, is not ready, and says why once', async () => {
  const lines: string[] = []
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) })
  const issuer = `http://127.0.0.1:${(page.address() as { port: number }).port}`
  const hub = await openHub(loadConfig({ NODE_ENV: 'test', DATA_DIR: dataDir }), database, issuer, log)
  const answers = [await hub.server.inject('/health/ready'), await hub.server.inject('/health/ready')]
  await hub.close()
  expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual(Array(2).fill([503, '{"status":"not ready"}']))
  expect(lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'not ready')).toEqual([
    { level: 40, reason: { code: 'SOURCE_UNAVAILABLE', source: 'issuer', problem: 'NOT_JSON' }, msg: 'not ready' },
  ])
  expect(lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'issuer')).toMatchObject([{ issuer: 'NOT_JSON' }])
}, 60_000)
