import type { Pool } from 'pg'
import type { Vault } from '../../src/base/vault.ts'
import type { TokenUse } from '../../src/development/issuer/request-token.ts'

/** A running hub with a database that the suite may read. */
export type RunningHub = {
  address: string
  pool: Pool
  vault: Vault
  today: string
  token(consumer: string, use: TokenUse): Promise<string>
}
