/**
 * Retention: batches of which every row is older than its protocol says are deleted whole. Their checkpoints stay, and a signed
 * tombstone says that the rows went by retention and not by tampering. Counts of refusals, which nothing seals, go after their days.
 */
import type { KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { inTransaction, withClient } from '../../database/transaction.ts'
import { EVIDENCE_TABLES } from '../evidence-rows.ts'
import { parseAnchor, signAnchor } from '../sealing/checkpoint.ts'
import { decodeLeaves, type Leaf } from '../sealing/leaves.ts'

export type RetainParts = {
  /** As the owner of the tables: neither the application nor the sealer may delete evidence. */
  pool: Pool
  signingKey: KeyObject
  now: () => Date
  /** Retention in days of a protocol id; undefined when the register no longer has it. */
  retentionDays: (protocol: string) => number | undefined
  /** For rows that belong to no protocol (access log, events), and for protocols that the register no longer has. */
  defaultDays: number
}

/** @property rows of evidence, in batches. @property refusals counts of refusals: one per minute and kind. */
export type RetentionResult = { batches: number; rows: number; refusals: number }

/** Counts of refusals tell of attacks and of clients that ask too much, and are looked at within weeks. */
const REFUSAL_DAYS = 90

const DAY_MS = 86_400_000

/** The hub is sealed every few seconds: a clock that is further from its last checkpoint is wrong, or the hub stood still. */
const FAR_MS = 2 * DAY_MS

/** The database's own clock may differ by so much. */
const APART_MS = 3_600_000

/** @throws when the clock differs from that of the database, or is far from the last checkpoint: what is a day old would seem to be old enough. */
async function assertClock(client: PoolClient, now: Date): Promise<void> {
  const { rows } = await client.query<{ checkpoint: string | null; clock: string }>(
    'select (select checkpoint from audit.batch order by number desc limit 1) as checkpoint, extract(epoch from clock_timestamp())::text as clock',
  )
  const apart = Math.abs(now.getTime() - 1000 * Number(rows[0]?.clock))
  if (!(apart <= APART_MS))
    throw new Error('The clocks of this machine and of the database differ by more than an hour: nothing was deleted.')
  const last = parseAnchor(rows[0]?.checkpoint ?? '')
  if (last === undefined || Math.abs(now.getTime() - Date.parse(last.at)) <= FAR_MS) return
  throw new Error(
    `The last checkpoint is of ${last.at}, more than two days from now: nothing was deleted. If the clock is right, run the hub until it has sealed something, and try again.`,
  )
}

/** Deletes what is old enough, one batch per transaction. @throws when the clock cannot be trusted. The sealer's next pass anchors the tombstones. */
export async function enforceRetention(parts: RetainParts): Promise<RetentionResult> {
  return await withClient(parts.pool, async (client) => {
    await assertClock(client, parts.now())
    const total = { batches: 0, rows: 0, refusals: await deleteRefusals(client, parts.now()) }
    const { rows } = await client.query<{ number: number }>('select number from audit.batch_leaves order by number')
    for (const { number } of rows) {
      const deleted = await deleteWhenOld(client, number, parts)
      if (deleted === undefined) continue
      total.batches += 1
      total.rows += deleted
    }
    return total
  })
}

async function deleteRefusals(client: PoolClient, now: Date): Promise<number> {
  const before = new Date(now.getTime() - REFUSAL_DAYS * DAY_MS)
  const { rowCount } = await client.query('delete from audit.refusal_count where minute < $1', [before])
  return rowCount ?? 0
}

async function deleteWhenOld(client: PoolClient, number: number, parts: RetainParts): Promise<number | undefined> {
  const { rows } = await client.query<{ leaves: Buffer; checkpoint: string }>(
    'select l.leaves, b.checkpoint from audit.batch_leaves l join audit.batch b using (number) where number = $1',
    [number],
  )
  const sealed = parseAnchor(rows[0]?.checkpoint ?? '')
  const leaves = rows[0] === undefined ? undefined : decodeLeaves(rows[0].leaves)
  if (sealed === undefined || leaves === undefined) return undefined
  const days = await longestRetention(client, leaves, parts)
  if (days === undefined || parts.now().getTime() - Date.parse(sealed.at) < days * DAY_MS) return undefined
  const content = { tombstone: number, rows: sealed.rows, root: sealed.root, days, at: parts.now().toISOString() }
  await deleteBatch(client, number, leaves, signAnchor(content, parts.signingKey), days)
  return sealed.rows
}

/** Days that the batch must be kept; undefined when it holds the set of coordinates of a use that stays. */
async function longestRetention(client: PoolClient, leaves: readonly Leaf[], parts: RetainParts): Promise<number | undefined> {
  const ids = (table: string) => leaves.filter((leaf) => leaf.table === table).map(({ id }) => String(id))
  const needed = await client.query(
    `select from audit.data_use where use_set_id = any($1::bigint[]) and not id = any($2::bigint[]) limit 1`,
    [ids('use_set'), ids('data_use')],
  )
  if (needed.rowCount !== 0) return undefined
  const { rows } = await client.query<{ id: string }>(
    `select distinct protocol ->> 'id' as id from audit.use_set s, jsonb_array_elements(s.protocols) protocol
     where s.id in (select use_set_id from audit.data_use where id = any($1::bigint[]))`,
    [ids('data_use')],
  )
  const days = rows.map(({ id }) => parts.retentionDays(id) ?? parts.defaultDays)
  const others = leaves.some(({ table }) => table !== 'data_use') || days.length === 0
  return Math.max(...days, ...(others ? [parts.defaultDays] : []))
}

async function deleteBatch(client: PoolClient, number: number, leaves: readonly Leaf[], tombstone: string, days: number): Promise<void> {
  await inTransaction(client, async () => {
    // The triggers let a deletion through that says what it is; everything else is refused.
    await client.query(`set local doorstroom.retention = 'on'`)
    const events = leaves.filter(({ table }) => table === 'event').map(({ id }) => String(id))
    if (events.length > 0) await client.query('select audit.note_links_again($1::bigint[])', [events])
    for (const table of EVIDENCE_TABLES) {
      const ids = leaves.filter((leaf) => leaf.table === table).map(({ id }) => String(id))
      if (ids.length > 0) await client.query(`delete from audit.${table} where id = any($1::bigint[])`, [ids])
    }
    await client.query('delete from audit.person_use where batch = $1', [number])
    await client.query('delete from audit.batch_leaves where number = $1', [number])
    await client.query('insert into audit.tombstone (number, tombstone) values ($1, $2)', [number, tombstone])
    await client.query('insert into audit.event (kind, actor, subject, detail) values ($1, $2, $3, $4)', [
      'RETENTION',
      'hub',
      String(number),
      `${days} days`,
    ])
  })
}
