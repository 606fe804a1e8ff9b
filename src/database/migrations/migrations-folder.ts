/** Folder of migrations, and its content. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'

/** Migrations that come with this version of the hub. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))
/** The Prisma schema they lead to. */
export const SCHEMA_FOLDER = fileURLToPath(new URL('../../../prisma/schema', import.meta.url))

/** One migration: its folder's name, which orders it, and its statements. */
export type Migration = { name: string; sql: string; checksum: string }

/** The engine's form of a migrations folder. */
export type MigrationList = Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList']
/** The engine's form of a Prisma schema in files. */
export type SchemaFiles = { files: { path: string; content: string }[] }

/** In the order in which they apply. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

export function toMigrationList(folder: string, migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}

export async function readSchema(folder: string): Promise<SchemaFiles> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.prisma')).sort()
  return { files: await Promise.all(names.map(async (path) => ({ path, content: await readFile(join(folder, path), 'utf8') }))) }
}
