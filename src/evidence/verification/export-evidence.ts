/**
 * Writes the evidence to a file that anyone can verify without the database: per batch the list of its leaves, then its rows, one
 * line each; then the rows that no batch holds. Nothing is judged here: what is wrong in the database is wrong in the file.
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Pool, PoolClient } from 'pg'
import { EVIDENCE_TABLES, type EvidenceTable, fieldsSql, toLine } from '../evidence-rows.ts'
import { decodeLeaves, type Leaf } from '../sealing/leaves.ts'
import { createSealedIndex } from '../sealing/sealed-index.ts'
import { lateSql } from '../sealing/unsealed.ts'
import { inSnapshot } from './verify-live.ts'

export type ExportParts = {
  /** Any role that may read `audit`. */
  pool: Pool
  file: string
  /** Told the number of rows written so far. */
  onProgress?: (rows: number) => void
}

/** Writes one line; resolves when there is room for more. */
type Write = (line: string | Buffer) => Promise<void>

/** @returns how much was written. @property unsealed rows that no batch holds: young ones, which are left out, do not count. */
export async function exportEvidence({
  pool,
  file,
  onProgress,
}: ExportParts): Promise<{ rows: number; batches: number; unsealed: number }> {
  const stream = createWriteStream(file, { mode: 0o600 })
  const write: Write = async (line) => {
    stream.write(line)
    if (!stream.write('\n')) await once(stream, 'drain')
  }
  const counts = await inSnapshot(pool, async (client) => {
    const { rows: batches } = await client.query<{ number: number; leaves: Buffer | null }>(
      'select b.number, l.leaves is null as empty from audit.batch b left join audit.batch_leaves l using (number) order by b.number',
    )
    await write(JSON.stringify({ evidence: 'doorstroom', version: 1, batches: batches.length }))
    const index = createSealedIndex()
    let rows = 0
    for (const { number } of batches) {
      rows += await writeBatch(client, write, number, index)
      onProgress?.(rows)
    }
    const unsealed = await writeUnsealed(client, write, index)
    await write(JSON.stringify({ end: batches.length }))
    return { rows, batches: batches.length, unsealed }
  })
  stream.end()
  await finished(stream)
  return counts
}

async function writeBatch(client: PoolClient, write: Write, batch: number, index: ReturnType<typeof createSealedIndex>): Promise<number> {
  const { rows } = await client.query<{ leaves: Buffer }>('select leaves from audit.batch_leaves where number = $1', [batch])
  const bytes = rows[0]?.leaves
  await write(JSON.stringify({ batch, leaves: bytes?.toString('base64') ?? null }))
  const leaves = bytes === undefined ? [] : (decodeLeaves(bytes) ?? [])
  index.add(batch, leaves)
  const lines = await readLines(client, leaves)
  for (const { table, id } of leaves) {
    const line = lines.get(`${table} ${id}`)
    if (line !== undefined) await write(line)
  }
  return lines.size
}

async function readLines(client: PoolClient, leaves: readonly Leaf[]): Promise<Map<string, Buffer>> {
  const lines = new Map<string, Buffer>()
  for (const table of EVIDENCE_TABLES) {
    const ids = leaves.filter((leaf) => leaf.table === table).map(({ id }) => String(id))
    if (ids.length === 0) continue
    const text = `select ${fieldsSql(table)} from audit.${table} where id = any($1::bigint[])`
    const { rows } = await client.query<(string | null)[]>({ text, values: [ids], rowMode: 'array' })
    for (const fields of rows) lines.set(`${table} ${fields[0]}`, toLine(table, fields))
  }
  return lines
}

/** Rows that were there when the last batch was made and are in none: there should be none of them. */
async function writeUnsealed(client: PoolClient, write: Write, index: ReturnType<typeof createSealedIndex>): Promise<number> {
  await write(JSON.stringify({ unsealed: true }))
  let written = 0
  for (const table of EVIDENCE_TABLES) {
    for (const id of await listOldIds(client, table)) {
      if (index.has(table, id)) continue
      const { rows } = await client.query<(string | null)[]>({
        text: `select ${fieldsSql(table)} from audit.${table} where id = $1`,
        values: [id],
        rowMode: 'array',
      })
      for (const fields of rows) await write(toLine(table, fields))
      written += 1
    }
  }
  return written
}

async function listOldIds(client: PoolClient, table: EvidenceTable): Promise<number[]> {
  const { rows } = await client.query<{ id: string }>(`select d.id::text from audit.${table} d where not (${lateSql(table)}) order by d.id`)
  return rows.map(({ id }) => Number(id))
}
