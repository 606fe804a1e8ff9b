/** The keys of an installation, as its database knows them: a check value of the master key, the keys that it wraps, and the id of the key that signs the seals. */
import type { Client } from 'pg'
import { ConfigError } from '../../base/config.ts'
import { createVault, masterKeyCheck } from '../../base/vault.ts'
import { newKey, wrapKey } from '../../base/wrapped-key.ts'
import { ROLES, withLogin } from '../connection.ts'

/** @property previousMasterKey counts too while the master key is replaced. */
export type MasterKeys = { masterKey: Buffer; previousMasterKey?: Buffer | undefined }

/** @property signingKeyId of the key that this process would sign with. @property production whether a first start makes a data key of its own, which the public
 *  master key of development does not open. */
export type InstallationKeys = MasterKeys & { signingKeyId: string; production?: boolean }

/** @property master whether a master key is the database's own; @property signing the same of the signing key. Null: the first start decides. */
export type KeyVerdict = { master: boolean | null; signing: boolean | null }

export const MASTER_KEY_PROBLEM =
  'HUB_MASTER_KEY: must be the key of this database (with which it was first started, or to which "hub rotate master-key" changed it), because ids and encrypted numbers depend on it; set that key, or give another database'
const SIGNING_KEY_PROBLEM =
  'AUDIT_SIGNING_KEY: must be the key of the seals in this database; set that key, or hand over to a new one with "hub rotate signing-key"'

/**
 * Compares the keys with those of the database, which the first start writes down.
 * @param url of a migrated database, as a login that may act as the owner.
 * @throws ConfigError when one is another key.
 */
export async function assertKeys(url: string, keys: InstallationKeys): Promise<void> {
  await asOwner(url, async (client) => {
    const first = await compare(client, keys)
    if (first.master === null) await keep(client, keys, await fitsStored(client, keys))
    // Read back: another hub may have started first.
    refuseOther(first.master === null ? await compare(client, keys) : first)
  })
}

/** The same without writing anything. */
export async function compareKeys(url: string, keys: InstallationKeys): Promise<KeyVerdict> {
  return await asOwner(url, (client) => compare(client, keys))
}

/** @throws ConfigError when another key signs, or none does yet. */
export async function assertSigns(url: string, signingKeyId: string): Promise<void> {
  await asOwner(url, async (client) => {
    const { rowCount } = await client.query('select from hub.installation where signing_key = $1', [signingKeyId])
    if (rowCount !== 1) throw new ConfigError([SIGNING_KEY_PROBLEM])
  })
}

/** Makes another key the one that signs. @throws when `from` is no longer the key that signs. */
export async function replaceSigningKey(url: string, from: string, to: string): Promise<void> {
  await asOwner(url, async (client) => {
    const { rowCount } = await client.query('update hub.installation set signing_key = $2 where signing_key = $1', [from, to])
    if (rowCount !== 1) throw new ConfigError([SIGNING_KEY_PROBLEM])
  })
}

/** Runs work on a connection of its own, as the owner of the tables. */
export async function asOwner<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  return await withLogin(url, async (client) => {
    await client.query(`set role ${ROLES.owner}`)
    return await work(client)
  })
}

async function compare(client: Client, { masterKey, previousMasterKey, signingKeyId }: InstallationKeys): Promise<KeyVerdict> {
  const { rows } = await client.query<{ master: boolean; signing: boolean }>(
    'select master_key_check = any($1) as master, signing_key = $2 as signing from hub.installation',
    [[masterKey, ...(previousMasterKey === undefined ? [] : [previousMasterKey])].map(masterKeyCheck), signingKeyId],
  )
  return rows[0] ?? { master: null, signing: null }
}

/** What a database from before keys were written down holds already. */
type Stored = { hasNumbers: boolean }

/** Such a database says which its keys are by what it holds. @throws ConfigError when they are others. */
async function fitsStored(client: Client, { masterKey, signingKeyId }: InstallationKeys): Promise<Stored> {
  const { rows: numbers } = await client.query<{ sealed: Buffer }>('select insz_encrypted as sealed from directory.person_number limit 1')
  const { rows: batches } = await client.query<{ key: string }>(
    `select checkpoint::json ->> 'key' as key from audit.batch order by number desc limit 1`,
  )
  refuseOther({
    master: numbers.every(({ sealed }) => isOpenedBy(masterKey, sealed)),
    signing: batches.every(({ key }) => key === signingKeyId),
  })
  return { hasNumbers: numbers.length > 0 }
}

function isOpenedBy(masterKey: Buffer, sealed: Buffer): boolean {
  try {
    createVault(masterKey).decryptInsz(sealed)
    return true
  } catch {
    return false
  }
}

async function keep(client: Client, { masterKey, signingKeyId, production }: InstallationKeys, { hasNumbers }: Stored): Promise<void> {
  const dataKey = production === true && !hasNumbers ? wrapKey(newKey(), 'DATA', masterKey) : null
  await client.query('insert into hub.installation (master_key_check, signing_key, data_key) values ($1, $2, $3) on conflict do nothing', [
    masterKeyCheck(masterKey),
    signingKeyId,
    dataKey,
  ])
}

function refuseOther({ master, signing }: KeyVerdict): void {
  const problems = [...(master === true ? [] : [MASTER_KEY_PROBLEM]), ...(signing === true ? [] : [SIGNING_KEY_PROBLEM])]
  if (problems.length > 0) throw new ConfigError(problems)
}
