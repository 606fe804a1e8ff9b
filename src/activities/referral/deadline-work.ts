/** Lets deadlines pass: every minute one of the hub processes acts on what is overdue. */
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Clock } from '../../base/clock.ts'
import { EVERY_MINUTE, type ScheduledWork } from '../../database/jobs/scheduler.ts'
import type { DeadlineSettings } from './deadline.ts'
import { isFull, passDeadlines } from './deadline-pass.ts'

export type DeadlineWorkOptions = {
  /** Connections that act as the application, as those of people's acts do. */
  pool: Pick<Pool, 'query'>
  settings: Pick<DeadlineSettings, 'readBackDays'>
  clock: Pick<Clock, 'today'>
  log: Pick<Logger, 'info'>
}

export function deadlineWork({ pool, settings: { readBackDays }, clock, log }: DeadlineWorkOptions): ScheduledWork {
  return {
    name: 'referral-deadlines',
    cron: EVERY_MINUTE,
    run: async (isOver) => {
      let more = true
      while (more && !isOver()) {
        const result = await passDeadlines({ pool, today: clock.today(), readBackDays })
        if (Object.keys(result).length > 0) log.info({ acts: result }, 'referral deadlines processed')
        more = isFull(result)
      }
    },
  }
}
