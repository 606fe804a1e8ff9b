/**
 * Seals evidence every few seconds, beside the requests. When sealing or anchoring fails for longer than the grace period, the hub
 * stops answering about persons: what it discloses must be provable by others than itself.
 *
 * Every process seals by a timer of its own, and not by the queue of scheduled work: each must know by itself that its answers get
 * sealed, also while the queue stands still, and within seconds where the queue takes turns of a minute.
 */
import type { Logger } from 'pino'
import { SourceUnavailable } from '../../base/faults.ts'
import { EvidenceForked, type SealParts, type SealPass, sealOnce } from './seal-pass.ts'
import type { Witness, WitnessHealth } from './witness.ts'

/** HEALTHY; WARNING from 70 % of the grace period; REFUSING after it, and until the first pass succeeded. */
export type SealerState = 'HEALTHY' | 'WARNING' | 'REFUSING'

/** @property ageMs since everything written was last sealed and anchored; null before the first time.
 *  @property witness null when there is none; it changes no state. */
export type SealerHealth = { state: SealerState; ageMs: number | null; problem: string | null; witness: WitnessHealth | null }

export type Sealer = {
  /** Until when the hub may answer about persons, in milliseconds of the clock for ages; every pass that succeeds moves it. */
  readonly answersUntil: number
  /** First pass, then one after every interval. Never rejects: the health says how it went. */
  start(): Promise<void>
  /** One pass now; waits for the one under way. @throws what made it fail. */
  sealNow(): Promise<SealPass>
  health(): SealerHealth
  /** Why it may not after that. */
  refusal(): SourceUnavailable
  /** Last pass, then silence. */
  close(): Promise<void>
}

export type SealerOptions = Omit<SealParts, 'now'> & {
  intervalMs: number
  graceMs: number
  log: Logger
  now?: () => Date
  witness?: Witness
  elapsed?: () => number
}

const WARNING_SHARE = 0.7
const NEVER = Number.NEGATIVE_INFINITY

/** @param options milliseconds; `now` dates checkpoints, `elapsed` measures ages: a clock that is set back must not prolong the grace. */
export function createSealer(options: SealerOptions): Sealer {
  const { intervalMs, graceMs, log, now = () => new Date(), elapsed = () => performance.now() } = options
  let problem: string | null = null
  let running: Promise<SealPass> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let reported: SealerState | undefined

  async function pass(): Promise<SealPass> {
    const begun = elapsed()
    try {
      const result = await sealOnce({ ...options, now })
      sealer.answersUntil = begun + graceMs
      problem = null
      await tellWitness()
      return result
    } catch (error) {
      problem = describe(error)
      // Time does not heal a contradiction: no answers until somebody looked at it.
      if (error instanceof EvidenceForked) sealer.answersUntil = NEVER
      throw error
    }
  }

  /** Begins to tell it; nobody waits for the end. */
  async function tellWitness(): Promise<void> {
    const { last } = options.witness === undefined ? { last: undefined } : await options.anchors.read()
    if (last !== undefined) void options.witness?.tell(last.line)
  }

  async function sealNow(): Promise<SealPass> {
    await running?.catch(() => {})
    running = pass()
    return await running
  }

  async function tick(): Promise<void> {
    await sealNow().catch(() => {})
    report()
    if (!closed) timer = setTimeout(() => void tick(), intervalMs).unref()
  }

  function report(): void {
    const { state, ageMs, problem: reason } = health()
    if (state === reported) return
    reported = state
    log[state === 'HEALTHY' ? 'info' : 'error']({ state, ageMs, problem: reason }, 'sealing')
  }

  function health(): SealerHealth {
    const { answersUntil } = sealer
    const ageMs = answersUntil === NEVER ? null : Math.round(elapsed() + graceMs - answersUntil)
    const state = ageMs === null || elapsed() > answersUntil ? 'REFUSING' : ageMs >= WARNING_SHARE * graceMs ? 'WARNING' : 'HEALTHY'
    return { state, ageMs, problem, witness: options.witness?.health() ?? null }
  }

  const sealer = {
    answersUntil: NEVER,
    start: tick,
    sealNow,
    health,
    refusal: () =>
      new SourceUnavailable('AUDIT_UNAVAILABLE', 'The use of personal data cannot be sealed, so no data was returned. Try again later.', {
        problem: problem ?? 'none',
      }),
    close: async () => {
      closed = true
      clearTimeout(timer)
      await sealNow().catch((error: unknown) => log.error({ problem: describe(error) }, 'sealing the evidence at shutdown failed'))
    },
  }
  return sealer
}

/** Codes and our own words; messages of libraries may repeat what they were given. */
function describe(error: unknown): string {
  if (error instanceof EvidenceForked) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  return code ?? (error instanceof Error ? error.message : 'unknown')
}
