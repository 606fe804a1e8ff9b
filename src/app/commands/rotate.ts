/** Command `hub rotate`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { type KeyOrder, rotateMasterKey } from '../../database/keys/rotate-keys.ts'
import { createAnchorFile } from '../../evidence/sealing/anchor-file.ts'
import { handOverSealing, keepDevelopmentKey, publicKeysFileOf } from '../../evidence/sealing/hand-over.ts'
import { findSigningKey } from '../../evidence/sealing/open-sealing.ts'
import { keyId, parseSigningKey } from '../../evidence/sealing/signing-key.ts'
import { rotateLogins } from '../../query/contract-logins/rotate-logins.ts'
import { onRecord } from './on-record.ts'
import { rotateDataKey } from './rotate-data-key.ts'
import { type CommandParts, withDatabase } from './with-database.ts'

type Options = { newKey: string; actor: string }

/** `rotate signing-key`, `rotate master-key`, `rotate contract-logins` and `rotate data-key`: each replaces one kind of key. */
export function addRotateCommand(program: Command): void {
  const rotate = program.command('rotate').description('replace keys of the installation: all but the key of the data beside running hubs')
  rotate
    .command('signing-key')
    .description(
      'hand sealing over to a new key; what the key of before sealed still verifies, and hubs need the new key at their next start',
    )
    .requiredOption('--new-key <file>', 'file with the new Ed25519 private key, PKCS#8 as PEM or base64')
    .requiredOption('--actor <name>', 'office or login that gives the order; stored as evidence')
    .action(handOverTo)
  onRecord(rotate.command('master-key'), 'why the key is replaced, for the record')
    .description('replace HUB_MASTER_KEY_PREVIOUS by HUB_MASTER_KEY; hubs that have both settings need no restart')
    .action(replaceMasterKey)
  onRecord(rotate.command('contract-logins'), 'why the passwords are replaced, for the record')
    .description('give the database logins of all contracts new passwords, which hubs read without a restart')
    .action(replacePasswords)
  onRecord(rotate.command('data-key'), 'why the key is replaced, for the record')
    .description('encrypt and hash every number again under a new key of the data, in one transaction; every hub must be stopped')
    .action(rotateDataKey)
}

async function handOverTo({ newKey, actor }: Options): Promise<void> {
  const key = parseSigningKey((await readFile(newKey, 'utf8')).trim())
  const publicKeys = await withDatabase((parts) => handOver(parts, key, actor))
  console.log(
    `From now on the key ${keyId(key)} signs. Set AUDIT_SIGNING_KEY to it and start the hubs again, one after the other.\nPublic keys of before: ${publicKeys}`,
  )
}

async function replaceMasterKey(order: KeyOrder): Promise<void> {
  const rotation = await withDatabase(({ config, database }) => rotateMasterKey(database.url, config, order))
  console.log(
    rotation === 'ROTATED'
      ? 'From now on the database belongs to HUB_MASTER_KEY. Remove HUB_MASTER_KEY_PREVIOUS from every hub; keep the key of before only as long as backups of before.'
      : 'Nothing to do: the database belongs to HUB_MASTER_KEY already. Remove HUB_MASTER_KEY_PREVIOUS where it is still set.',
  )
}

async function replacePasswords(order: KeyOrder): Promise<void> {
  const logins = await withDatabase(({ database, dataKey }) => rotateLogins(database.url, dataKey, order))
  console.log(`${logins} logins have new passwords. Those of before are refused from now on; connections that are open stay open.`)
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
