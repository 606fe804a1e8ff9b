/** Login for BI tools that speak SQL: it connects to the database of figures, reads its views, and nothing else. Name and password follow from the key of the data. */
import type { Client } from 'pg'
import type { Login } from '../../../database/connection.ts'
import { withLogin } from '../../../database/connection.ts'
import { PUBLIC_RIGHTS } from '../../../database/public-rights.ts'
import { inTransaction } from '../../../database/transaction.ts'
import { deriveLogin } from '../../../query/contract-logins/login.ts'
import { adviseFigures } from './advice.ts'

/** A BI tool holds so many connections at most. */
const CONNECTIONS = 10
/** How it begins; the login may change these for itself, and gains no right by it. */
const SETTINGS = {
  statement_timeout: `'60s'`,
  idle_in_transaction_session_timeout: `'60s'`,
  default_transaction_read_only: 'on',
  search_path: 'statistics_release',
}
const ATTRIBUTES = `noinherit nocreatedb nocreaterole connection limit ${CONNECTIONS}`

/**
 * Makes the login, or gives an earlier one its present rights, and looks whether it could do anything but read figures.
 * @param url database of figures, as the login that owns it and has CREATEROLE.
 * @throws with the statements for an administrator when the database, or another one on its server, is open to everybody.
 */
export async function ensureBiLogin(url: string, dataKey: Buffer): Promise<Login> {
  const { user, password, verifier } = deriveLogin(dataKey, 'bi:login', 'doorstroom_bi')
  await withLogin(url, async (client) => {
    await inTransaction(client, () => fitLogin(client, user, verifier)).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
      throw new Error(`The login that owns the database of figures may not make or change ${user}: it needs CREATEROLE.`, { cause: error })
    })
    const open = await listOpen(client, user)
    if (open.rights.length + open.databases.length > 0)
      throw new Error(
        `${adviseFigures(url, open.databases)}\n-- ${open.rights.length} rights of everybody are left, such as ${open.rights[0]}`,
      )
    if (open.roles.length > 0) throw new Error(`${user} must be a member of no role, and is one of ${open.roles.join(', ')}.`)
  })
  return { user, password }
}

async function fitLogin(client: Client, user: string, verifier: string): Promise<void> {
  const { rows } = await client.query<{ database: string }>('select quote_ident(current_database()) as database')
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [user])
  const statements = [
    `${rowCount === 0 ? 'create' : 'alter'} role ${user} login password '${verifier}' ${ATTRIBUTES}`,
    ...Object.entries(SETTINGS).map(([name, value]) => `alter role ${user} set ${name} = ${value}`),
    ...(await listRoles(client, user)).map((role) => `revoke ${role} from ${user}`),
    `grant connect on database ${rows[0]?.database} to ${user}`,
    `grant usage on schema statistics_release to ${user}`,
    `grant select on all tables in schema statistics_release to ${user}`,
    `alter default privileges in schema statistics_release grant select on tables to ${user}`,
  ]
  await client.query(statements.join('; '))
}

async function listRoles(client: Client, user: string): Promise<string[]> {
  const { rows } = await client.query<{ role: string }>(
    'select quote_ident(pg_get_userbyid(roleid)) as role from pg_auth_members where member = to_regrole($1)',
    [user],
  )
  return rows.map(({ role }) => role)
}

/** What the login could reach beside the figures. */
async function listOpen(client: Client, user: string): Promise<{ rights: string[]; databases: string[]; roles: string[] }> {
  const rights = await client.query<{ what: string }>(`select what from (${PUBLIC_RIGHTS}) r order by what`)
  const databases = await client.query<{ name: string }>(
    `select datname as name from pg_database where datallowconn and datname <> current_database() and has_database_privilege($1, oid, 'CONNECT') order by 1`,
    [user],
  )
  return {
    rights: rights.rows.map(({ what }) => what),
    databases: databases.rows.map(({ name }) => name),
    roles: await listRoles(client, user),
  }
}
