/** Sealing as the settings of this installation say: key, anchor file, times. */
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { createAnchorFile } from './anchor-file.ts'
import { createSealer, type Sealer } from './sealer.ts'
import { openSigningKey, parseSigningKey } from './signing-key.ts'
import { createWitness, type Witness, witnessAt } from './witness.ts'

/** The part of the settings that sealing needs; milliseconds and absolute paths. */
export type SealingConfig = Readonly<{
  dataDir: string
  auditSigningKey: string | undefined
  auditAnchorFile: string
  auditSealMs: number
  auditGraceMs: number
  auditWitness: string | undefined
  auditWitnessToken: string | undefined
}>

/** Key that signs: the configured one, or the one kept in the data folder. */
export async function findSigningKey({ auditSigningKey, dataDir }: Pick<SealingConfig, 'auditSigningKey' | 'dataDir'>): Promise<KeyObject> {
  return auditSigningKey === undefined ? await openSigningKey(join(dataDir, 'audit', 'signing-key.pem')) : parseSigningKey(auditSigningKey)
}

/** Opens the sealer; `start()` it, and `close()` it before its connection. @param pool one connection as the sealer, of a statement timeout that a large batch survives. */
export async function openSealing(config: SealingConfig, pool: Pool, log: Logger): Promise<Sealer> {
  return createSealer({
    pool,
    signingKey: await findSigningKey(config),
    anchors: createAnchorFile(config.auditAnchorFile),
    intervalMs: config.auditSealMs,
    graceMs: config.auditGraceMs,
    log,
    ...(config.auditWitness === undefined ? {} : { witness: openWitness(config.auditWitness, config.auditWitnessToken, log) }),
  })
}

function openWitness(address: string, token: string | undefined, log: Logger): Witness {
  return createWitness(witnessAt(address, token), ({ problem }) => {
    if (problem === null) log.info('the witness of the evidence has the newest checkpoint')
    else log.error({ problem }, 'the witness of the evidence does not take checkpoints')
  })
}
