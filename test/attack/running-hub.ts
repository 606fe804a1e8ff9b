import type { Pool } from 'pg'
import type { Vault } from '../../src/base/vault.ts'
import type { TokenUse } from '../../src/development/issuer/request-token.ts'
import type { TestHub } from '../support/hub.ts'

/** A running hub with a database that the suite may read. */
export type RunningHub = {
  address: string
  pool: Pool
  vault: Vault
  today: string
  /** Its data folder, with the key and the anchors of its evidence. */
  dataDir: string
  /** Folder of its protocols. */
  protocolsDir: string
  token(consumer: string, use: TokenUse): Promise<string>
}

/** The hub of a test file, as suites see one. @param today its day. */
export function runningHub({ address, database, vault, token, config }: TestHub, today: string): RunningHub {
  return { address, pool: database.pool, vault, today, dataDir: config.dataDir, protocolsDir: config.protocolsDir, token }
}
