/** The database of a hub process, from nothing to ready. */
import { type Config, ConfigError } from '../base/config.ts'
import { findAddressProblem } from '../database/address-problem.ts'
import { connectDatabase, type Database, type PoolOptions } from '../database/client.ts'
import { startEmbedded } from '../database/embedded/embedded.ts'
import { assertKeys } from '../database/keys/installation.ts'
import { migrate } from '../database/migrations/migrate.ts'
import { loadReference } from '../database/reference/reference.ts'
import { findSigningKey } from '../evidence/sealing/open-sealing.ts'
import { keyId } from '../evidence/sealing/signing-key.ts'

type DatabaseConfig = Pick<
  Config,
  'databaseUrl' | 'databaseConnections' | 'dataDir' | 'referenceDir' | 'production' | 'masterKey' | 'previousMasterKey' | 'auditSigningKey'
>

export type OpenOptions = PoolOptions & {
  /** For commands: use the embedded server of a hub that already runs. */
  share?: boolean
  /** Told what happens, in plain lines without secrets. */
  log?: (line: string) => void
  /** Told when the embedded server ended for good: nothing can be answered from then on. */
  onLost?: (error: Error) => void
}

/**
 * Starts the embedded server when no DATABASE_URL is set, applies migrations, compares the keys, loads the reference data, connects.
 * `close()` of the result also stops the server that this started.
 * @throws with a message for the operator; whatever was started is stopped again.
 */
export async function openDatabase(config: DatabaseConfig, options: OpenOptions = {}): Promise<Database> {
  const log = options.log ?? (() => {})
  const server = await findServer(config, options, log)
  try {
    const applied = await migrate(server.url)
    for (const name of applied) log(`migration ${name} applied`)
    await assertKeys(server.url, { ...config, signingKeyId: keyId(await findSigningKey(config)) })
    const database = connectDatabase(server.url, { mostConnections: config.databaseConnections, ...options })
    const counts = await loadReference(database.pool, { folder: config.referenceDir, production: config.production }).catch(
      closing(database),
    )
    log(`reference data: ${counts.municipalities} municipalities, ${counts.organisations} organisations, ${counts.codes} codes`)
    return { ...database, close: () => database.close().then(server.stop) }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function findServer(config: DatabaseConfig, options: OpenOptions, log: (line: string) => void) {
  if (config.databaseUrl !== undefined) {
    const problem = await findAddressProblem(config.databaseUrl)
    if (problem !== undefined) throw new ConfigError([`DATABASE_URL: ${problem}`])
    return { url: config.databaseUrl, stop: async () => {} }
  }
  const server = await startEmbedded({
    dataDir: config.dataDir,
    share: options.share ?? false,
    onStartedAgain: () => log('PostgreSQL had ended, and was started again'),
    onLost: options.onLost ?? (() => {}),
  })
  log(`PostgreSQL ${server.shared ? 'of the running hub' : 'started'} on 127.0.0.1:${server.port}, data in ${config.dataDir}`)
  return server
}

/** Closes what is open before the error goes on. */
function closing(database: Database): (error: unknown) => Promise<never> {
  return async (error) => {
    await database.close()
    throw error
  }
}
