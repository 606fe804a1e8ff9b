/**
 * Starts the embedded server again when it ended and nobody stopped it: the system may kill it for its memory, or an operator by mistake.
 * A server that keeps ending, or does not start, is given up: a hub without a database can answer nothing.
 */
import { setTimeout as wait } from 'node:timers/promises'

/** The server ended, and this process cannot bring it back. */
export class EmbeddedFailure extends Error {
  override readonly name = 'EmbeddedFailure'
}

/** @property start starts the server that ended; rejects when it does not start. @property told what to call with each start.
 *  @property lost what to call, once, when the server is given up. @property advice where an operator finds why, for the message. */
export type WatchedServer = {
  isRunning: () => boolean
  start: () => Promise<void>
  told: () => void
  lost: (error: EmbeddedFailure) => void
  advice: string
}

/** @property lookMs time between two looks, and half of the wait before the second try; each further one is twice as long. @property tries to start it once. @property starts at most in `withinMs`. */
export type EmbeddedLimits = { lookMs: number; tries: number; starts: number; withinMs: number }

/** Tries over fifteen seconds: what passes by itself, such as a disk that is full for a moment, has passed by then. */
const LIMITS: EmbeddedLimits = { lookMs: 500, tries: 5, starts: 5, withinMs: 600_000 }

/** @returns what ends the watch, after a start that is under way. */
export function keepRunning(kept: WatchedServer, limits: EmbeddedLimits = LIMITS): () => Promise<void> {
  const started: number[] = []
  let stopped = false
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    if (stopped || kept.isRunning()) return
    const since = performance.now() - limits.withinMs
    if (started.filter((at) => at > since).length >= limits.starts) return giveUp('ended too often')
    started.push(performance.now())
    await startAgain()
  }

  async function startAgain(): Promise<void> {
    for (let tried = 1; !stopped; tried += 1) {
      try {
        await kept.start()
        return kept.told()
      } catch {
        if (tried >= limits.tries) return giveUp('ended and did not start again')
        await wait(limits.lookMs * 2 ** tried)
      }
    }
  }

  function giveUp(what: string): void {
    stopped = true
    clearInterval(timer)
    kept.lost(new EmbeddedFailure(`The embedded PostgreSQL ${what}, and the hub cannot go on without it: ${kept.advice}`))
  }

  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined
    })
  }, limits.lookMs).unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await looking
  }
}
