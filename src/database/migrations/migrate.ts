/** Brings a database to the structure of this version of the hub, with the same bookkeeping as `prisma migrate deploy`. */
import type { Client } from 'pg'
import { ROLES, withLogin } from '../connection.ts'
import { ensureJobTables } from '../jobs/job-tables.ts'
import { holdLock } from '../locks.ts'
import { ensureRoles, limitPublic } from '../roles.ts'
import { MIGRATIONS_FOLDER, type Migration, readMigrations, readSchema, SCHEMA_FOLDER, toMigrationList } from './migrations-folder.ts'
import { withSchemaEngine } from './schema-engine.ts'

/**
 * Makes the roles and applies the migrations that the database does not have, one hub at a time.
 * @returns names of the migrations applied now.
 * @throws when a migration fails (its own statements are rolled back or reported) or the login may not make the roles.
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const migrations = await readMigrations(MIGRATIONS_FOLDER)
  const bring = async (client: Client) => {
    await ensureRoles(client)
    await limitPublic(client)
    const applied = (await isUpToDate(client, migrations)) ? [] : await applyMigrations(url, migrations)
    await ensureJobTables(client)
    return applied
  }
  return await holdLock(url, 'migrations', () => withLogin(url, bring))
}

async function applyMigrations(url: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  const migrationsList = toMigrationList(MIGRATIONS_FOLDER, migrations)
  const applied = await withSchemaEngine({ url, role: ROLES.owner }, (engine) =>
    engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
  )
  return applied.appliedMigrationNames
}

/** Looked up first, because most starts have nothing to apply and need no engine. */
async function isUpToDate(client: Client, migrations: readonly Migration[]): Promise<boolean> {
  const table = await client.query<{ exists: boolean }>(`select to_regclass('public._prisma_migrations') is not null as exists`)
  if (table.rows[0]?.exists !== true) return false
  await client.query(`set role ${ROLES.owner}`)
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from public._prisma_migrations where finished_at is not null and rolled_back_at is null',
  )
  await client.query('reset role')
  const done = new Map(rows.map((row) => [row.migration_name, row.checksum]))
  const changed = migrations.find(({ name, checksum }) => done.has(name) && done.get(name) !== checksum)
  if (changed !== undefined) throw new Error(`migration ${changed.name} differs from the one applied to this database: ${REMEDY}`)
  return migrations.every(({ name }) => done.has(name))
}

const REMEDY = 'in development, remove the data folder (.data); in production, deploy the version that created the database'

/**
 * Statements that would bring the migrations to the Prisma schema; empty when they already lead there.
 * @param url a database whose login may make another one: the migrations are replayed in a new empty database.
 * @param migrations those to start from; none: from nothing.
 * @param otherTables qualified tables that no Prisma schema describes: the fact sheets.
 */
export async function findSchemaDrift(url: string, migrations: readonly Migration[], otherTables: readonly string[]): Promise<string> {
  const schema = await readSchema(SCHEMA_FOLDER)
  return await withSchemaEngine({ url, role: undefined }, async (engine) => {
    const result = await engine.diff({
      from: migrations.length === 0 ? { tag: 'empty' } : { tag: 'migrations', ...toMigrationList(MIGRATIONS_FOLDER, migrations) },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: true,
      filters: { externalTables: [...otherTables], externalEnums: [] },
    })
    return result.exitCode === 0 ? '' : (result.stdout ?? '')
  })
}
