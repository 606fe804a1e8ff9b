/** Connections and transactions of the hub: one way to take a connection, and one to have all of a work done or nothing. */
import type { ClientBase, Pool, PoolClient, QueryConfig } from 'pg'

/** How a transaction begins; by default each statement sees what is committed when it starts. */
export type TransactionMode = 'isolation level repeatable read' | 'isolation level repeatable read read only'

/** Longest that undoing a transaction may take: PostgreSQL does it by itself when the connection ends. Milliseconds. */
const ROLLBACK_MS = 1_000

/** Runs work on one connection of a pool. After an error the connection is closed: a lock, a setting or a transaction that it still holds ends with it. */
export async function withClient<T>(pool: Pick<Pool, 'connect'>, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let failed = true
  try {
    const result = await work(client)
    failed = false
    return result
  } finally {
    client.release(failed)
  }
}

/** Runs work in a transaction on a connection of a pool: all of it is committed, or nothing. */
export async function runInTransaction<T>(
  pool: Pick<Pool, 'connect'>,
  work: (client: PoolClient) => Promise<T>,
  mode?: TransactionMode,
): Promise<T> {
  return await withClient(pool, (client) => inTransaction(client, () => work(client), mode))
}

/** The same on a connection at hand, which is in no transaction. @throws what the work throws, or an error when the commit undid it. */
export async function inTransaction<T>(client: ClientBase, work: () => Promise<T>, mode?: TransactionMode): Promise<T> {
  const result = await begun(client, work, mode)
  const { command } = await client.query('commit')
  // PostgreSQL answers the commit of a transaction in which a statement failed by undoing it.
  if (command !== 'COMMIT') throw new Error('the transaction was undone: one of its statements failed')
  return result
}

/** Runs work in a transaction that is undone in any case: for one snapshot of the data, or for what shall not stay (temporary tables, views). */
export async function inUndoneTransaction<T>(client: ClientBase, work: () => Promise<T>, mode?: TransactionMode): Promise<T> {
  const result = await begun(client, work, mode)
  await client.query('rollback')
  return result
}

async function begun<T>(client: ClientBase, work: () => Promise<T>, mode: TransactionMode | undefined): Promise<T> {
  await client.query(mode === undefined ? 'begin' : `begin ${mode}`)
  try {
    return await work()
  } catch (error) {
    // The work's own error says why; a connection that cannot even roll back, or not soon, is closed by whoever took it.
    await client.query({ text: 'rollback', query_timeout: ROLLBACK_MS } as QueryConfig).catch(() => {})
    throw error
  }
}
