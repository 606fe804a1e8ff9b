/** Login for BI tools that speak SQL: it reads the views of releases and nothing else. Name and password follow from the master key, as for contracts. */
import type { Login } from '../../database/connection.ts'
import { ROLES, withLogin } from '../../database/connection.ts'
import { deriveLogin } from '../../query/contract-logins/login.ts'

/** Statements of a BI tool may not keep the server busy for longer, nor over more connections. */
const STATEMENT_TIMEOUT = '60s'
const CONNECTIONS = 10

/** Makes the login when it is missing. @param url as the hub's own login, which needs CREATEROLE. */
export async function ensureBiLogin(url: string, masterKey: Buffer): Promise<Login> {
  const { user, password, verifier } = deriveLogin(masterKey, 'bi:login', 'doorstroom_bi')
  const statements = [
    `create role ${user} login password '${verifier}' connection limit ${CONNECTIONS} in role ${ROLES.reader}`,
    `alter role ${user} set default_transaction_read_only = on`,
    `alter role ${user} set statement_timeout = '${STATEMENT_TIMEOUT}'`,
    `alter role ${user} set search_path = statistics_release`,
  ]
  await withLogin(url, async (client) => {
    const { rows } = await client.query('select from pg_roles where rolname = $1', [user])
    // Sent together, they are one transaction.
    if (rows.length === 0) await client.query(statements.join('; '))
  })
  return { user, password }
}
