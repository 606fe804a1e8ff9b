/** Hands the sealing over to a new key: from a checkpoint of the old key on, which seals that it happened. */
import type { KeyObject } from 'node:crypto'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Pool } from 'pg'
import { assertSigns, replaceSigningKey } from '../../database/keys/installation.ts'
import { type SealParts, sealOnce } from './seal-pass.ts'
import { keyId, publicKeyPem } from './signing-key.ts'

export type SealingHandover = {
  /** Address of the database, as a login that may act as the owner. */
  url: string
  /** As the application: it adds the event. */
  pool: Pool
  /** Sealing with the key of before. */
  seal: SealParts
  newKey: KeyObject
  /** Who gives the order; stored as evidence. */
  actor: string
  /** Public keys of before, for who verifies; made when missing. */
  publicKeysFile: string
}

/** Keys that signed before, beside the anchors that they signed. */
export function publicKeysFileOf(anchorFile: string): string {
  return join(dirname(anchorFile), 'public-keys.pem')
}

/** Public keys of before, as PEM; empty when the key was never replaced. */
export async function readPublicKeys(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
}

/**
 * Every step can be repeated after an interruption. Hubs that run go on sealing with the key of before until they start with the new one; both verify.
 * @throws ConfigError when the key of before no longer signs here; nothing is changed then.
 */
export async function handOverSealing({ url, pool, seal, newKey, actor, publicKeysFile }: SealingHandover): Promise<void> {
  const [from, to] = [keyId(seal.signingKey), keyId(newKey)]
  if (from === to) throw new Error('The new key signs already: make another one.')
  await assertSigns(url, from)
  await pool.query(`insert into audit.event (kind, actor, subject, detail) values ('SIGNING_KEY', $1, $2, $3)`, [
    actor,
    to,
    `replaces ${from}`,
  ])
  await sealOnce(seal)
  const kept = await readPublicKeys(publicKeysFile)
  const pem = publicKeyPem(seal.signingKey)
  if (!kept.includes(pem)) await appendFile(publicKeysFile, pem, { mode: 0o644 })
  await replaceSigningKey(url, from, to)
}

/** Puts the key where a development hub keeps its own. */
export async function keepDevelopmentKey(file: string, key: KeyObject): Promise<void> {
  await writeFile(file, key.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
}
