/** Every question in the README and the guides works when pasted: run as written, with curl, against a live hub. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { isPurpose } from '../src/base/purpose.ts'
import { closeAfterFile } from './support/closing.ts'
import { startTestHub, type TestHub } from './support/hub.ts'
import { needing } from './support/machine.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ADDRESS = 'http://127.0.0.1:4000'
const TOKEN = /\$\(npm run -s hub -- token --consumer ([\w-]+) --purpose (\w+)\)/g

const guides = (await readdir(join(ROOT, 'docs/guides'))).map((name) => join('docs/guides', name))
const documents = await Promise.all(
  ['README.md', ...guides].map(async (path) => ({ path, text: await readFile(join(ROOT, path), 'utf8') })),
)
const blocks = documents.flatMap(({ path, text }) =>
  [...text.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, script = ''], index) => ({ name: `${path}, question ${index + 1}`, script })),
)

/** A machine for tests can be without; people who paste have it. */
const withCurl = needing('curl')

let hub: TestHub
/** Folder with curl's settings: an HTTP status of 400 or more ends it with an error, the answer still shown. */
let curlHome: string
beforeAll(async () => {
  hub = await startTestHub()
  curlHome = await mkdtemp(join(tmpdir(), 'doorstroom-readme-'))
  await writeFile(join(curlHome, '.curlrc'), 'fail-with-body\n')
  closeAfterFile(() => rm(curlHome, { recursive: true }))
})

type PastedAnswer = { data?: Record<string, unknown>; errors?: unknown }

/** Runs a block as pasted, at the test hub's address. @returns the answers that it prints, one a line. */
async function paste(script: string): Promise<PastedAnswer[]> {
  const env = { ...process.env, CURL_HOME: curlHome, DATA_DIR: hub.config.dataDir, ISSUER_PORT: new URL(hub.issuer).port }
  const { stdout } = await promisify(execFile)('bash', ['-c', `set -eo pipefail\n${script.replaceAll(ADDRESS, hub.address)}`], {
    cwd: ROOT,
    env,
  })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PastedAnswer)
}

/** The same tokens, asked once: the command that asks them is tried as written by one test. */
async function withTokens(script: string): Promise<string> {
  let text = script
  for (const [command, consumer = '', purpose = ''] of script.matchAll(TOKEN)) {
    if (isPurpose(purpose)) text = text.replaceAll(command, await hub.token(consumer, purpose))
  }
  return text
}

describe('the documents', () => {
  test('ask a question for every user group', () => {
    const asked = new Set(blocks.flatMap(({ script }) => [...script.matchAll(TOKEN)].map(([, consumer]) => consumer)))
    expect([...asked].sort()).toEqual([
      'agii-frontend',
      'amal-frontend',
      'auditor',
      'bi-tool',
      'citizen-portal',
      'gemeente-gent',
      'ocmw-gent',
      'vdab-matching',
    ])
    expect(blocks.filter(({ script }) => !script.includes(ADDRESS) || !script.includes('curl -s'))).toEqual([])
  })

  test.each(blocks)('$name', withCurl, async ({ script }) => {
    const answers = await paste(await withTokens(script))
    for (const { data, errors } of answers) {
      expect(errors).toBeUndefined()
      expect(Object.values(data ?? {})).not.toContain(null)
      expect(Object.keys(data ?? {})).toHaveLength(1)
    }
  })

  test('refer somebody: from sending to the outcome', withCurl, async () => {
    const { script = '' } = blocks.find((block) => block.script.includes('completeReferral')) ?? {}
    const answers = (await paste(await withTokens(script))).map(({ data }) => Object.values(data ?? {})[0])
    const done = (state: string, version: number) => ({
      referral: { state, version, person: { givenNames: expect.any(String) } },
      userErrors: [],
    })
    const [first, ...events] = [
      'SUBMIT SENT',
      'RECEIVE RECEIVED',
      'ACCEPT ACCEPTED',
      'SCHEDULE SCHEDULED',
      'START STARTED',
      'COMPLETE COMPLETED',
    ].map((text) => {
      const [act, state] = text.split(' ')
      return { act, state }
    })
    expect(answers).toEqual([
      ...events.map(({ state = '' }, index) => done(state, index + 2)),
      {
        state: 'COMPLETED',
        outcome: 'GOAL_REACHED',
        receiver: { name: 'Amal' },
        events: [{ ...first, side: 'SENDER' }, ...events.map((event) => ({ ...event, side: 'RECEIVER' }))],
      },
    ])
  })

  test('get their tokens by the command as it is written', withCurl, async () => {
    const [first] = blocks
    expect(await paste(first?.script ?? '')).toEqual([{ data: { newcomers: expect.objectContaining({ totalCount: expect.any(Number) }) } }])
  })
})
