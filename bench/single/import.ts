/** P12: taking in deliveries, next to COPY of the rows that came of it into tables without any index. */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { importPaths } from '../../src/activities/delivery/import-paths.ts'
import { openDatabase } from '../../src/app/open-database.ts'
import { createClock } from '../../src/base/clock.ts'
import { createVault } from '../../src/base/vault.ts'
import { type Database, openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { benchConfig, type Dataset } from '../setup/dataset.ts'
import { writeDeliveries } from './deliveries.ts'
import type { Figures } from './figures.ts'

export type ImportResult = { figures: Partial<Figures>; persons: number; records: number; importSeconds: number; copySeconds: number }

/** Imports, each next to the COPY of its own rows, of which the middle one by its share counts. */
const TIMES = 3

/** @throws Error when a record is refused. */
export async function timeImport(dataset: Dataset, dataDir: string, most: number): Promise<ImportResult> {
  const results: ImportResult[] = []
  for (let time = 0; time < TIMES; time++) results.push(await timeOnce(dataset, dataDir, most))
  const sorted = results.sort((a, b) => a.copySeconds / a.importSeconds - b.copySeconds / b.importSeconds)
  return sorted[Math.floor(TIMES / 2)] as ImportResult
}

/** Imports into a new database with its own server, which is removed afterwards. */
async function timeOnce(dataset: Dataset, dataDir: string, most: number): Promise<ImportResult> {
  const folder = resolve(dataDir, 'import')
  await rm(folder, { recursive: true, force: true })
  const config = benchConfig(folder)
  const database = await openDatabase(config)
  try {
    const files = join(folder, 'deliveries')
    const written = await writeDeliveries(dataset, files, most)
    const before = await countRows(database)
    const importSeconds = await timed(() => takeIn(database, files, createVault(config.masterKey)))
    const copySeconds = await timeCopy(database, await tablesFilled(database, before))
    return { ...written, importSeconds, copySeconds, figures: { importShare: copySeconds / importSeconds } }
  } finally {
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

async function takeIn(database: Database, files: string, vault: ReturnType<typeof createVault>): Promise<void> {
  const progress = { start: () => {}, advance: () => {}, finishFile: () => {}, stop: () => {} }
  const ports = { database, vault, allowSynthetic: true, clock: createClock(), progress, log: (line: string) => console.error(line) }
  const { records, files: counted } = await importPaths([files], ports)
  if (records.refused > 0 || counted.refused > 0)
    throw new Error(`the import refused ${records.refused} records and ${counted.refused} files`)
}

/** Rows of each table of the hub. */
async function countRows({ url }: Database): Promise<Map<string, number>> {
  const pool = openPool(url, ROLES.owner, { connections: 1, statementTimeoutMs: 0 })
  try {
    const { rows } = await pool.query<{ name: string; rows: number }>(`
      select format('%I.%I', n.nspname, c.relname) as name,
        (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', n.nspname, c.relname), false, true, '')))[1]::text::int as rows
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'`)
    return new Map(rows.map(({ name, rows: count }) => [name, count]))
  } finally {
    await pool.end()
  }
}

/** Tables in which an import left rows: what it is measured by is what it stored, claims and coverage too. */
async function tablesFilled(database: Database, before: ReadonlyMap<string, number>): Promise<string[]> {
  return [...(await countRows(database))].flatMap(([table, count]) => (count > (before.get(table) ?? 0) ? [table] : []))
}

/** Seconds of COPY alone: the text is made before. */
async function timeCopy({ url }: Database, tables: readonly string[]): Promise<number> {
  const pool = openPool(url, ROLES.owner, { connections: 1, statementTimeoutMs: 0 })
  const client = await pool.connect()
  try {
    await client.query('create schema bench_copy')
    await client.query('begin')
    let seconds = 0
    for (const table of tables) seconds += await copyTable(client, table)
    return seconds + (await timed(() => client.query('commit')))
  } finally {
    client.release()
    await pool.end()
  }
}

async function copyTable(client: PoolClient, table: string): Promise<number> {
  const name = `bench_copy.${table.replace('.', '_')}`
  await client.query(`create table ${name} as table ${table} with no data`)
  const chunks: Buffer[] = []
  for await (const chunk of client.query(copyTo(`copy ${table} to stdout`))) chunks.push(chunk as Buffer)
  return await timed(() => pipeline(Readable.from(chunks), client.query(copyFrom(`copy ${name} from stdin`))))
}
