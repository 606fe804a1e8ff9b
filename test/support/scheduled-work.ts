import { openPool } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { openScheduler } from '../../src/database/jobs/scheduler.ts'

/** Asks for a turn of a work now, as the next minute would; a hub on the database takes it. */
export async function requestTurn(url: string, name: string): Promise<void> {
  const pool = openPool(url, ROLES.jobs, { connections: 1 })
  const scheduler = await openScheduler({ pool, works: [], log: { error: () => {} } })
  await scheduler.request(name)
  await scheduler.close()
  await pool.end()
}
