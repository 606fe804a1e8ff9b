/** PostgreSQL of a test run: it starts when the first file asks for a database, and makes each template once, however many files copy it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import { connectDatabase } from '../../src/database/client.ts'
import { withDatabase, withLogin } from '../../src/database/connection.ts'
import { findPostmaster, locateCluster } from '../../src/database/embedded/cluster.ts'
import { type EmbeddedServer, startEmbedded, stopAbandoned } from '../../src/database/embedded/embedded.ts'
import { migrate } from '../../src/database/migrations/migrate.ts'
import { loadReference } from '../../src/database/reference/reference.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { FACT_SHEETS } from '../../src/domains/all.ts'
import { ensureFactFunctions } from '../../src/query/fact-sheets/functions.ts'

/** Population of test hubs, and the day on which it was made. */
export const POPULATION = { seed: 1, today: '2026-11-23' } as const

export const PREFIX = 'doorstroom-test-'
const MIGRATED = 'doorstroom_template'
const REFERENCE_FOLDER = fileURLToPath(new URL('../../reference', import.meta.url))

/** @property serverUrl address of a database on the server, from which others are made. @property template name of one to copy. */
export type Template = { serverUrl: string; template: string }

export type RunPostgres = {
  /** Migrated, with the reference data and so many persons. */
  template(persons: number): Promise<Template>
  stop(): Promise<void>
}

export function createRunPostgres(): RunPostgres {
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX))
  let started: Promise<EmbeddedServer> | undefined
  const start = () => (started ??= startServer(dataDir))
  const templates = new Map<number, Promise<string>>()
  const template = async (persons: number) => {
    const { url } = await start()
    const made = templates.get(persons) ?? (persons === 0 ? Promise.resolve(MIGRATED) : populate(url, persons))
    templates.set(persons, made)
    return { serverUrl: url, template: await made }
  }
  const stop = async () => {
    const server = await started
    // At once: what it would write first goes with its folder.
    const postmaster = findPostmaster(locateCluster(dataDir))
    if (postmaster !== undefined) process.kill(postmaster.pid, 'SIGQUIT')
    await server?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { template, stop }
}

async function startServer(dataDir: string): Promise<EmbeddedServer> {
  try {
    const server = await startEmbedded({ dataDir, durable: false, port: 0 })
    await withLogin(server.url, (client) => client.query(`create database ${MIGRATED}`))
    await fillTemplate(withDatabase(server.url, MIGRATED))
    return server
  } catch (error) {
    await stopAbandoned(dataDir)
    throw error
  }
}

async function fillTemplate(url: string): Promise<void> {
  await migrate(url)
  await ensureFactFunctions(url, FACT_SHEETS)
  const database = connectDatabase(url, { connections: 1 })
  await loadReference(database.pool, { folder: REFERENCE_FOLDER, production: false })
  await database.close()
}

/** The population of test hubs, under the master key that they have unless told otherwise. */
async function populate(serverUrl: string, persons: number): Promise<string> {
  const name = `${MIGRATED}_${persons}`
  await withLogin(serverUrl, (client) => client.query(`create database ${name} template ${MIGRATED} strategy wal_log`))
  const vault = createVault(loadConfig({ NODE_ENV: 'test' }).masterKey)
  await seedPopulation({ database: { url: withDatabase(serverUrl, name) }, vault, persons, ...POPULATION })
  return name
}
