/** Command `hub statistics`. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { ensureBiLogin } from '../../activities/statistics/figures-database/bi-login.ts'
import { ensureFiguresDatabase } from '../../activities/statistics/figures-database/figures-database.ts'
import { publishFigures } from '../../activities/statistics/figures-database/publish.ts'
import { createDisclosureControl } from '../../activities/statistics/release/control.ts'
import { releaseTables } from '../../activities/statistics/release/job.ts'
import { listReleases } from '../../activities/statistics/release/store.ts'
import { renderOutcome, renderRelease } from '../../activities/statistics/release/summary.ts'
import { TABLE_NAMES } from '../../activities/statistics/tables/catalogue.ts'
import { createClock } from '../../base/clock.ts'
import { openPool } from '../../database/client.ts'
import { connectionConfig, ROLES } from '../../database/connection.ts'
import { showProgress } from '../../development/population/progress.ts'
import { onRecord, type Recorded, recordReading } from './on-record.ts'
import { type CommandParts, withDatabase } from './with-database.ts'

type ReleaseOptions = {
  table?: string[]
  all?: true
  period: string
  note?: string
  threshold?: number
  sensitiveThreshold?: number
} & Recorded

/** `statistics release`, `statistics list` and `statistics login`. */
export function addStatisticsCommands(program: Command): void {
  const statistics = program.command('statistics').description('policy figures: releases from which persons cannot be identified')
  onRecord(statistics.command('release'))
    .description('count, protect, prove and store tables for a period; unchanged tables get no new version')
    .addOption(new Option('--table <name...>', 'tables to release').choices(TABLE_NAMES).conflicts('all'))
    .option('--all', 'every table of the catalogue')
    .requiredOption('--period <year>', 'year to release, for example 2025')
    .option('--note <text>', 'reason for a new version, for readers of the release')
    .option('--threshold <persons>', 'minimum number of persons for a published figure; can only be raised', wholeNumber)
    .option('--sensitive-threshold <persons>', 'the same for sensitive tables and dimensions; can only be raised', wholeNumber)
    .action(release)
  statistics
    .command('list')
    .description('list releases with their method, visible share and audit result')
    .action(async () => {
      await withDatabase(async ({ database }) => {
        const releases = await listReleases(database.pool)
        console.log(releases.length === 0 ? 'No releases yet.' : releases.map(renderRelease).join('\n'))
      })
    })
  statistics
    .command('login')
    .description(
      'print the connection URL for BI tools that use SQL; it gives access to the database of released figures only and contains a password',
    )
    .action(async () => {
      await withDatabase(async ({ config, database, dataKey }) => {
        const url = await publish({ config, database })
        const { connectionString } = connectionConfig(url, await ensureBiLogin(url, dataKey))
        console.log(connectionString)
      })
    })
}

async function release({ table, all, period, note, actor, reason, ...thresholds }: ReleaseOptions): Promise<void> {
  const tables = all === true ? TABLE_NAMES : (table ?? [])
  if (tables.length === 0) throw new Error('Give tables with --table, or use --all.')
  await withDatabase(async (parts) => {
    await recordReading(
      parts.database.pool,
      { actor, reason },
      { command: `statistics release ${period}`, tables: ['directory', 'integration', 'work', 'local', 'referral'] },
    )
    const outcomes = await releaseWith(parts, { tables, period, reason: note ?? null, rules: thresholds })
    for (const outcome of outcomes) console.log(renderOutcome(outcome))
    if (outcomes.some(({ status }) => status === 'REFUSED')) process.exitCode = 1
  })
}

/** @returns address of the database of figures, as its owner. */
async function publish({ config, database }: Pick<CommandParts, 'config' | 'database'>): Promise<string> {
  const url = await ensureFiguresDatabase({ url: database.url, biDatabaseUrl: config.biDatabaseUrl })
  await publishFigures(database.pool, url)
  return url
}

type Order = Pick<Parameters<typeof releaseTables>[0], 'tables' | 'period' | 'reason' | 'rules'>

async function releaseWith({ config, database }: CommandParts, order: Order) {
  const pool = openPool(database.url, ROLES.statistics, { connections: 1, statementTimeoutMs: 0 })
  const progress = showProgress(process.stderr, 'percent')
  const report = (done: number, total: number) => progress.report(Math.round((100 * done) / total), 100)
  try {
    const asOf = createClock(config.today).today()
    const outcomes = await releaseTables({ ...order, pool, control: await createDisclosureControl(), asOf, progress: report })
    await publish({ config, database })
    return outcomes
  } finally {
    progress.stop()
    await pool.end()
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}
