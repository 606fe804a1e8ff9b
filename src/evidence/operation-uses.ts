/** How often operations were asked, from the access log: counts, and nobody who asked. */
import type { Pool } from 'pg'
import { brusselsDay } from '../base/day.ts'

/** @property hashes keyed hashes of documents, as the access log has them. */
export type AskedOperations = { consumer: string; contract: string; hashes: readonly Buffer[] }

/** @property times requests, answered or refused. @property lastOn day in Belgium of the last one; null when there was none. */
export type OperationUses = { times: number; lastOn: string | null }

const STATEMENT = `
  select count(*)::int as times, (extract(epoch from max(at)) * 1000)::float8 as last
  from audit.access_log where at >= $1 and consumer = $2 and contract = $3 and operation_hash = any($4)`

/** Reads the whole log: a matter of seconds, or of minutes where it is long. @param since instant from which requests count. */
export async function countUses(
  pool: Pick<Pool, 'query'>,
  { consumer, contract, hashes }: AskedOperations,
  since: Date,
): Promise<OperationUses> {
  const { rows } = await pool.query<{ times: number; last: number | null }>(STATEMENT, [since.toISOString(), consumer, contract, hashes])
  const [{ times, last } = { times: 0, last: null }] = rows
  return { times, lastOn: last === null ? null : brusselsDay(last) }
}
