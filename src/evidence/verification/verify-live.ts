/** Verifies the evidence in a database against its anchor file, in one consistent view of it, beside a running hub. */
import type { KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { inUndoneTransaction, withClient } from '../../database/transaction.ts'
import {
  byTable,
  EVIDENCE_TABLES,
  type EvidenceTable,
  FOUND_BY_PERSON,
  fieldsSql,
  PERSON_TABLES,
  type PersonTable,
  toLine,
} from '../evidence-rows.ts'
import { hashLeaf } from '../sealing/merkle.ts'
import { createSealedIndex, type SealedIndex } from '../sealing/sealed-index.ts'
import { lateSql } from '../sealing/unsealed.ts'
import { ProblemList, type VerificationVerdict } from './verdict.ts'
import { type Anchors, verifyAnchors } from './verify-anchors.ts'
import { verifyLeaves } from './verify-batch.ts'
import { compareLinks } from './verify-links.ts'

export type LiveParts = {
  /** Any role that may read `audit`. */
  pool: Pool
  /** Text of the anchor file, read before the database: what is anchored later is not looked for. */
  anchors: string
  publicKeys: ReadonlyMap<string, KeyObject>
  /** Rows and batches younger than this may still be on their way, in milliseconds. */
  graceMs: number
  /** Checkpoints that somebody else holds, one a line: the evidence must have them. */
  atLeast?: readonly string[]
}

const READ_ROWS = 5_000

/** @returns ok only when every row of every evidence table is accounted for. */
export async function verifyLive({ pool, anchors: text, publicKeys, graceMs, atLeast = [] }: LiveParts): Promise<VerificationVerdict> {
  const problems = new ProblemList()
  const anchors = verifyAnchors(text, publicKeys, problems, { atLeast })
  return await inSnapshot(pool, async (client) => {
    const index = createSealedIndex()
    const { sealed, deleted, batches } = await loadBatches(client, anchors, graceMs, index, problems)
    const pending: Pending = { count: 0, ids: byTable(() => []) }
    for (const table of EVIDENCE_TABLES) await compareTable(client, table, index, graceMs, pending, problems)
    for (const table of PERSON_TABLES) await compareIndex(client, table, pending, problems)
    await compareLinks(client, problems)
    return { ok: problems.clean, rows: sealed, batches, deleted, pending: pending.count, problems: problems.kept }
  })
}

/** Runs `work` over one view of the database that does not change meanwhile. */
export async function inSnapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return await withClient(pool, (client) => {
    const read = async () => {
      await client.query('set local statement_timeout = 0')
      return await work(client)
    }
    return inUndoneTransaction(client, read, 'isolation level repeatable read read only')
  })
}

/** Batches against the anchors; those that pass go into the index. */
async function loadBatches(client: PoolClient, anchors: Anchors, graceMs: number, index: SealedIndex, problems: ProblemList) {
  const { rows } = await client.query<{ number: number; checkpoint: string }>('select number, checkpoint from audit.batch order by number')
  const lines = new Map(rows.map(({ number, checkpoint }) => [number, checkpoint]))
  let [sealed, deleted] = [0, 0]
  for (const { line, checkpoint } of anchors.checkpoints) {
    const { checkpoint: batch, rows: count } = checkpoint
    const stored = lines.get(batch)
    lines.delete(batch)
    if (stored === undefined) {
      problems.add('BATCH_MISSING', `${count} rows were anchored, but their batch is missing`, { batch })
      continue
    }
    if (stored !== line) problems.add('BATCH_CHANGED', 'its checkpoint differs from the anchored checkpoint', { batch })
    if (anchors.tombstones.has(batch)) {
      deleted += count
      continue
    }
    const leaves = verifyLeaves(await readLeaves(client, batch), checkpoint, problems)
    if (leaves === undefined) continue
    index.add(batch, leaves)
    sealed += count
  }
  reportUnanchored(lines, graceMs, problems)
  return { sealed, deleted, batches: anchors.checkpoints.length }
}

async function readLeaves(client: PoolClient, batch: number): Promise<Buffer | undefined> {
  const { rows } = await client.query<{ leaves: Buffer }>('select leaves from audit.batch_leaves where number = $1', [batch])
  return rows[0]?.leaves
}

/** A batch is anchored right after its commit; one that is not, long after, was never anchored or its anchor was taken away. */
function reportUnanchored(lines: ReadonlyMap<number, string>, graceMs: number, problems: ProblemList): void {
  for (const [batch, line] of lines) {
    const at = /"at":"([^"]+)"/.exec(line)?.[1] ?? ''
    if (Date.now() - Date.parse(at) < graceMs) continue
    problems.add('ANCHOR_MISSING', 'it is in the database but not in the anchor file', { batch })
  }
}

/** @property ids of rows that wait for the sealer. */
type Pending = { count: number; ids: Record<EvidenceTable, string[]> }

/** Rows of a table and sealed rows, both in the order of ids, side by side. */
async function compareTable(
  client: PoolClient,
  table: EvidenceTable,
  index: SealedIndex,
  graceMs: number,
  pending: Pending,
  problems: ProblemList,
): Promise<void> {
  const sealed = index.listByTable(table)
  let expected = sealed.next()
  for await (const { fields, young } of readRows(client, table, graceMs)) {
    const id = Number(fields[0])
    for (; !expected.done && expected.value.id < id; expected = sealed.next())
      problems.add('ROW_MISSING', 'was sealed but is missing', { table, ...expected.value })
    if (!expected.done && expected.value.id === id) {
      if (!hashLeaf(toLine(table, fields)).equals(expected.value.hash))
        problems.add('ROW_CHANGED', 'differs from the sealed row', { table, ...expected.value })
      expected = sealed.next()
    } else if (young) {
      pending.count += 1
      pending.ids[table].push(String(id))
    } else problems.add('ROW_INSERTED', 'is not in any batch', { table, id })
  }
  for (; !expected.done; expected = sealed.next()) problems.add('ROW_MISSING', 'was sealed but is missing', { table, ...expected.value })
}

/** Rows of a table by id; `young` when they may still be waiting for the sealer: written within the grace period, or committed after its last pass. */
async function* readRows(
  client: PoolClient,
  table: EvidenceTable,
  graceMs: number,
): AsyncGenerator<{ fields: (string | null)[]; young: boolean }> {
  const young = `(at > now() - ${Math.round(graceMs)} * interval '1 millisecond' or ${lateSql(table)})`
  await client.query(`declare evidence no scroll cursor for select ${young}, ${fieldsSql(table)} from audit.${table} d order by d.id`)
  for (;;) {
    const { rows } = await client.query<[boolean, ...(string | null)[]]>({ text: `fetch ${READ_ROWS} from evidence`, rowMode: 'array' })
    for (const [isYoung, ...fields] of rows) yield { fields, young: isYoung }
    if (rows.length < READ_ROWS) break
  }
  await client.query('close evidence')
}

/** The index by person follows from the rows: nobody's use or claim may be missing from it, and none may be made up. */
async function compareIndex(client: PoolClient, table: PersonTable, pending: Pending, problems: ProblemList): Promise<void> {
  const { rows } = await client.query<{ id: string; missing: boolean }>(
    `with indexed as not materialized (select person, unnest(${FOUND_BY_PERSON[table]}) as id from audit.person_use)
     (select d.id, true as missing from audit.${table} d cross join unnest(d.persons) as named(ref)
        left join indexed u on u.person = named.ref and u.id = d.id
        where u.person is null and not d.id = any($1::bigint[]) order by 1 limit 5)
     union all
     (select u.id, false from indexed u left join audit.${table} d on d.id = u.id and u.person = any(d.persons)
        where d.id is null order by 1 limit 5)`,
    [pending.ids[table]],
  )
  for (const { id, missing } of rows)
    problems.add('INDEX_CHANGED', missing ? 'a person is missing from the index' : 'the index contains a person who is not in the row', {
      table,
      id: Number(id),
    })
}
