/** One PostgreSQL per test run, with a migrated template that every test file copies its own database from. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { connectDatabase } from '../../src/database/client.ts'
import { withDatabase, withLogin } from '../../src/database/connection.ts'
import { startEmbedded, stopAbandoned } from '../../src/database/embedded/embedded.ts'
import { findHolder } from '../../src/database/embedded/folder-lock.ts'
import { migrate } from '../../src/database/migrations/migrate.ts'
import { loadReference } from '../../src/database/reference/reference.ts'
import { FACT_SHEETS } from '../../src/domains/all.ts'
import { ensureFactFunctions } from '../../src/query/fact-sheets/functions.ts'

const PREFIX = 'doorstroom-test-'
const TEMPLATE = 'doorstroom_template'
const REFERENCE_FOLDER = fileURLToPath(new URL('../../reference', import.meta.url))

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of a database on the run's server from which others are made. */
    serverUrl: string
    template: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned()
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX))
  try {
    const server = await startEmbedded({ dataDir, durable: false, port: 0 })
    await withLogin(server.url, (client) => client.query(`create database ${TEMPLATE}`))
    await fillTemplate(withDatabase(server.url, TEMPLATE))
    project.provide('serverUrl', server.url)
    project.provide('template', TEMPLATE)
    return () => server.stop().then(() => rmSync(dataDir, { recursive: true, force: true }))
  } catch (error) {
    await stopAbandoned(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
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

/** Servers of earlier runs that were killed: their process is gone, the server is not. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dataDir = join(tmpdir(), name)
    const lock = join(dataDir, 'hub.lock')
    if (!existsSync(lock) || findHolder(lock) !== undefined) continue
    await stopAbandoned(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  }
}
