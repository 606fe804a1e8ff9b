/** Records that changed nothing, because the hub knows a newer one of their key. */
import type { ClientBase } from 'pg'
import type { StoredRows } from './pipelined-query.ts'

/** @param short rows of which fewer were written than sent; that is so too when the hub knew the same already, so these are counted. */
export async function countOlder(client: ClientBase, short: readonly StoredRows[]): Promise<number> {
  let count = 0
  for (const { older } of short) {
    const counted = await client.query<{ older: number }>(older)
    count += counted.rows[0]?.older ?? 0
  }
  return count
}
