import type { Logger } from 'pino'
import { LOOK_BATCH, type LookAgainParts, type Looked, lookAgain } from './reassess.ts'

export type Looking = {
  /** Lets the pass under way end, then stops. */
  close(): Promise<void>
}

/** Time between two passes; milliseconds. */
const EVERY_MS = 5_000

/** Looks again every few seconds. Safe in several hubs at once: an assessment that one of them looks at, the others leave. */
export function openLooking(parts: LookAgainParts, log: Pick<Logger, 'info' | 'error'>): Looking {
  let closing = false
  let pass: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  async function runPass(): Promise<void> {
    try {
      for (let looked: Looked = { looked: LOOK_BATCH, marked: 0 }; looked.looked === LOOK_BATCH && !closing; ) {
        looked = await lookAgain(parts)
        if (looked.looked > 0) log.info(looked, 'incentives: open assessments looked at again')
      }
    } catch (error) {
      // The code only: messages may repeat values. The next pass tries again.
      const code = error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'unknown'
      log.error({ code }, 'incentives: looking again met an error and goes on')
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
