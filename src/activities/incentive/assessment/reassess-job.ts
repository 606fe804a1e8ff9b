/** Background job that reassesses open assessments whose facts may have changed. */
import type { Logger } from 'pino'
import { REASSESS_BATCH, type ReassessParts, reassess } from './reassess.ts'

export type ReassessJob = {
  /** Lets the pass under way end, then stops. */
  close(): Promise<void>
}

/** Time between two passes; milliseconds. */
const EVERY_MS = 5_000

/** Looks again every few seconds. Safe in several hubs at once: an assessment that one of them looks at, the others leave. */
export function openReassessJob(parts: ReassessParts, log: Pick<Logger, 'info' | 'error'>): ReassessJob {
  let closing = false
  let pass: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  async function runPass(): Promise<void> {
    try {
      let isFull = true
      while (isFull && !closing) {
        const result = await reassess(parts)
        if (result.looked > 0) log.info(result, 'incentives: open assessments were reassessed')
        isFull = result.looked === REASSESS_BATCH
      }
    } catch (error) {
      // The code only: messages may repeat values. The next pass tries again.
      const code = error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'unknown'
      log.error({ code }, 'incentives: reassessment failed and will be retried')
    }
  }

  const schedule = () => {
    timer = setTimeout(() => {
      pass = runPass().finally(() => {
        if (!closing) schedule()
      })
    }, EVERY_MS).unref()
  }
  schedule()
  return {
    close: async () => {
      closing = true
      clearTimeout(timer)
      await pass
    },
  }
}
