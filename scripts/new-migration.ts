/**
 * Writes the next migration.
 *   npm run generate:migration -- <name>           from the difference between the migrations and the Prisma schema
 *   npm run generate:migration -- <name> --empty   for SQL of your own, which Prisma cannot say
 *   npm run generate:migration -- --check          fails when the migrations do not lead to the Prisma schema, or lack a column of a fact sheet
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { withLogin } from '../src/database/connection.ts'
import { startEmbedded } from '../src/database/embedded/embedded.ts'
import { findSchemaDrift, migrate } from '../src/database/migrations/migrate.ts'
import { MIGRATIONS_FOLDER, readMigrations } from '../src/database/migrations/migrations-folder.ts'
import { ensureRoles } from '../src/database/roles.ts'
import { FACT_SHEETS } from '../src/domains/all.ts'
import { ensureFactFunctions } from '../src/query/fact-sheets/functions.ts'

/** What a check found: changes of the Prisma schema without a migration, or a fact without a column on its sheet. */
type Findings = { drift: string; sheets: string }

const USAGE = `usage: npm run generate:migration -- <name_in_snake_case> [--empty]
       npm run generate:migration -- --check`

/** Functions of the database: prisma/migrations/*_migration_functions. */
const EMPTY = `-- What the Prisma schema cannot say. The migration runs as the owner of the tables, in one transaction; once it is in main it is never edited.
--
-- After a new table (also one of a schema that has others): rights of the application, and notes of changes behind its back.
--   SELECT hub.protect_schema('work');
-- A column of a fact sheet, in the index that the sheet is read from; the first one makes the sheet.
--   SELECT hub.sheet_column('work', 'jobseeker_one_year', 'boolean');
--   SELECT hub.drop_sheet_column('work', 'jobseeker_one_year');
-- A table that values on a sheet read: its changes take the sheets of its persons out of use.
--   SELECT hub.sheet_depends_on('work', 'work.jobseeker_registration');
`

process.exitCode = await run(process.argv.slice(2))

async function run([what, ...more]: readonly string[]): Promise<number> {
  const isEmpty = more.length === 1 && more[0] === '--empty'
  if (what === '--check' && more.length === 0)
    return check(await onDatabase(async (url) => ({ drift: await findDrift(url), sheets: await findMissingColumn(url) })))
  if (what === undefined || !/^[a-z][a-z0-9_]*$/.test(what) || (more.length > 0 && !isEmpty)) return say(USAGE, 2)
  if (isEmpty) return await write(what, EMPTY)
  const drift = await onDatabase(findDrift)
  if (drift === '') return say('the migrations lead to the Prisma schema: nothing to write (for SQL of your own, add --empty)', 0)
  return await write(what, drift)
}

function check({ drift, sheets }: Findings): number {
  if (drift !== '') return say(`the Prisma schema has changes without a migration (npm run generate:migration -- <name>):\n${drift}`, 1)
  if (sheets !== '') return say(`${sheets} (npm run generate:migration -- <name> --empty, and in it SELECT hub.sheet_column(...))`, 1)
  return say('the migrations lead to the Prisma schema and to the fact sheets', 0)
}

async function onDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-migration-'))
  const server = await startEmbedded({ dataDir, durable: false })
  try {
    await withLogin(server.url, ensureRoles)
    return await work(server.url)
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Statements that are missing, found on a database of their own. */
async function findDrift(url: string): Promise<string> {
  return await findSchemaDrift(
    url,
    await readMigrations(MIGRATIONS_FOLDER),
    FACT_SHEETS.map(({ table }) => table),
  )
}

/** What a hub would say that starts on a migrated database; empty when it would start. */
async function findMissingColumn(url: string): Promise<string> {
  await migrate(url)
  return await ensureFactFunctions(url, FACT_SHEETS).then(
    () => '',
    (error: Error) => error.message,
  )
}

async function write(name: string, sql: string): Promise<number> {
  const folder = join(MIGRATIONS_FOLDER, `${timestamp()}_${name}`)
  await mkdir(folder)
  await writeFile(join(folder, 'migration.sql'), sql)
  return say(`wrote ${relative(process.cwd(), join(folder, 'migration.sql'))}`, 0)
}

function timestamp(): string {
  return new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

function say(line: string, exitCode: number): number {
  console.log(line)
  return exitCode
}
