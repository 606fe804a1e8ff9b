/** Command `hub rotate`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { createAnchorFile } from '../../evidence/sealing/anchor-file.ts'
import { handOverSealing, keepDevelopmentKey, publicKeysFileOf } from '../../evidence/sealing/hand-over.ts'
import { findSigningKey } from '../../evidence/sealing/open-sealing.ts'
import { keyId, parseSigningKey } from '../../evidence/sealing/signing-key.ts'
import { type CommandParts, withDatabase } from './with-database.ts'

type Options = { newKey: string; actor: string }

/** `rotate signing-key`: another key signs the seals from now on. */
export function addRotateCommand(program: Command): void {
  const rotate = program.command('rotate').description('replace keys of the installation, beside running hubs')
  rotate
    .command('signing-key')
    .description(
      'hand sealing over to a new key; what the key of before sealed still verifies, and hubs need the new key at their next start',
    )
    .requiredOption('--new-key <file>', 'file with the new Ed25519 private key, PKCS#8 as PEM or base64')
    .requiredOption('--actor <name>', 'office or login that gives the order; stored as evidence')
    .action(async ({ newKey, actor }: Options) => {
      const key = parseSigningKey((await readFile(newKey, 'utf8')).trim())
      const publicKeys = await withDatabase((parts) => handOver(parts, key, actor))
      console.log(
        `From now on the key ${keyId(key)} signs. Set AUDIT_SIGNING_KEY to it and start the hubs again, one after the other.\nPublic keys of before: ${publicKeys}`,
      )
    })
}

async function handOver({ config, database }: CommandParts, newKey: ReturnType<typeof parseSigningKey>, actor: string): Promise<string> {
  const sealer = openPool(database.url, ROLES.sealer, { connections: 1, statementTimeoutMs: 0 })
  const publicKeysFile = publicKeysFileOf(config.auditAnchorFile)
  const signingKey = await findSigningKey(config)
  const seal = { pool: sealer, signingKey, anchors: createAnchorFile(config.auditAnchorFile), now: () => new Date() }
  await handOverSealing({ url: database.url, pool: database.pool, seal, newKey, actor, publicKeysFile }).finally(() => sealer.end())
  if (config.auditSigningKey === undefined) await keepDevelopmentKey(join(config.dataDir, 'audit', 'signing-key.pem'), newKey)
  return publicKeysFile
}
