/** A rollout as its operator sees it: by commands, beside two hubs that answer clients of both releases. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { beforeAll, expect, test } from 'vitest'
import { openHub } from '../../src/app/hub.ts'
import { hashOf } from '../../src/graphql/operations/manifest.ts'
import { closeAfterFile } from '../support/closing.ts'
import { post, startTestHub, type TestHub, TODAY } from '../support/hub.ts'
import { runCommand } from '../support/run-command.ts'

const CONSUMER = 'ocmw-gent'
const BEFORE = 'query Before { viewer { consumer } }'
const BOTH = 'query Both { newcomers(first: 1) { totalCount } }'
const NEW = 'query New { viewer { purpose } }'
/** Registrations are known to every hub within ten seconds. Milliseconds. */
const KNOWN_AFTER_MS = 10_500

let hub: TestHub
let addresses: string[]
let token: string
let folder: string
beforeAll(async () => {
  hub = await startTestHub({
    persons: 60,
    operations: { consumer: CONSUMER, contract: 'OCMW/REFERRAL', documents: [BEFORE, BOTH], only: true },
  })
  const second = await openHub(hub.config, hub.database, hub.issuer, pino({ enabled: false }))
  addresses = [hub.address, await second.server.listen({ host: '127.0.0.1', port: 0 })]
  token = await hub.token(CONSUMER, 'REFERRAL')
  folder = await mkdtemp(join(tmpdir(), 'doorstroom-rollout-'))
  closeAfterFile(async () => {
    await second.close()
    await rm(folder, { recursive: true })
  })
})

const OWNER = ['--consumer', CONSUMER, '--recipient', 'OCMW', '--purpose', 'REFERRAL']
const operations = (...given: string[]) =>
  runCommand(hub.database.url, ['operations', ...given], { env: { HUB_TODAY: TODAY, DATA_DIR: hub.config.dataDir } })

async function register(documents: readonly string[], ...more: string[]) {
  const file = join(folder, 'manifest.json')
  await writeFile(file, JSON.stringify(Object.fromEntries(documents.map((document) => [hashOf(document), document]))))
  return operations('register', file, ...OWNER, ...more)
}

/** Statuses of the same hash at both hubs. */
const ask = (document: string) =>
  Promise.all(addresses.map(async (address) => (await post(address, token, 'REFERRAL', { documentId: hashOf(document) })).status))

const DAY = String.raw`\d{4}-\d\d-\d\d`
/** Lines that a command printed, with the day of registration left out: it is that of the machine. */
const linesOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(new RegExp(`registered ${DAY}`), 'registered'))

const OWNER_LINE = `${CONSUMER}, OCMW/REFERRAL`

test('clients of the release before are answered by every hub until its version is withdrawn, and the list says whether somebody still asks', async () => {
  expect([await ask(BEFORE), await ask(BOTH), await ask(NEW)]).toEqual([
    [200, 200],
    [200, 200],
    [403, 403],
  ])

  const registered = await register([BOTH, NEW])
  expect([registered.code, registered.errors, linesOf(registered.out)]).toEqual([
    0,
    [],
    [
      OWNER_LINE,
      '  version 2  registered  no end  2 operations, 2 of them in no later version',
      '  version 1  registered  ends on 2026-12-23  2 operations, 1 of them in no later version',
    ],
  ])
  await wait(KNOWN_AFTER_MS)
  for (const document of [BEFORE, BOTH, NEW]) expect(await ask(document)).toEqual([200, 200])

  // The log of requests is written a moment later.
  await wait(1_500)
  const [owner, newest = '', before = ''] = linesOf((await operations('list', CONSUMER, '--used')).out)
  expect(owner).toBe(OWNER_LINE)
  expect(newest).toMatch(/2 operations, 2 of them in no later version, which were sent 6 times in 30 days, last on [\d-]{10}$/)
  expect(before).toMatch(/2 operations, 1 of them in no later version, which were sent 4 times in 30 days, last on [\d-]{10}$/)

  const withdrawn = await operations('withdraw', '1', ...OWNER)
  expect([withdrawn.code, linesOf(withdrawn.out)]).toEqual([
    0,
    [OWNER_LINE, '  version 2  registered  no end  2 operations, 2 of them in no later version'],
  ])
  await wait(KNOWN_AFTER_MS)
  expect([await ask(BEFORE), await ask(BOTH), await ask(NEW)]).toEqual([
    [403, 403],
    [200, 200],
    [200, 200],
  ])
}, 120_000)

test('the same manifest again says that nothing was changed', async () => {
  const { code, out } = await register([NEW, BOTH])
  expect([code, linesOf(out)]).toEqual([
    0,
    [
      'version 2 has these operations already: nothing was changed',
      OWNER_LINE,
      '  version 2  registered  no end  2 operations, 2 of them in no later version',
    ],
  ])
}, 60_000)

test.each<[string, string[], string]>([
  ['a version that does not stand', ['1'], 'No version 1 of ocmw-gent for REFERRAL stands'],
  ['a day that is over', ['2', '--on', '2026-11-22'], 'A version cannot end on a day that is over.'],
  ['a day that is none', ['2', '--on', '2026-02-30'], 'expected a day, YYYY-MM-DD'],
  ['a number that is none', ['two'], 'expected a whole number'],
])(
  '%s is not withdrawn',
  async (_what, given, message) => {
    const { code, errors } = await operations('withdraw', ...given, ...OWNER)
    expect([code, errors.join('\n')]).toEqual([1, expect.stringContaining(message)])
  },
  60_000,
)
