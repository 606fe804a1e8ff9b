/** Scheduled work that reassesses open assessments whose facts may have changed: every minute, by one of the hub's processes. */
import type { Logger } from 'pino'
import { EVERY_MINUTE, type ScheduledWork } from '../../../database/jobs/scheduler.ts'
import { REASSESS_BATCH, type ReassessParts, reassess } from './reassess.ts'

export function reassessWork(parts: ReassessParts, log: Pick<Logger, 'info'>): ScheduledWork {
  return {
    name: 'incentive-reassessment',
    cron: EVERY_MINUTE,
    run: async (isOver) => {
      let more = true
      while (more && !isOver()) {
        const result = await reassess(parts)
        if (result.looked > 0) log.info(result, 'incentives: open assessments were reassessed')
        more = result.looked === REASSESS_BATCH
      }
    },
  }
}
