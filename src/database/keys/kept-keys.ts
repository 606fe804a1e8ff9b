/** Keys that the database keeps wrapped: the key of the data under the master key, and the key of the contracts' logins under the key of the data. */
import type { ClientBase } from 'pg'
import { ConfigError } from '../../base/config.ts'
import { masterKeyCheck } from '../../base/vault.ts'
import { unwrapKey } from '../../base/wrapped-key.ts'
import { ROLES } from '../connection.ts'
import { asOwner, MASTER_KEY_PROBLEM, type MasterKeys } from './installation.ts'

/** @property own whether HUB_MASTER_KEY is the database's, and not HUB_MASTER_KEY_PREVIOUS. */
type OpenedDataKey = { dataKey: Buffer; own: boolean }

type KeptRow = { check: Buffer; dataKey: Buffer | null; loginKey: Buffer | null }

const READ = 'select master_key_check as check, data_key as "dataKey", login_key as "loginKey" from hub.installation'

/** Reads the row to change it: nobody else does until the transaction ends, and who reads with `for share` waits. */
export async function readToChange(client: ClientBase): Promise<KeptRow | undefined> {
  return (await client.query<KeptRow>(`${READ} for update`)).rows[0]
}

/** Key from which all keys of the data derive. @throws ConfigError when the master keys are not the database's. */
export async function openDataKey(url: string, keys: MasterKeys): Promise<Buffer> {
  const row = await asOwner(url, async (client) => (await client.query<KeptRow>(READ)).rows[0])
  return row === undefined ? keys.masterKey : openKept(row, keys).dataKey
}

/** Opens the key of the data with whichever master key is the database's. @throws ConfigError when none is. */
export function openKept(
  { check, dataKey }: Pick<KeptRow, 'check' | 'dataKey'>,
  { masterKey, previousMasterKey }: MasterKeys,
): OpenedDataKey {
  const fits = (key: Buffer) => masterKeyCheck(key).equals(check)
  const own = fits(masterKey)
  const under = own ? masterKey : previousMasterKey
  if (under === undefined || !fits(under)) throw new ConfigError([MASTER_KEY_PROBLEM])
  return { dataKey: dataKey === null ? under : open(dataKey, 'DATA', under), own }
}

/**
 * Key from which the passwords of the logins of contracts derive.
 * @param client in a transaction of a login that may act as the owner; the key stays what it is until that ends.
 */
export async function readLoginKey(client: ClientBase, dataKey: Buffer): Promise<Buffer> {
  await client.query(`set local role ${ROLES.owner}`)
  const { rows } = await client.query<KeptRow>(`${READ} for share`)
  await client.query('set local role none')
  const kept = rows[0]?.loginKey ?? null
  return kept === null ? dataKey : open(kept, 'LOGIN', dataKey)
}

function open(kept: Buffer, use: 'DATA' | 'LOGIN', under: Buffer): Buffer {
  try {
    return unwrapKey(kept, use, under)
  } catch (error) {
    throw new Error(`The key in hub.installation for ${use} was changed: it does not open. Put the row back from a backup.`, {
      cause: error,
    })
  }
}
