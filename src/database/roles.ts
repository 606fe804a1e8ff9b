/** Roles that keep the hub from more than it needs: the owner of the tables, the application, who counts, and who reads figures. */
import type { Client } from 'pg'
import { ROLES } from './connection.ts'

/**
 * Makes the roles that are missing and lets the login act as them; nothing to do when an administrator has prepared them.
 * @param client connected as the login itself.
 * @throws with the statements for an administrator when the login may not do it.
 */
export async function ensureRoles(client: Client): Promise<void> {
  if (await rolesAreReady(client)) return
  try {
    for (const role of Object.values(ROLES)) await client.query(createRole(role))
    await client.query(`grant ${Object.values(ROLES).join(', ')} to current_user`)
    await client.query(await ownerGrants(client))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error
    throw new Error(await adviseAdministrator(client), { cause: error })
  }
}

/**
 * Takes from everybody the right to connect to this database and to make temporary tables in it, where the login owns it: a login of figures, or of
 * another application on the server, has no business here. The roles that need either get it by name.
 */
export async function limitPublic(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database where datname = current_database() and pg_has_role(datdba, 'USAGE')
       and (not has_database_privilege($1, oid, 'TEMPORARY')
         or exists (select from aclexplode(coalesce(datacl, acldefault('d', datdba))) a where a.grantee = 0))`,
    [ROLES.statistics],
  )
  for (const { name } of rows) {
    const database = client.escapeIdentifier(name)
    await client.query(`grant temporary on database ${database} to ${ROLES.statistics}; revoke all on database ${database} from public`)
  }
}

async function rolesAreReady(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ ready: boolean }>(
    `select count(*) filter (where pg_has_role(current_user, oid, 'SET')) = $2
       and bool_or(rolname = $3 and has_database_privilege(oid, current_database(), 'CREATE') and has_schema_privilege(oid, 'public', 'CREATE'))
       as ready
     from pg_roles where rolname = any($1)`,
    [Object.values(ROLES), Object.values(ROLES).length, ROLES.owner],
  )
  return rows[0]?.ready === true
}

/** Roles belong to the server, so a hub that starts on another of its databases may be making the same ones. */
function createRole(role: string): string {
  return `do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`
}

async function ownerGrants(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  const database = client.escapeIdentifier(rows[0]?.name ?? '')
  return `grant create on database ${database} to ${ROLES.owner}; grant usage, create on schema public to ${ROLES.owner}`
}

async function adviseAdministrator(client: Client): Promise<string> {
  const { rows } = await client.query<{ login: string }>('select current_user as login')
  const roles = Object.values(ROLES)
  const statements = [
    ...roles.map((role) => `create role ${role} nologin`),
    `grant ${roles.join(', ')} to ${client.escapeIdentifier(rows[0]?.login ?? '')}`,
    await ownerGrants(client),
  ]
  return `the login of DATABASE_URL may not prepare the database; have an administrator run this in that database:\n${statements.join(';\n')};`
}
