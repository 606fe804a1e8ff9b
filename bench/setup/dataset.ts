/** The bench's own database: one embedded PostgreSQL in its own folder, filled once and used again while seed, size and structure stay. */
import { existsSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { openDatabase } from '../../src/app/open-database.ts'
import { type Config, loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import { type Database, openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { findPostmaster, locateCluster } from '../../src/database/embedded/cluster.ts'
import { PopulationExists } from '../../src/development/population/ledger.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { FACT_SHEETS } from '../../src/domains/all.ts'
import { ensureFactFunctions } from '../../src/query/fact-sheets/functions.ts'
import { computeAllSheets } from '../../src/query/fact-sheets/refresh-job.ts'

/** Day of every question and of the population: figures of different days stay comparable. */
export const BENCH_DAY = '2026-11-23'

export type Dataset = {
  database: Database
  config: Config
  /** Process of the PostgreSQL server; its children are the backends. */
  postmaster: number
  close(): Promise<void>
}

export type DatasetOptions = { dataDir: string; persons: number; seed: number; progress: (done: number, total: number) => void }

/** The bench asks as one consumer as much as can be answered, and what waits there is its own. */
const UNLIMITED = {
  HUB_QUEUE_SECONDS: '60',
  HUB_REQUESTS_PER_MINUTE: '1000000000',
  HUB_COST_PER_MINUTE: '1000000000',
  NEW_DOCUMENTS_PER_MINUTE: '1000000',
  HUB_IN_FLIGHT_PER_CONSUMER: '8',
}

/** Settings of the hub that the bench runs, as its operator would give them. */
export function benchConfig(dataDir: string): Config {
  return loadConfig({ NODE_ENV: 'development', DATA_DIR: dataDir, HUB_TODAY: BENCH_DAY, LOG_LEVEL: 'fatal', ...UNLIMITED })
}

/** Starts the database and fills it when it does not hold this population. @throws Error when the server does not start. */
export async function openDataset(options: DatasetOptions): Promise<Dataset> {
  const dataDir = resolve(options.dataDir, `${options.persons}-${options.seed}`)
  const config = benchConfig(dataDir)
  const database = await openOrRebuild(config)
  try {
    await fill(database, config, options)
    await settle(database)
    const server = findPostmaster(locateCluster(dataDir))
    if (server === undefined) throw new Error('the PostgreSQL of the bench stopped by itself')
    return { database, config, postmaster: server.pid, close: database.close }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** A database of another structure is made anew: it holds nothing but a population. */
async function openOrRebuild(config: Config): Promise<Database> {
  const fresh = !existsSync(config.dataDir)
  try {
    return await openDatabase(config)
  } catch (error) {
    if (fresh || !(error instanceof Error && /is not what was applied|migration/.test(error.message))) throw error
    rmSync(config.dataDir, { recursive: true, force: true })
    return await openDatabase(config)
  }
}

async function fill(database: Database, config: Config, { persons, seed, progress }: DatasetOptions): Promise<void> {
  const seeding = { database, vault: createVault(config.masterKey), persons, seed, today: BENCH_DAY, progress }
  await seedPopulation(seeding).catch(async (error: unknown) => {
    if (!(error instanceof PopulationExists)) throw error
    await seedPopulation({ ...seeding, onExisting: 'REPLACE' })
  })
}

/** Every run starts alike, as a hub that has been up for a minute: facts of the day computed, visibility map and statistics up to date, nothing left to write. Use rows of earlier runs stay: nobody can take evidence away. */
export async function settle(database: Database): Promise<void> {
  // Before the sheets, as in a hub: a function that is made later outdates them, and a hub that starts then writes every row of them.
  await ensureFactFunctions(database.url, FACT_SHEETS)
  await computeAllSheets(database.pool, FACT_SHEETS, BENCH_DAY)
  const owner = openPool(database.url, ROLES.owner, { connections: 1, statementTimeoutMs: 0 })
  try {
    await owner.query('vacuum (analyze)')
  } finally {
    await owner.end()
  }
}
