/** Checks of the database server: version, roles, structure, clock and connections. */
import { connectionConfig, ROLES, withConnection, withLogin } from '../../database/connection.ts'
import { openDataKey, readLoginKey } from '../../database/keys/kept-keys.ts'
import { MIGRATIONS_FOLDER, readMigrations } from '../../database/migrations/migrations-folder.ts'
import { inTransaction } from '../../database/transaction.ts'
import { loginOf } from '../../query/contract-logins/login.ts'
import { type Check, type Examined, type Finding, fault, ok, warning } from './check.ts'
import { contractsInForce } from './policy.ts'

export const POSTGRES_CHECKS: readonly Check[] = [
  { name: 'PostgreSQL', needs: 'DATABASE', examine: examineVersion },
  { name: 'roles', needs: 'DATABASE', examine: examineRoles },
  { name: 'logins of contracts', needs: 'DATABASE', examine: examineLogins },
  { name: 'migrations', needs: 'DATABASE', examine: examineMigrations },
  { name: 'clock', needs: 'DATABASE', examine: examineClock },
  { name: 'connections', needs: 'DATABASE', examine: examineConnections },
]

async function examineVersion({ url }: Examined): Promise<Finding> {
  const [row] = await ask<{ version: string }>(url, `select current_setting('server_version') as version`)
  return ok(`Version ${row?.version ?? 'unknown'} answers, without a pooler.`)
}

async function examineRoles({ url }: Examined): Promise<Finding> {
  const rows = await ask<{ name: string; present: boolean; taken: boolean }>(
    url,
    `select name, oid is not null as present, coalesce(pg_has_role(current_user, oid, 'SET'), false) as taken
     from unnest($1::text[]) name left join pg_roles on rolname = name`,
    [Object.values(ROLES)],
  )
  const missing = rows.filter(({ taken }) => !taken).map(({ name, present }) => `${name} ${present ? 'cannot be taken' : 'is missing'}`)
  if (missing.length === 0) return ok(`All ${rows.length} can be taken.`)
  return fault(
    `${missing.join(', ')}.`,
    'Start the hub, which makes them or prints the statements for an administrator; see prisma/README.md.',
  )
}

async function examineLogins({ config, url }: Examined): Promise<Finding> {
  const names = [...(await contractsInForce(config)).byName.keys()]
  const dataKey = await openDataKey(url, config)
  const loginKey = await withLogin(url, (client) => inTransaction(client, () => readLoginKey(client, dataKey)))
  const logins = names.map((name) => loginOf(dataKey, name, loginKey))
  const present = await ask<{ name: string }>(url, 'select rolname as name from pg_roles where rolname = any($1)', [
    logins.map(({ user }) => user),
  ])
  const login = logins.find(({ user }) => present.some(({ name }) => name === user))
  if (login === undefined)
    return warning(
      'None of the contracts in force has a login yet.',
      'Start the hub, which makes them or prints the statements for an administrator.',
    )
  const problem = await enter(url, login)
  if (problem !== undefined) return fault(`PostgreSQL does not let them in (${problem}).`, 'See "Logins of contracts" in prisma/README.md.')
  return ok(`${present.length} of ${names.length} contracts have one, and PostgreSQL lets them in. Contracts without persons need none.`)
}

/** @returns the class of the refusal. */
async function enter(url: string, login: { user: string; password: string }): Promise<string | undefined> {
  return await withConnection(connectionConfig(url, login), async () => undefined).catch((error: unknown) =>
    error instanceof Error && 'code' in error ? String(error.code) : 'unknown',
  )
}

async function examineMigrations({ url }: Examined): Promise<Finding> {
  const migrations = await readMigrations(MIGRATIONS_FOLDER)
  const [table] = await ask<{ exists: boolean }>(url, `select to_regclass('public._prisma_migrations') is not null as exists`)
  if (table?.exists !== true) return warning('None is applied: the database is empty.', 'Start the hub, which applies them.')
  const applied = await askAsOwner<{ name: string; checksum: string }>(
    url,
    'select migration_name as name, checksum from public._prisma_migrations where finished_at is not null and rolled_back_at is null',
  )
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]))
  const changed = migrations.filter(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum)
  const unknown = applied.filter(({ name }) => !migrations.some((migration) => migration.name === name))
  if (changed.length > 0 || unknown.length > 0)
    return fault(
      `The database has migrations that this version has not: ${[...changed, ...unknown].map(({ name }) => name).join(', ')}.`,
      'Deploy the version that made the database, or a newer one.',
    )
  const missing = migrations.filter(({ name }) => !checksums.has(name))
  if (missing.length > 0) return warning(`${missing.length} are not applied yet.`, 'Start the hub, which applies them.')
  return ok(`All ${migrations.length} are applied.`)
}

/** Seconds: tokens are verified with a tolerance of five. */
const CLOCK_SECONDS = 5

async function examineClock({ url }: Examined): Promise<Finding> {
  const before = Date.now()
  const [row] = await ask<{ ms: number }>(url, 'select extract(epoch from clock_timestamp())::float8 * 1000 as ms')
  const after = Date.now()
  const there = row?.ms ?? Number.NaN
  // Between the two moments here, whatever the way there and back took.
  const apart = Math.max(0, before - there, there - after) / 1000
  const found = `Hub and database are ${apart.toFixed(1)} s apart.`
  return apart < CLOCK_SECONDS ? ok(found) : fault(found, 'Set both clocks by NTP: tokens, days and seals depend on them.')
}

async function examineConnections({ config, url }: Examined): Promise<Finding> {
  const needed = config.databaseConnections
  const [row] = await ask<{ room: number }>(
    url,
    `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as room`,
  )
  const room = row?.room ?? 0
  const found = `PostgreSQL has room for ${room}; one process uses up to ${needed}.`
  return room >= needed ? ok(found) : warning(found, 'Raise max_connections, or lower DATABASE_CONNECTIONS.')
}

async function ask<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  return await withLogin(url, async (client) => (await client.query<Row>(text, values)).rows)
}

/** What only the owner of the tables may read. */
export async function askAsOwner<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  return await withLogin(url, async (client) => {
    await client.query(`set role ${ROLES.owner}`)
    return (await client.query<Row>(text, values)).rows
  })
}
