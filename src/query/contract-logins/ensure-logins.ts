/** Creation of missing contract logins. */
import type { Client } from 'pg'
import { CONTRACT_GROUP, type ContractLogin } from './login.ts'

/**
 * Makes the logins of contracts that the server does not have yet; an existing one is left as it is.
 * @param client connected as the hub's login.
 * @throws with the statements for an administrator when the login may not make them.
 */
export async function ensureLogins(client: Client, logins: readonly ContractLogin[]): Promise<void> {
  const names = [CONTRACT_GROUP, ...logins.map(({ user }) => user)]
  const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [names])
  const present = new Set(rows.map(({ rolname }) => rolname))
  const missing = [
    ...(present.has(CONTRACT_GROUP) ? [] : [`create role ${CONTRACT_GROUP} nologin`]),
    ...logins
      .filter(({ user }) => !present.has(user))
      .map(({ user, verifier }) => `create role ${user} login password '${verifier}' in role ${CONTRACT_GROUP}`),
  ]
  try {
    for (const statement of missing) await client.query(unlessPresent(statement))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
    throw new Error(
      `the login of DATABASE_URL may not create the contract logins; have an administrator run this (it contains no passwords):\n${missing.join(';\n')};`,
      { cause: error },
    )
  }
}

/** Where everybody may connect, the group may too; where its owner has ended that, it must be named. */
export async function letGroupIn(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database where datname = current_database() and not has_database_privilege($1, oid, 'CONNECT')`,
    [CONTRACT_GROUP],
  )
  for (const { name } of rows) await client.query(`grant connect on database ${client.escapeIdentifier(name)} to ${CONTRACT_GROUP}`)
}

/** Roles belong to the server: a hub on another of its databases may be making the same ones. */
function unlessPresent(statement: string): string {
  return `do $do$ begin ${statement}; exception when duplicate_object or unique_violation then null; end $do$`
}
