/** What the hub sends to PostgreSQL. */
import type { Pool } from 'pg'
import type { Database } from '../../src/database/client.ts'

/** A prepared statement that ran. */
export type Statement = { name: string; text: string; values: unknown[] }

/** Same database, whose prepared statements are remembered, whatever login runs them. */
export function recording(database: Database, ran: Statement[]): Database {
  const recorded = (pool: Pool): Pool => {
    const query = (statement: unknown, ...rest: unknown[]) => {
      if (typeof statement === 'object' && statement !== null && 'name' in statement) ran.push(statement as Statement)
      return Reflect.apply(pool.query, pool, [statement, ...rest])
    }
    return new Proxy(pool, { get: (target, key) => (key === 'query' ? query : Reflect.get(target, key)) })
  }
  return { ...database, pool: recorded(database.pool), openAs: (login) => recorded(database.openAs(login)) }
}
