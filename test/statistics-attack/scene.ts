/** What is attacked: releases made by the release job on a synthetic population, at two days, and again without any change. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CountTable, Policy, ProtectedTable } from '../../src/activities/statistics/disclosure/table.ts'
import { createDisclosureControl } from '../../src/activities/statistics/release/control.ts'
import { type DisclosureControl, type ReleaseOutcome, releaseTables } from '../../src/activities/statistics/release/job.ts'
import type { ReleaseContent } from '../../src/activities/statistics/release/release.ts'
import { TABLE_NAMES } from '../../src/activities/statistics/tables/catalogue.ts'
import { openDatabase } from '../../src/app/open-database.ts'
import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import { openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'

/** One release with the true table behind it. `figures` are the published ones, with shares made of them. */
export type Attacked = {
  readonly table: CountTable
  readonly release: ProtectedTable
  readonly insiders: Policy['insiders']
  readonly day: string
  readonly content: ReleaseContent
}

/** Days of counting: a month apart, then the last one again. */
const DAYS = ['2026-10-23', '2026-11-23', '2026-11-23'] as const
const PERIOD = '2025'

/** Seeds a population of so many persons in a database of its own, releases every table three times, and takes the database away. */
export async function makeReleases(
  persons: number,
  progress: (what: string) => { report(done: number, total: number): void; stop(): void },
) {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-attack-'))
  const config = loadConfig({ NODE_ENV: 'development', DATA_DIR: dataDir, HUB_TODAY: '2026-11-23', LOG_LEVEL: 'fatal' })
  const database = await openDatabase(config)
  const pool = openPool(database.url, ROLES.statistics, { connections: 1, statementTimeoutMs: 0 })
  try {
    const seeding = progress('persons')
    await seedPopulation({
      database,
      vault: createVault(config.masterKey),
      persons,
      seed: 1,
      today: '2026-11-23',
      onExisting: 'REFUSE',
      progress: seeding.report,
    })
    seeding.stop()
    const attacked: Attacked[] = []
    for (const asOf of DAYS) {
      const { control, made } = listenTo(await createDisclosureControl())
      const releasing = progress(`percent of the releases of ${asOf}`)
      const outcomes = await releaseTables({
        pool,
        control,
        tables: TABLE_NAMES,
        period: PERIOD,
        asOf,
        reason: null,
        progress: releasing.report,
      })
      releasing.stop()
      attacked.push(...outcomes.flatMap((outcome) => withTruth(outcome, made, asOf)))
    }
    return attacked
  } finally {
    await pool.end()
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type Made = { readonly table: CountTable; readonly policy: Policy; readonly release: ProtectedTable }

/** Disclosure control as it is, with a note of everything that passes. */
function listenTo(control: DisclosureControl): { control: DisclosureControl; made: Made[] } {
  const made: Made[] = []
  const protect: DisclosureControl['protect'] = (input) => {
    const outcome = control.protect(input)
    made.push({ table: input.table, policy: input.policy, release: outcome.release })
    return outcome
  }
  return { control: { ...control, protect }, made }
}

/** A table that was refused or empty was not published: nothing to attack. */
function withTruth(outcome: ReleaseOutcome, made: readonly Made[], day: string): Attacked[] {
  const last = made.findLast(({ table }) => table.name === outcome.table)
  if (!('content' in outcome) || last === undefined) return []
  return [{ table: last.table, release: last.release, insiders: last.policy.insiders, day, content: outcome.content }]
}
