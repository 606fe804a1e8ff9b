import { openScheduler } from '../../src/database/jobs/scheduler.ts'

/** Asks for a turn of a work now, as the next minute would; a hub on the database takes it. */
export async function requestTurn(url: string, name: string): Promise<void> {
  const scheduler = await openScheduler({ url, works: [], log: { error: () => {} } })
  await scheduler.request(name)
  await scheduler.close()
}
