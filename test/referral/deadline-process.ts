/** A process that lets deadlines pass, as a hub does and without its other parts. Told what to do by its parent: "request" or "close". */
import { argv } from 'node:process'
import { pino } from 'pino'
import { connectDatabase } from '../../src/database/client.ts'
import { openDeadlineJobs } from '../../src/referral/deadline-jobs.ts'

const [, , url = ''] = argv
const database = connectDatabase(url, { connections: 2 })
const jobs = await openDeadlineJobs({
  database,
  settings: { readBackDays: 30 },
  clock: { today: () => '2026-11-24' },
  log: pino({ level: 'info' }, { write: (line: string) => void process.send?.(line) }),
})
process.on('message', async (message) => {
  if (message === 'request') await jobs.request()
  if (message !== 'close') return
  await jobs.close()
  await database.close()
  process.disconnect()
})
process.send?.('ready')
