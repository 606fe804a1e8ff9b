/** How many documents that it has not sent before a consumer may send in a minute: each is parsed, checked, compiled and planned. */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { SourceUnavailable } from '../../base/faults.ts'

export type DocumentAllowance = {
  /** Counts a document that was not sent by hash; one that the consumer sent lately costs nothing.
   *  @param document undefined when the request has none. @throws SourceUnavailable (RATE_LIMITED) when too many were new. */
  take(consumer: string, document: string | undefined): void
}

const MINUTE_MS = 60_000

/** Documents that are remembered of a consumer, and consumers that are. */
const REMEMBERED = { max: 500 }
const CONSUMERS = { max: 1000 }

type Allowance = { known: LRUCache<string, true>; since: number; taken: number }

/** @param perMinute new documents of one consumer. @param now milliseconds of a clock that never goes back. */
export function createDocumentAllowance(perMinute: number, now: () => number = () => performance.now()): DocumentAllowance {
  const consumers = new LRUCache<string, Allowance>(CONSUMERS)
  const allowanceOf = (consumer: string): Allowance => {
    const allowance = consumers.get(consumer) ?? { known: new LRUCache(REMEMBERED), since: now(), taken: 0 }
    consumers.set(consumer, allowance)
    return allowance
  }
  return {
    take: (consumer, document) => {
      // Whatever is no document is refused before it costs anything.
      if (document === undefined) return
      const allowance = allowanceOf(consumer)
      const hash = createHash('sha256').update(document).digest('base64')
      if (allowance.known.get(hash) !== undefined) return
      const elapsed = now() - allowance.since
      if (elapsed >= MINUTE_MS) Object.assign(allowance, { since: now(), taken: 0 })
      if (allowance.taken >= perMinute) throw tooMany(perMinute, Math.ceil((MINUTE_MS - elapsed) / 1000))
      allowance.taken += 1
      allowance.known.set(hash, true)
    },
  }
}

function tooMany(perMinute: number, retryAfterSeconds: number): SourceUnavailable {
  return new SourceUnavailable(
    'RATE_LIMITED',
    `A consumer may send ${perMinute} documents a minute that it has not sent before. Use variables instead of values in the text, or register the operations.`,
    { retryAfterSeconds },
  )
}
