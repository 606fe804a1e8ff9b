/** What the hub sends to PostgreSQL. */
import type { Pool } from 'pg'
import type { Database } from '../../src/database/client.ts'
import { changedPool, type Statement } from './changed-pool.ts'

/** Same database, whose statements are remembered, whatever login runs them. A statement has no name before it comes again: its text tells which it is. */
export function recording(database: Database, ran: Statement[]): Database {
  const recorded = (pool: Pool): Pool =>
    changedPool(pool, (statement) => {
      ran.push(statement)
      return statement
    })
  return { ...database, pool: recorded(database.pool), openAs: (login) => recorded(database.openAs(login)) }
}
