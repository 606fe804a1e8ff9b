/** Documents that a consumer has not sent before: each is parsed, checked, compiled and planned, so a minute has room for some of them. */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

export type DocumentAllowance = {
  /** Counts a document that was not sent by hash; one that the consumer lately sent to this process costs nothing.
   *  @param document undefined when the request has none. @throws what `spend` throws. */
  take(consumer: string, document: string | undefined): Promise<void>
}

/** Documents that are remembered of a consumer, and consumers that are. */
const REMEMBERED = { max: 500 }
const CONSUMERS = { max: 1000 }

/** @param spend takes a new document from the consumer's minute. @throws Overload when it has no room. */
export function createDocumentAllowance(spend: (consumer: string) => Promise<void>): DocumentAllowance {
  const consumers = new LRUCache<string, LRUCache<string, true>>(CONSUMERS)
  const knownOf = (consumer: string): LRUCache<string, true> => {
    const known = consumers.get(consumer) ?? new LRUCache<string, true>(REMEMBERED)
    consumers.set(consumer, known)
    return known
  }
  return {
    take: async (consumer, document) => {
      // Whatever is no document is refused before it costs anything.
      if (document === undefined) return
      const known = knownOf(consumer)
      const hash = createHash('sha256').update(document).digest('base64')
      if (known.get(hash) !== undefined) return
      await spend(consumer)
      known.set(hash, true)
    },
  }
}
