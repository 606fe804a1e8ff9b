/** The guide to deliveries works when pasted, from the first block to the last: each answer is the one that the guide shows. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { REFUSED, REMARKED } from '../src/activities/delivery/refused.ts'
import { startTestHub } from './support/hub.ts'
import { needing } from './support/machine.ts'

const ROOT = join(import.meta.dirname, '..')
const GUIDE = readFileSync(join(ROOT, 'docs/guides/deliveries.md'), 'utf8')
const TOKEN = /\$\(npm run -s hub -- token --consumer ([\w-]+) (?:--purpose \w+|--deliver)\)/

/** What is pasted, and the answer shown below it. */
const BLOCKS = [...GUIDE.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```json\n([\s\S]*?)^```)?/gm)].map(([, script = '', answer]) => ({
  script,
  answer: answer === undefined ? undefined : (JSON.parse(answer) as unknown),
}))

const END = '--- end of a block ---'

test('every block answers what the guide shows', { timeout: 120_000, ...needing('curl') }, async () => {
  const hub = await startTestHub({ persons: 0 })
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-guide-'))
  const script = BLOCKS.map((block) => `${block.script}\necho; echo '${END}'`).join('\n')
  const env = { ...process.env, DATA_DIR: hub.config.dataDir, ISSUER_PORT: new URL(hub.issuer).port }
  const pasted = script.replaceAll('http://127.0.0.1:4000', hub.address).replaceAll('/tmp/', `${folder}/`)
  const { stdout } = await promisify(execFile)('bash', ['-c', `set -eo pipefail\n${pasted}`], { cwd: ROOT, env })
  rmSync(folder, { recursive: true })
  const answers = stdout.split(END).slice(0, BLOCKS.length)
  expect(BLOCKS.filter(({ answer }) => answer !== undefined).length).toBeGreaterThan(4)
  expect(answers.map((text) => (text.trim() === '' ? undefined : (JSON.parse(text) as unknown)))).toEqual(
    BLOCKS.map(({ answer }) => open(answer)),
  )
})

test('the token is requested by a command that exists', () => {
  expect(GUIDE).toMatch(TOKEN)
})

test('the guide has every code, and no other', () => {
  const table = GUIDE.slice(GUIDE.indexOf('## Codes of refusals'), GUIDE.indexOf('A file name that contains'))
  const codes = [...table.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code)
  expect(codes.toSorted()).toEqual([...REFUSED, ...REMARKED].toSorted())
})

/** The answer with any text where the guide has an ellipsis. */
function open(answer: unknown): unknown {
  if (answer === '…') return expect.any(String)
  if (Array.isArray(answer)) return answer.map(open)
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, open(value)]))
}
