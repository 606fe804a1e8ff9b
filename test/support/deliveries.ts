/** What tests of deliveries share: the fixtures with their fictional persons, importing, and looking at everything that is stored. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { importPaths } from '../../src/activities/delivery/import-paths.ts'
import { SILENT } from '../../src/activities/delivery/progress.ts'
import { listRefusals } from '../../src/activities/delivery/refusals.ts'
import type { ImportSummary } from '../../src/activities/delivery/summary.ts'
import { type Clock, createClock } from '../../src/base/clock.ts'
import type { Insz } from '../../src/base/insz.ts'
import { createVault, type Vault } from '../../src/base/vault.ts'
import type { Database } from '../../src/database/client.ts'
import { DOMAINS } from '../../src/domains/all.ts'

export const FIXTURES = resolve(import.meta.dirname, '../fixtures/deliveries')

/** Synthetic numbers (month +60). Amina had another number before; Yusuf and Olena are known to other services than the register. */
export const PERSONS = {
  amina: '90611500222' as Insz,
  aminaBefore: '90611501212' as Insz,
  aminasPartner: '88620301543' as Insz,
  yusuf: '01672000115' as Insz,
  olena: '85712212443' as Insz,
}

/** Key of `VAULT`. */
export const MASTER_KEY = Buffer.alloc(32, 7)
export const VAULT: Vault = createVault(MASTER_KEY)
export const NOW = new Date('2026-06-15T10:00:00Z')
export const CLOCK = createClock(undefined, () => NOW)

export type Imported = { summary: ImportSummary; log: string[] }

export async function importFiles(
  database: Database,
  paths: readonly string[],
  { again = false, clock = CLOCK }: { again?: boolean; clock?: Clock } = {},
): Promise<Imported> {
  const log: string[] = []
  const ports = { database, vault: VAULT, allowSynthetic: true, clock, again, progress: SILENT, log: (line: string) => log.push(line) }
  return { summary: await importPaths(paths, ports), log }
}

/** Brings fixtures, and perhaps lines of NDJSON of a test's own, to a hub that runs. @throws when something of them was refused. */
export async function deliverTo(hub: { database: Database; vault: Vault }, names: readonly string[], lines = '', now = NOW): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-delivery-'))
  const own = join(folder, 'own.ndjson')
  writeFileSync(own, lines)
  const paths = [...names.map((name) => join(FIXTURES, name)), ...(lines === '' ? [] : [own])]
  const { database, vault } = hub
  await importPaths(paths, {
    database,
    vault,
    allowSynthetic: true,
    clock: createClock(undefined, () => now),
    progress: SILENT,
    log: () => {},
  })
  rmSync(folder, { recursive: true })
  const refusals = await refusalsIn(database)
  if (refusals.length > 0) throw new Error(`refused: ${refusals.join('; ')}`)
}

export async function importFixtures(database: Database, ...names: string[]): Promise<Imported> {
  return importFiles(
    database,
    names.map((name) => join(FIXTURES, name)),
  )
}

/** Imports contents as a file of this name. */
export async function importContent(database: Database, name: string, content: string | Uint8Array): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-delivery-'))
  try {
    writeFileSync(join(folder, name), content)
    return await importFiles(database, [join(folder, name)])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export type NdjsonHeader = { source?: string; reference?: string; domain: string; asOf?: string }

/** An NDJSON delivery. */
export function ndjson({ source = 'test', reference = '1', domain, asOf = '2026-03-10' }: NdjsonHeader, lines: readonly object[]): string {
  return [{ delivery: { source, reference, domain, asOf } }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Code and place of everything that was refused or left out. */
export async function refusalsIn(database: Database): Promise<string[]> {
  const { refusals } = await listRefusals(database.prisma, { limit: 1000 })
  return refusals.map(({ record, recordType, field, code }) => [record, recordType, field, code].filter((part) => part !== null).join(' '))
}

/** Rows of a table about a person, without what the database made up and how a row ended before the next one ended it, in the order of their columns' values. */
export async function rowsAbout(
  database: Database,
  table: string,
  insz: Insz,
  vault: Pick<Vault, 'hashInsz'> = VAULT,
): Promise<Record<string, unknown>[]> {
  const { rows } = await database.pool.query<{ row: Record<string, unknown> }>({
    text: `select to_jsonb(t) - 'id' - 'person_id' - 'newcomer_id' - 'said_until' as row from ${table} t
      join directory.person_number n on n.person_id = t.person_id where n.insz_hash = $1 order by (to_jsonb(t) - 'id')::text`,
    values: [vault.hashInsz(insz)],
    types: { getTypeParser: () => (text: string) => JSON.parse(text) },
  })
  return rows.map(({ row }) => row)
}

/** Every row of every table with persons or deliveries, as text. */
export async function dumpAll(database: Database): Promise<string[]> {
  const tables = await tablesOf(database)
  const dumps = await Promise.all(
    tables.map((table) => database.pool.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`)),
  )
  return dumps.flatMap(({ rows }, index) => rows.map(({ row }) => `${tables[index]} ${row}`)).toSorted()
}

export async function tablesOf(database: Database): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    "select schemaname || '.' || tablename as name from pg_tables where schemaname = any ($1) order by 1",
    [DOMAINS.map(({ schema }) => schema)],
  )
  return rows.map(({ name }) => name)
}

export async function countRows(database: Database, table: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: string }>(`select count(*) from ${table}`)
  return Number(rows[0]?.count)
}
