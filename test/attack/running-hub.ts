import type { Pool } from 'pg'
import type { Vault } from '../../src/base/vault.ts'
import type { Database } from '../../src/database/client.ts'
import type { TokenUse } from '../../src/development/issuer/request-token.ts'
import { ROOT } from '../mutants/build.ts'
import type { TestHub } from '../support/hub.ts'

/** A running hub with a database that the suite may read. */
export type RunningHub = {
  address: string
  pool: Pool
  vault: Vault
  today: string
  /** Its whole database, for what the operator does beside it. */
  database: Database
  /** Folder of its sources. */
  root: string
  /** Its data folder, with the key and the anchors of its evidence. */
  dataDir: string
  /** Folder of its protocols. */
  protocolsDir: string
  token(consumer: string, use: TokenUse): Promise<string>
}

/** The hub of a test file, as suites see one. @param today its day. */
export function runningHub({ address, database, vault, token, config }: TestHub, today: string): RunningHub {
  return {
    address,
    database,
    pool: database.pool,
    vault,
    today,
    root: ROOT,
    dataDir: config.dataDir,
    protocolsDir: config.protocolsDir,
    token,
  }
}
