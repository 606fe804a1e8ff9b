/**
 * Writes the next migration from the difference between the migrations and the Prisma schema.
 *   npm run generate:migration -- <name>     the next migration
 *   npm run generate:migration -- --squash   the first migration again, from the schema and prisma/first.sql (before the first release only)
 *   npm run generate:migration -- --check    fails when the migrations do not lead to the Prisma schema
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withLogin } from '../src/database/connection.ts'
import { startEmbedded } from '../src/database/embedded/embedded.ts'
import { findSchemaDrift } from '../src/database/migrations/migrate.ts'
import { MIGRATIONS_FOLDER, readMigrations } from '../src/database/migrations/migrations-folder.ts'
import { ensureRoles } from '../src/database/roles.ts'

const FIRST = '20261123000000_first'

const [wanted] = process.argv.slice(2)
const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-migration-'))
const server = await startEmbedded({ dataDir, durable: false })
try {
  await withLogin(server.url, ensureRoles)
  process.exitCode = await run(wanted, server.url)
} finally {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

async function run(what: string | undefined, url: string): Promise<number> {
  if (what === '--squash') return await squash(url)
  const drift = await findSchemaDrift(url, await readMigrations(MIGRATIONS_FOLDER))
  if (drift === '') return say('the migrations lead to the Prisma schema', 0)
  if (what === '--check')
    return say(`the Prisma schema has changes without a migration (npm run generate:migration -- <name>):\n${drift}`, 1)
  if (what === undefined || !/^[a-z0-9_]+$/.test(what)) return say('usage: npm run generate:migration -- <name_in_snake_case>', 2)
  return await write(`${timestamp()}_${what}`, drift)
}

async function squash(url: string): Promise<number> {
  const [first, ...later] = await readMigrations(MIGRATIONS_FOLDER).catch(() => [])
  if (later.length > 0) return say(`only the first migration can be written again, and there are later ones after ${first?.name}`, 2)
  const byHand = await readFile(new URL('../prisma/first.sql', import.meta.url), 'utf8')
  return await write(FIRST, `${await findSchemaDrift(url, [])}\n${byHand}`)
}

async function write(name: string, sql: string): Promise<number> {
  const folder = join(MIGRATIONS_FOLDER, name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(MIGRATIONS_FOLDER, 'migration_lock.toml'), 'provider = "postgresql"\n')
  await writeFile(join(folder, 'migration.sql'), sql)
  return say(`wrote ${join(folder, 'migration.sql')}`, 0)
}

function timestamp(): string {
  return new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

function say(line: string, exitCode: number): number {
  console.log(line)
  return exitCode
}
