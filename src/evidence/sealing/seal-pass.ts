/** One pass of the sealer: everything that committed since the last pass goes into signed batches, and every batch into the anchor file. */
import type { KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { takeLock } from '../../database/locks.ts'
import { inTransaction, type TransactionMode, withClient } from '../../database/transaction.ts'
import { EVIDENCE_TABLES, FOUND_BY_PERSON, fieldsSql, PERSON_TABLES, type PersonTable, toLine } from '../evidence-rows.ts'
import type { AnchoredCheckpoint, AnchorFile } from './anchor-file.ts'
import { GENESIS, hashCheckpoint, signAnchor } from './checkpoint.ts'
import { encodeLeaves, type Leaf } from './leaves.ts'
import { hashLeaf, merkleRoot } from './merkle.ts'
import { listUnsealed, type Position, type UnsealedRow } from './unsealed.ts'

export type SealParts = {
  /** As `doorstroom_sealer`; one connection is enough. */
  pool: Pool
  signingKey: KeyObject
  anchors: AnchorFile
  now: () => Date
}

export type SealPass = { rows: number; batches: number; anchored: number }

/** The database and the anchor file contradict each other: somebody restored an old backup, or changed one of them. Nothing is sealed on top of that. */
export class EvidenceForked extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'EvidenceForked'
  }
}

/** Hubs that seal at the same time wait for each other no longer than this. */
const LOCK_TIMEOUT_MS = 5_000
/** PostgreSQL ends the connection of a sealer that says nothing for so long, and its lock with it: its process stands still, or cannot be reached. */
const SILENCE_MS = 30_000
/** Rows in a batch at most, and rows read at once: hashing them takes a few milliseconds of the process that also answers. */
const BATCH_ROWS = 10_000
const READ_ROWS = 1_000

/** Runs one pass. @throws EvidenceForked; or what the database or the file system reports, and then nothing is half sealed. */
export async function sealOnce(parts: SealParts): Promise<SealPass> {
  return await withClient(parts.pool, async (client) => {
    await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}; set idle_in_transaction_session_timeout = ${SILENCE_MS}`)
    const sealed = await alone(client, () => sealNew(client, parts), 'isolation level repeatable read')
    // A sealer that comes between anchors these too.
    const anchored = await alone(client, () => anchorMissing(client, parts))
    return { ...sealed, anchored }
  })
}

/** The lock is taken before the transaction reads: a snapshot from before another sealer's commit would seal its rows again. */
async function alone<T>(client: PoolClient, work: () => Promise<T>, mode?: TransactionMode): Promise<T> {
  const locked = async () => {
    await client.query(takeLock('sealing'))
    return await work()
  }
  return await inTransaction(client, locked, mode)
}

type LastBatch = Position & { number: number; checkpoint: string }

async function sealNew(client: PoolClient, parts: SealParts): Promise<Omit<SealPass, 'anchored'>> {
  const last = await findLastBatch(client)
  assertNotForked(last, await parts.anchors.read())
  const here = await readPosition(client)
  const { unsealed, floor } = await listUnsealed(client, last, here.server)
  let leaves: Leaf[] = []
  let [rows, number, previous] = [0, last?.number ?? 0, last === undefined ? GENESIS : hashCheckpoint(last.checkpoint)]
  const flush = async () => {
    number += 1
    const root = merkleRoot(leaves.map(({ hash }) => hash)).toString('base64url')
    const checkpoint = signAnchor(
      { checkpoint: number, rows: leaves.length, root, previous, at: parts.now().toISOString() },
      parts.signingKey,
    )
    await client.query('insert into audit.batch (number, checkpoint, snapshot, server, floor) values ($1, $2, $3, $4, $5)', [
      number,
      checkpoint,
      here.snapshot,
      here.server,
      floor,
    ])
    await client.query('insert into audit.batch_leaves (number, leaves) values ($1, $2)', [number, encodeLeaves(leaves)])
    await indexPersons(client, number, leaves)
    previous = hashCheckpoint(checkpoint)
    rows += leaves.length
    leaves = []
  }
  for await (const leaf of readLeaves(client, unsealed)) {
    // Sets of coordinates outlive the uses that refer to them, so they are not in a batch that retention will delete.
    if (leaves[0]?.table === 'use_set' && leaf.table !== 'use_set') await flush()
    if (leaves.push(leaf) === BATCH_ROWS) await flush()
  }
  if (leaves.length > 0) await flush()
  return { rows, batches: number - (last?.number ?? 0) }
}

async function findLastBatch(client: PoolClient): Promise<LastBatch | undefined> {
  const { rows } = await client.query<LastBatch>(
    'select number, checkpoint, snapshot, server, floor::text[] as floor from audit.batch order by number desc limit 1',
  )
  return rows[0]
}

async function readPosition(client: PoolClient): Promise<{ snapshot: string; server: string }> {
  const { rows } = await client.query<{ snapshot: string; server: string }>(
    'select pg_current_snapshot()::text as snapshot, system_identifier::text as server from pg_control_system()',
  )
  return rows[0] ?? { snapshot: '', server: '' }
}

/** Leaves of the rows to seal, read through cursors so that a long backlog is not held at once. */
async function* readLeaves(client: PoolClient, unsealed: UnsealedRow): AsyncGenerator<Leaf> {
  for (const table of EVIDENCE_TABLES) {
    const { where, values } = unsealed[table]
    await client.query(`declare evidence no scroll cursor for select ${fieldsSql(table)} from audit.${table} d where ${where}`, values)
    for (;;) {
      const { rows } = await client.query<(string | null)[]>({ text: `fetch ${READ_ROWS} from evidence`, rowMode: 'array' })
      for (const fields of rows) yield { table, id: Number(fields[0]), hash: hashLeaf(toLine(table, fields)) }
      if (rows.length < READ_ROWS) break
    }
    await client.query('close evidence')
  }
}

/** Uses and claims by person: one row for each person in a batch, however often named there, in the order of the index, which halves the cost of keeping it. */
async function indexPersons(client: PoolClient, batch: number, leaves: readonly Leaf[]): Promise<void> {
  const named = PERSON_TABLES.map((table) => ({ table, ids: leaves.filter((leaf) => leaf.table === table).map(({ id }) => id) }))
  const parts = named.flatMap(({ table, ids }, index) => (ids.length === 0 ? [] : [personsOf(table, index + 2)]))
  if (parts.length === 0) return
  const columns = PERSON_TABLES.map((table) => FOUND_BY_PERSON[table])
  await client.query(
    `insert into audit.person_use (person, batch, ${columns.join(', ')})
       select person, $1, ${PERSON_TABLES.map((table) => `coalesce(array_agg(distinct id) filter (where named = '${table}'), '{}')`).join(', ')}
       from (${parts.join(' union all ')}) n
       where ${named.map((_, index) => `$${index + 2}::bigint[] is not null`).join(' and ')}
       group by person
       order by person`,
    [batch, ...named.map(({ ids }) => ids)],
  )
}

/** @param place of the ids among the values. */
const personsOf = (table: PersonTable, place: number) =>
  `select person, d.id, '${table}' as named from audit.${table} d, unnest(d.persons) person where d.id = any($${place}::bigint[])`

function assertNotForked(last: LastBatch | undefined, { last: anchored }: AnchoredCheckpoint): void {
  if (anchored === undefined) return
  const { checkpoint: number } = anchored.checkpoint
  if (number > (last?.number ?? 0))
    throw new EvidenceForked(`checkpoint ${number} is anchored and the database ends at ${last?.number ?? 0}`)
}

/** Brings the anchor file up to the database. The same checkpoint must stand in both, before more is added after it. */
async function anchorMissing(client: PoolClient, { anchors }: SealParts): Promise<number> {
  const { last, tombstones } = await anchors.read()
  const from = last?.checkpoint.checkpoint ?? 0
  const { rows } = await client.query<{ number: number; checkpoint: string }>(
    'select number, checkpoint from audit.batch where number >= $1 order by number',
    [from],
  )
  if (last !== undefined && rows[0]?.checkpoint !== last.line)
    throw new EvidenceForked(`checkpoint ${from} in the database differs from the anchored checkpoint`)
  const signed = await client.query<{ number: number; tombstone: string }>('select number, tombstone from audit.tombstone order by number')
  const missing = [
    ...rows.filter(({ number }) => number > from).map(({ checkpoint }) => checkpoint),
    ...signed.rows.filter(({ number }) => !tombstones.has(number)).map(({ tombstone }) => tombstone),
  ]
  await anchors.append(missing)
  return missing.length
}
