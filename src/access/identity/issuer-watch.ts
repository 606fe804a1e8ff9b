/** Watches the issuer from the start of a hub on: says in the log what is wrong with it, and whether a token would be verified now. */
import { SourceUnavailable } from '../../base/faults.ts'
import { asUnusable, ISSUER_PROBLEMS, type IssuerAccess, type IssuerProblem, probeIssuer } from './issuer-probe.ts'

export type IssuerWatch = {
  /** Asks for the first time, and then again and again. Never rejects. */
  start(): Promise<void>
  /** @throws SourceUnavailable with the class of the problem when the keys of the issuer cannot be had, or are too old to be trusted. */
  assertUsable(): void
  stop(): void
}

/** The part of a log that this needs: fields, then words. */
type Log = { info(fields: object, text: string): void; warn(fields: object, text: string): void }

/** @property retryMs time to the next question after a problem, and @property againMs after none. @property now a clock that nobody sets back. */
type WatchOptions = IssuerAccess & { log: Log; retryMs?: number; againMs?: number; now?: () => number }

export function createIssuerWatch(options: WatchOptions): IssuerWatch {
  const { log, keysMaxAgeMs = 300_000, retryMs = 5_000, againMs = 60_000, now = () => performance.now() } = options
  let problem: IssuerProblem | null | undefined
  let usableUntil = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function ask(): Promise<void> {
    const found = await probeIssuer(options).then(
      () => null,
      (error: unknown) => asUnusable(error, 'KEYS').problem,
    )
    if (found === null) usableUntil = now() + keysMaxAgeMs
    if (found !== problem) tell(found)
    problem = found
    if (!stopped) timer = setTimeout(() => void ask(), found === null ? againMs : retryMs).unref()
  }

  function tell(found: IssuerProblem | null): void {
    if (found === null) log.info({ issuer: 'USABLE' }, 'issuer')
    else log.warn({ issuer: found, problem: ISSUER_PROBLEMS[found] }, 'issuer')
  }

  return {
    start: ask,
    // Keys that were had are trusted for a while, whatever becomes of the issuer.
    assertUsable: () => {
      if (now() < usableUntil) return
      const detail = { source: 'issuer', problem: problem ?? 'NOT_ASKED' }
      throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The identity provider is not responding. Try again later.', detail)
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
