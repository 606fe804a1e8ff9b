/** Sealing as the settings of this installation say: key, anchor file, times. */
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { createAnchorFile } from './anchor-file.ts'
import { createSealer, type Sealer } from './sealer.ts'
import { openSigningKey, parseSigningKey } from './signing-key.ts'

/** The part of the settings that sealing needs; milliseconds and absolute paths. */
export type SealingConfig = Readonly<{
  dataDir: string
  auditSigningKey: string | undefined
  auditAnchorFile: string
  auditSealMs: number
  auditGraceMs: number
}>

/** Key that signs: the configured one, or the one kept in the data folder. */
export async function findSigningKey({ auditSigningKey, dataDir }: Pick<SealingConfig, 'auditSigningKey' | 'dataDir'>): Promise<KeyObject> {
  return auditSigningKey === undefined ? await openSigningKey(join(dataDir, 'audit', 'signing-key.pem')) : parseSigningKey(auditSigningKey)
}

/** Opens the sealer with a connection of its own; `start()` it, and `close()` it before the database. */
export async function openSealing(config: SealingConfig, database: { url: string }, log: Logger): Promise<Sealer> {
  const pool = openPool(database.url, ROLES.sealer, { connections: 1, statementTimeoutMs: 60_000 })
  const sealer = createSealer({
    pool,
    signingKey: await findSigningKey(config),
    anchors: createAnchorFile(config.auditAnchorFile),
    intervalMs: config.auditSealMs,
    graceMs: config.auditGraceMs,
    log,
    now: () => new Date(),
  })
  const close = async () => {
    await sealer.close()
    await pool.end()
  }
  return { ...sealer, close }
}
