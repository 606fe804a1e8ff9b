/** Answers the files of a test run, which run in processes of their own, where to copy a database from (run-postgres.ts). */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { stopAbandoned } from '../../src/database/embedded/embedded.ts'
import { findHolder } from '../../src/database/embedded/folder-lock.ts'
import { createRunPostgres, PREFIX } from './run-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address that answers with a template for so many persons: `GET /400`. */
    templates: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned()
  const postgres = createRunPostgres()
  const service = createServer(async ({ url = '/0' }, response) => {
    try {
      response.end(JSON.stringify(await postgres.template(Number(url.slice(1)))))
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error))
    }
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  project.provide('templates', `http://127.0.0.1:${(service.address() as AddressInfo).port}`)
  return async () => {
    service.closeAllConnections()
    service.close()
    await postgres.stop()
  }
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
