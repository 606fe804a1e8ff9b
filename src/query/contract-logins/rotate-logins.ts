/** New passwords for the logins of contracts, while hubs serve; and an end to logins whose key is replaced. */
import type { Client } from 'pg'
import { newKey, wrapKey } from '../../base/wrapped-key.ts'
import { ROLES, withLogin } from '../../database/connection.ts'
import { type KeyOrder, putLoginKey } from '../../database/keys/rotate-keys.ts'
import { inTransaction } from '../../database/transaction.ts'
import { endOfNames, LOGIN_PREFIX, loginNamed } from './login.ts'
import { readGrantedRights, toStatements } from './rights.ts'

/**
 * Gives every login of a contract another password, all at once or none. Connections that are open stay open; hubs that run meet a refusal when they open the
 * next one, read the new key and open it then.
 * @param url as the hub's login. @returns how many logins there are.
 * @throws with advice for an administrator when the hub's login may not change them.
 */
export async function rotateLogins(url: string, dataKey: Buffer, order: KeyOrder): Promise<number> {
  const loginKey = newKey()
  const change = async (client: Client) => {
    const names = await listNames(client, dataKey)
    // First, so that no hub makes a login by the key of before from here on.
    await putLoginKey(client, wrapKey(loginKey, 'LOGIN', dataKey), { ...order, logins: names.length })
    for (const name of names) await client.query(`alter role ${name} password '${loginNamed(name, loginKey).verifier}'`)
    return names.length
  }
  return await withLogin(url, (client) => inTransaction(client, () => change(client))).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
    throw new Error(
      'The login of DATABASE_URL may not change the logins of contracts: it needs CREATEROLE, and each of them WITH ADMIN OPTION, which a login has of those that it made.',
      { cause: error },
    )
  })
}

/** Of these roles, those on which no other database of the server depends. */
const UNUSED = `
  select rolname as name from pg_roles r
  where rolname = any($1) and not exists (
    select from pg_shdepend d join pg_database b on b.oid = d.dbid
    where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and b.datname <> current_database())`

async function listNames(client: Client, dataKey: Buffer): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select rolname as name from pg_roles where starts_with(rolname, $1) and right(rolname, length($2)) = $2 order by 1`,
    [LOGIN_PREFIX, endOfNames(dataKey)],
  )
  return rows.map(({ name }) => name)
}

/**
 * Takes the logins away whose names derive from this key, with all that they may here. Those of a copy of the database on the same server stay.
 * @param client in a transaction of the hub's login. @returns how many are gone.
 */
export async function dropLogins(client: Client, dataKey: Buffer): Promise<number> {
  const names = new Set(await listNames(client, dataKey))
  await client.query(`set local role ${ROLES.owner}`)
  const held = (await readGrantedRights(client)).filter(({ role }) => names.has(role))
  for (const statement of toStatements(held, [])) await client.query(statement)
  await client.query('set local role none')
  const { rows } = await client.query<{ name: string }>(UNUSED, [[...names]])
  for (const { name } of rows) await client.query(`drop role ${name}`)
  return rows.length
}
