/**
 * Work that the hub does by itself, at set times: each time by one of its processes, which one the queue decides. When that one dies, its
 * statement is undone by PostgreSQL, and another process takes the next turn. The work itself must bear being done twice.
 */
import type { Pool } from 'pg'
import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { JOB_SCHEMA } from './job-tables.ts'

/** @property cron five fields, Belgian time. @property run one turn; ends soon after `isOver` says so, and the next turn goes on. */
export type ScheduledWork = Readonly<{ name: string; cron: string; run(isOver: () => boolean): Promise<void> }>

export const EVERY_MINUTE = '* * * * *'

export type Scheduler = {
  /** Asks for a turn now, by whichever process is free first. */
  request(name: string): Promise<void>
  /** Lets the turns under way end, then stops. */
  close(): Promise<void>
}

export type SchedulerOptions = {
  /** Connections as `doorstroom_jobs`; the queue asks them, and does not end them. */
  pool: Pick<Pool, 'query'>
  works: readonly ScheduledWork[]
  log: Pick<Logger, 'error'>
}

const TIME_ZONE = 'Europe/Brussels'
const CLOSE_MS = 5_000
/** Time after which a turn counts as dead; it is over before that. */
const DEAD_SECONDS = 60
const TURN_MS = 40_000

/** Begins with a turn of each work, for what came up while no hub ran. @throws when the queue's tables are missing (`src/database/jobs/job-tables.ts` makes them). */
export async function openScheduler({ pool, works, log }: SchedulerOptions): Promise<Scheduler> {
  const queue = openQueue(pool, log)
  let closing = false
  await queue.start()
  const turnOf = async ({ name, run }: ScheduledWork) => {
    const end = performance.now() + TURN_MS
    // What failed is tried again at the next turn. It is not for the queue to keep: messages may repeat values.
    await run(() => closing || performance.now() > end).catch((error: unknown) => {
      log.error({ work: name, code: codeOf(error) }, 'scheduled work failed; its next turn tries again')
    })
  }
  for (const work of works) {
    const { name, cron } = work
    // One waiting at most: turns that nobody could take do not add up.
    await queue.createQueue(name, { policy: 'short', expireInSeconds: DEAD_SECONDS, retryLimit: 0, deleteAfterSeconds: 3_600 })
    await queue.work(name, { pollingIntervalSeconds: 2 }, () => turnOf(work))
    await queue.schedule(name, cron, null, { tz: TIME_ZONE })
    await queue.send(name)
  }
  return {
    request: async (name) => void (await queue.send(name)),
    close: async () => {
      closing = true
      await queue.stop({ graceful: true, timeout: CLOSE_MS })
    },
  }
}

function openQueue(pool: SchedulerOptions['pool'], log: SchedulerOptions['log']): PgBoss {
  const queue = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values ?? []) },
    schema: JOB_SCHEMA,
    migrate: false,
    createSchema: false,
    registerInstance: false,
    // What only the owner of the tables may do, and tables of this size do not need.
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  })
  queue.on('error', (error: unknown) => log.error({ code: codeOf(error) }, 'scheduled work: the queue had an error and continues'))
  return queue
}

/** The code only: messages may repeat values. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'unknown'
}
