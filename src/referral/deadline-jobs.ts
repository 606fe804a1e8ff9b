/**
 * Lets deadlines pass: every minute one of the hub processes acts on what is overdue. The queue decides which process does it; when that one
 * dies, its statement is undone by PostgreSQL and the next minute's process takes over.
 */
import type { Pool } from 'pg'
import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Clock } from '../access/clock.ts'
import { connectionConfig, ROLES } from '../database/connection.ts'
import { JOB_SCHEMA } from '../database/job-tables.ts'
import type { DeadlineSettings } from './deadline.ts'
import { isFull, passDeadlines } from './deadline-pass.ts'

export type DeadlineJobs = {
  /** Asks for a pass now, by whichever process is free first. */
  request(): Promise<void>
  /** Lets the pass under way end, then stops. */
  close(): Promise<void>
}

export type DeadlineJobsOptions = {
  /** Address of the database, and the connections by which people's acts are written as well. */
  database: { url: string; pool: Pool }
  settings: Pick<DeadlineSettings, 'readBackDays'>
  clock: Pick<Clock, 'today'>
  log: Pick<Logger, 'info' | 'error'>
}

const QUEUE = 'referral-deadlines'
const EVERY_MINUTE = '* * * * *'
const CLOSE_MS = 5_000
const CONNECTIONS = 2
/** Time after which a pass counts as dead. */
const PASS_SECONDS = 60

/** Starts with a pass for what became overdue while no hub ran. @throws when the queue's tables are missing (`src/database/job-tables.ts` makes them). */
export async function openDeadlineJobs(options: DeadlineJobsOptions): Promise<DeadlineJobs> {
  const queue = openQueue(options)
  let closing = false
  await queue.start()
  // One waiting at most: passes that nobody could run do not add up.
  await queue.createQueue(QUEUE, { policy: 'short', expireInSeconds: PASS_SECONDS, retryLimit: 0, deleteAfterSeconds: 3_600 })
  await queue.work(QUEUE, { pollingIntervalSeconds: 2 }, () => passAll(options, () => closing))
  await queue.schedule(QUEUE, EVERY_MINUTE)
  const request = async () => void (await queue.send(QUEUE))
  await request()
  return {
    request,
    close: async () => {
      closing = true
      await queue.stop({ graceful: true, timeout: CLOSE_MS })
    },
  }
}

function openQueue({ database, log }: DeadlineJobsOptions): PgBoss {
  const { connectionString = '', options = '' } = connectionConfig(database.url, ROLES.jobs)
  const queue = new PgBoss({
    connectionString,
    options,
    application_name: 'doorstroom deadlines',
    max: CONNECTIONS,
    schema: JOB_SCHEMA,
    migrate: false,
    createSchema: false,
    registerInstance: false,
    // What only the owner of the tables may do, and tables of this size do not need.
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  })
  queue.on('error', (error: unknown) => log.error({ code: codeOf(error) }, 'deadlines of referrals: the queue met an error and goes on'))
  return queue
}

async function passAll(
  { database: { pool }, settings: { readBackDays }, clock, log }: DeadlineJobsOptions,
  isClosing: () => boolean,
): Promise<void> {
  for (let more = true; more && !isClosing(); ) {
    const result = await passDeadlines({ pool, today: clock.today(), readBackDays })
    if (Object.keys(result).length > 0) log.info({ acts: result }, 'deadlines of referrals passed')
    more = isFull(result)
  }
}

/** The code only: messages may repeat values. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'unknown'
}
