/** The database of a hub process, from nothing to ready. */
import type { Config } from '../config.ts'
import { connectDatabase, type Database, type PoolOptions } from './client.ts'
import { startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'

export type OpenOptions = PoolOptions & {
  /** For commands: use the embedded server of a hub that already runs. */
  share?: boolean
  /** Told what happens, in plain lines without secrets. */
  log?: (line: string) => void
}

/**
 * Starts the embedded server when no DATABASE_URL is set, applies migrations, connects.
 * `close()` of the result also stops the server that this started.
 * @throws with a message for the operator; whatever was started is stopped again.
 */
export async function openDatabase(config: Pick<Config, 'databaseUrl' | 'dataDir'>, options: OpenOptions = {}): Promise<Database> {
  const log = options.log ?? (() => {})
  const server = await findServer(config, options, log)
  try {
    const applied = await migrate(server.url)
    for (const name of applied) log(`migration ${name} applied`)
    const database = connectDatabase(server.url, options)
    return { ...database, close: () => database.close().then(server.stop) }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function findServer(config: Pick<Config, 'databaseUrl' | 'dataDir'>, options: OpenOptions, log: (line: string) => void) {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => {} }
  const server = await startEmbedded({ dataDir: config.dataDir, ...(options.share === undefined ? {} : { share: options.share }) })
  log(`PostgreSQL ${server.shared ? 'of the running hub' : 'started'} on 127.0.0.1:${server.port}, data in ${config.dataDir}`)
  return server
}
