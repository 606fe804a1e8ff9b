/** A process that lets deadlines pass, as a hub does and without its other parts. Told what to do by its parent: "request" or "close". */
import { argv } from 'node:process'
import { pino } from 'pino'
import { deadlineWork } from '../../src/activities/referral/deadline-work.ts'
import { connectDatabase } from '../../src/database/client.ts'
import { ROLES } from '../../src/database/connection.ts'
import { openScheduler } from '../../src/database/jobs/scheduler.ts'

const [, , url = ''] = argv
const database = connectDatabase(url, { connections: 2 })
const log = pino({ level: 'info' }, { write: (line: string) => void process.send?.(line) })
const work = deadlineWork({ pool: database.pool, settings: { readBackDays: 30 }, clock: { today: () => '2026-11-24' }, log })
const scheduler = await openScheduler({ pool: database.open(ROLES.jobs, { connections: 2 }), works: [work], log })
process.on('message', async (message) => {
  if (message === 'request') await scheduler.request(work.name)
  if (message !== 'close') return
  await scheduler.close()
  await database.close()
  process.disconnect()
})
process.send?.('ready')
