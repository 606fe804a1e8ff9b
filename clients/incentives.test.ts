/** The clients of incentives, each as its own process against a live hub with the example deliveries. */

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { importPaths } from '../src/activities/delivery/import-paths.ts'
import { SILENT } from '../src/activities/delivery/progress.ts'
import { createClock } from '../src/base/clock.ts'
import { readSecrets } from '../src/development/issuer/secrets.ts'
import { CHILD_ENV } from '../test/support/child-env.ts'
import { startTestHub, type TestHub, TODAY } from '../test/support/hub.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  const clock = createClock(TODAY)
  const ports = { database: hub.database, vault: hub.vault, allowSynthetic: true, clock, progress: SILENT, log: () => {} }
  await importPaths([join(FOLDER, 'example-deliveries')], ports)
})

/** What a client printed; its errors when there are some. */
function run(client: string, args: string[], env: Record<string, string>): Promise<string> {
  const command = [join(FOLDER, client), '--hub', hub.address, ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env: { ...CHILD_ENV, ...env } }, (_error, out, err) => resolve(`${out}${err}`.trim()))
  })
}

async function credentials(consumer: string): Promise<Record<string, string>> {
  const { secret, key } = (await readSecrets(hub.config.dataDir))?.clients[consumer] ?? {}
  return {
    HUB_ISSUER: hub.issuer,
    HUB_CLIENT_ID: consumer,
    ...(secret === undefined ? { HUB_CLIENT_KEY: JSON.stringify(key) } : { HUB_CLIENT_SECRET: secret }),
  }
}

test('an OCMW sees what the rule of the GPMI objective says, and a person of it decides', async () => {
  const ocmw = await credentials('ocmw-gent')
  const shown = await run('gpmi-tool.ts', ['--show', 'incentive'], ocmw)
  expect(shown.replaceAll(IDS, '<id>').split('\n').sort()).toEqual([
    '    Elk doel rond integratie is bereikt (stand op 2026-01-05).',
    '    Het GPMI heeft een doel rond integratie.',
    '    Het GPMI heeft een doel rond integratie.',
    '    Nog niet bekend: alle doelen van het eigen GPMI bereikt, minstens één doel van het eigen GPMI bereikt.',
    '    gpmiObjectiveReached: STALE, as of 2026-01-05',
    '    gpmiSomeObjectiveReached: STALE, as of 2026-01-05',
    '  <id> ELIGIBLE',
    '  <id> UNKNOWN',
    '  to grant, a person confirms DISCUSSED_WITH_PERSON: De medewerker besprak de evaluatie met de persoon.',
    '  to grant, a person confirms OBJECTIVE_AS_IN_CONTRACT: Het doel staat in het ondertekende GPMI.',
    'GPMI objectives assessed: 2',
  ])
  const client = /(\S{36}) ELIGIBLE/.exec(shown)?.[1] ?? ''
  const confirmed = ['--decide', client, '--confirm', 'DISCUSSED_WITH_PERSON,OBJECTIVE_AS_IN_CONTRACT', '--words', 'Doel bereikt.']
  expect(await run('gpmi-tool.ts', confirmed, ocmw)).toContain('HUMAN_DECIDER_REQUIRED')
  const person = { HUB_TOKEN: await hub.token('ocmw-gent-desk', 'INCENTIVE_DECISION') }
  expect(await run('gpmi-tool.ts', ['--decide', client, '--words', 'Doel bereikt.'], person)).toContain('CONFIRMATION_MISSING')
  expect((await run('gpmi-tool.ts', confirmed, person)).replaceAll(IDS, '<id>')).toBe(
    'GRANTED; the outcome of the rule was ELIGIBLE (version 2): <id>',
  )
})

test('VDAB gets the outcome of a rule for all its jobseekers, and none of the facts behind it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstroom-clients-'))
  const out = join(folder, 'advice.ndjson')
  const printed = await run('incentive-batch.ts', ['--incentive', 'training-priority', '--out', out], await credentials('vdab-matching'))
  const lines = (await readFile(out, 'utf8')).trim().split('\n')
  await rm(folder, { recursive: true })
  expect(printed).toBe(`training-priority: UNKNOWN ${lines.length}`)
  expect(lines.map((line) => Object.keys(JSON.parse(line)).join())).toEqual(lines.map(() => 'newcomerId,outcome,ruleVersion,reasons'))
})
