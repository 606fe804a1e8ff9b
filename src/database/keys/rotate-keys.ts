/** Replaces keys that the database knows. Each change is one transaction with its event, so that an interruption leaves the key of before or the new one. */
import type { Client, ClientBase } from 'pg'
import { ConfigError } from '../../base/config.ts'
import { masterKeyCheck } from '../../base/vault.ts'
import { newKey, wrapKey } from '../../base/wrapped-key.ts'
import { ROLES, withLogin } from '../connection.ts'
import { inTransaction } from '../transaction.ts'
import { asOwner, MASTER_KEY_PROBLEM, type MasterKeys } from './installation.ts'
import { openKept, readToChange } from './kept-keys.ts'

/** Who gives the order, and why; stored as evidence. */
export type KeyOrder = { actor: string; reason: string }

/** ROTATED; UNCHANGED: the master key is the database's already. */
type Rotation = 'ROTATED' | 'UNCHANGED'

/**
 * Wraps the key of the data under the new master key, and writes down its check value.
 * @param keys `previousMasterKey` is the database's until now, `masterKey` from now on. @throws ConfigError when neither is; nothing is changed then.
 */
export async function rotateMasterKey(url: string, keys: MasterKeys, order: KeyOrder): Promise<Rotation> {
  const { masterKey } = keys
  const rotate = async (client: ClientBase): Promise<Rotation> => {
    const row = await readToChange(client)
    if (row === undefined) throw new ConfigError([MASTER_KEY_PROBLEM])
    const { dataKey, own } = openKept(row, keys)
    if (own) return 'UNCHANGED'
    const check = masterKeyCheck(masterKey)
    await client.query('update hub.installation set master_key_check = $1, data_key = $2', [check, wrapKey(dataKey, 'DATA', masterKey)])
    await note(client, 'MASTER_KEY', order, { subject: nameOf(check), detail: `replaces ${nameOf(row.check)}` })
    return 'ROTATED'
  }
  return await asOwner(url, (client) => inTransaction(client, () => rotate(client)))
}

/**
 * Puts another key of the logins of contracts in the place of the one before.
 * @param client in a transaction of a login that may act as the owner. @param wrapped under the key of the data.
 */
export async function putLoginKey(client: ClientBase, wrapped: Buffer, { logins, ...order }: KeyOrder & { logins: number }): Promise<void> {
  await client.query(`set local role ${ROLES.owner}`)
  const { rowCount } = await client.query('update hub.installation set login_key = $1', [wrapped])
  if (rowCount !== 1) throw new ConfigError([MASTER_KEY_PROBLEM])
  await note(client, 'CONTRACT_LOGINS', order, { subject: String(logins), detail: 'new passwords' })
  await client.query('set local role none')
}

/** @property from the key of before. @property to the new one. */
type DataKeys = { from: Buffer; to: Buffer }

/**
 * Puts another key in the place of the one from which all keys of the data derive.
 * @param url as the hub's login. @param change makes everything with the new key that was made with the key of before, as the application; it says how much, for the record.
 * @throws when anybody else is connected: a hub that runs has the key of before and would find nobody. Hubs that start meanwhile wait, and have the new key.
 */
export async function replaceDataKey(
  url: string,
  keys: MasterKeys,
  order: KeyOrder,
  change: (client: Client, dataKeys: DataKeys) => Promise<string>,
): Promise<void> {
  const replace = async (client: Client) => {
    await client.query(`set local role ${ROLES.owner}`)
    await client.query('lock table hub.installation in access exclusive mode')
    const row = await readToChange(client)
    if (row === undefined) throw new ConfigError([MASTER_KEY_PROBLEM])
    await client.query('set local role none')
    await assertAlone(client)
    const dataKeys = { from: openKept(row, keys).dataKey, to: newKey() }
    await client.query(`set local role ${ROLES.app}`)
    const told = await change(client, dataKeys)
    await client.query(`set local role ${ROLES.owner}`)
    const kept = [masterKeyCheck(keys.masterKey), wrapKey(dataKeys.to, 'DATA', keys.masterKey)]
    await client.query('update hub.installation set master_key_check = $1, data_key = $2, login_key = null', kept)
    await note(client, 'DATA_KEY', order, { subject: told, detail: 'everything made again' })
  }
  await withLogin(url, (client) => inTransaction(client, () => replace(client)))
}

/** Who may not see what another session does sees that there is one. */
const OTHERS = `
  select count(*)::int as others from pg_stat_activity
  where datname = current_database() and usesysid is not null and pid <> pg_backend_pid() and coalesce(backend_type, 'client backend') = 'client backend'`

async function assertAlone(client: Client): Promise<void> {
  const { rows } = await client.query<{ others: number }>(OTHERS)
  const others = rows[0]?.others ?? 0
  if (others > 0)
    throw new Error(
      `Others are connected to this database (${others}): stop every hub, command and tool before the key of the data is replaced.`,
    )
}

/** Eight bytes of a check value, to tell keys apart. */
function nameOf(check: Buffer): string {
  return check.toString('hex').slice(0, 16)
}

async function note(
  client: ClientBase,
  kind: string,
  { actor, reason }: KeyOrder,
  { subject, detail }: { subject: string; detail: string },
) {
  await client.query('insert into audit.event (kind, actor, subject, detail) values ($1, $2, $3, $4)', [
    kind,
    actor,
    subject,
    `${detail}: ${reason}`,
  ])
}
