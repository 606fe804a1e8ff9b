/** Whether PostgreSQL has room for the connections that this process may open: said at the start, before any is missing. */
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Database } from '../database/client.ts'

/** @property allowed connections that logins like the hub's may have together. @property others in use by anybody else. */
type Room = { allowed: number; others: number }

const ROOM = `
  select least(
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - current_setting('reserved_connections')::int,
      (select nullif(datconnlimit, -1) from pg_database where datname = current_database())) as allowed,
    (select count(*)::int - 1 from pg_stat_activity where backend_type = 'client backend') as others`

/**
 * Says how many connections the process may open, beside what the server allows.
 * @throws with a message for the operator when the server can never give that many.
 */
export async function checkConnectionRoom(
  { pool, mostConnections }: Pick<Database, 'mostConnections'> & { pool: Pick<Pool, 'query'> },
  log: Logger,
): Promise<void> {
  const { rows } = await pool.query<Room>(ROOM)
  const { allowed, others } = rows[0] as Room
  if (mostConnections > allowed)
    throw new Error(
      `DATABASE_CONNECTIONS is ${mostConnections}, and PostgreSQL allows ${allowed} (max_connections without those reserved, or the limit of the database): lower the setting, or raise max_connections`,
    )
  const said = { most: mostConnections, allowed, others }
  if (mostConnections + others <= allowed) return log.info(said, 'connections to PostgreSQL')
  log.warn(
    said,
    'connections to PostgreSQL: there may be too few when others keep theirs; lower DATABASE_CONNECTIONS or raise max_connections',
  )
}
