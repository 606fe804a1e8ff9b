/** Which rows are not in a batch yet: what committed after the snapshot of the last batch, in whatever order it was written. */
import type { PoolClient } from 'pg'
import { byTable, EVIDENCE_TABLES, type EvidenceTable } from '../evidence-rows.ts'
import { decodeLeaves } from './leaves.ts'

/** Per table, SQL on the row `d`. */
export type UnsealedRow = Readonly<Record<EvidenceTable, { where: string; values: unknown[] }>>

/** Where the last batch ended. @property floor per table, highest id of a restored dump (bigint as text). */
export type Position = { snapshot: string; server: string; floor: readonly string[] }

/**
 * A row counts when its transaction was not complete in the last batch's snapshot. All that are visible now are taken, so the next
 * pass finds exactly those that this one could not see: none twice, none skipped, however long a transaction stayed open.
 */
export async function listUnsealed(
  client: PoolClient,
  last: Position | undefined,
  server: string,
): Promise<{ unsealed: UnsealedRow; floor: readonly string[] }> {
  if (last === undefined) return { unsealed: byTable(() => ({ where: 'true', values: [] })), floor: EVIDENCE_TABLES.map(() => '0') }
  // Numbers of transactions mean nothing on another server, for example after restoring a dump.
  if (last.server !== server || (await isAheadOf(client, last.snapshot))) return await listByLeaves(client)
  return { unsealed: byTable((table) => ({ where: SINCE, values: [last.snapshot, floorOf(last, table)] })), floor: last.floor }
}

const SINCE = `d.xid >= pg_snapshot_xmin($1::pg_snapshot)::text::bigint and not pg_visible_in_snapshot(d.xid::text::xid8, $1::pg_snapshot) and d.id > $2::bigint`

/** Highest id of a table whose transaction another server counted. */
export function floorOf({ floor }: Pick<Position, 'floor'>, table: EvidenceTable): string {
  return floor[EVIDENCE_TABLES.indexOf(table)] ?? '0'
}

async function isAheadOf(client: PoolClient, snapshot: string): Promise<boolean> {
  const { rows } = await client.query<{ ahead: boolean }>(
    'select pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as ahead',
    [snapshot],
  )
  return rows[0]?.ahead === true
}

/** By comparing every id with every leaf: slow, and only once after a restore. */
async function listByLeaves(client: PoolClient): Promise<{ unsealed: UnsealedRow; floor: readonly string[] }> {
  const sealed = byTable(() => new Set<number>())
  const { rows } = await client.query<{ leaves: Buffer }>('select leaves from audit.batch_leaves')
  for (const { leaves } of rows) for (const { table, id } of decodeLeaves(leaves) ?? []) sealed[table].add(id)
  const found = byTable((): string[] => [])
  const floor: string[] = []
  for (const table of EVIDENCE_TABLES) {
    const ids = await client.query<{ id: string }>(`select d.id::text from audit.${table} d order by d.id`)
    floor.push(ids.rows.at(-1)?.id ?? '0')
    found[table] = ids.rows.map(({ id }) => id).filter((id) => !sealed[table].has(Number(id)))
  }
  return { unsealed: byTable((table) => ({ where: 'd.id = any($1::bigint[])', values: [found[table]] })), floor }
}

/** SQL predicate on a row: it committed after the last batch was made, so that batch could not have it. */
export function lateSql(table: EvidenceTable): string {
  const last = (column: string) => `(select ${column} from audit.batch order by number desc limit 1)`
  const floor = last(`floor[${EVIDENCE_TABLES.indexOf(table) + 1}]`)
  return `coalesce(id > ${floor} and not pg_visible_in_snapshot(xid::text::xid8, ${last('snapshot::pg_snapshot')}), true)`
}
