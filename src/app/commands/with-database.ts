/** Database connection for the duration of one command. */
import { type Config, loadConfig } from '../../base/config.ts'
import { createVault, type Vault } from '../../base/vault.ts'
import type { Database } from '../../database/client.ts'
import { openDataKey } from '../../database/keys/kept-keys.ts'
import { openDatabase } from '../open-database.ts'

export type CommandParts = { config: Config; database: Database; dataKey: Buffer; vault: Vault }

/** Opens the database for one command, also beside a running hub, and closes it whatever happens. */
export async function withDatabase<T>(work: (parts: CommandParts) => Promise<T>): Promise<T> {
  const config = loadConfig(process.env)
  const database = await openDatabase(config, { share: true, log: (line) => console.error(line), statementTimeoutMs: 0 })
  try {
    const dataKey = await openDataKey(database.url, config)
    return await work({ config, database, dataKey, vault: createVault(dataKey) })
  } finally {
    await database.close()
  }
}
