import type { Pool } from 'pg'
import type { Purpose } from '../../src/base/purpose.ts'
import type { Vault } from '../../src/base/vault.ts'

/** A running hub with a database that the suite may read. */
export type RunningHub = {
  address: string
  pool: Pool
  vault: Vault
  today: string
  token(consumer: string, purpose: Purpose): Promise<string>
}
