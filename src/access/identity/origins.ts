/** Origins of the pages that may read answers in a browser, as each consumer registered them: none unless it did. */
import { watchValue } from '../../base/watched-value.ts'
import { listOrigins, type OriginQuery } from './origin-store.ts'

export type Origins = {
  /** Whether some consumer has pages there: all that is known before a token is. */
  isKnown(origin: string): boolean
  /** Whether this consumer has pages there. */
  allows(consumer: string, origin: string): boolean
  refresh(): Promise<void>
}

/** What is registered, and what is taken away, is known to every hub process within this time. */
const REFRESH_MS = 10_000

/** Opens the list with what is stored now. A failed later look leaves the last one standing: no answer is about a person while the database is away.
 *  @param now milliseconds of a clock that nobody sets back. */
export async function openOrigins(query: OriginQuery, now: () => number = () => performance.now()): Promise<Origins> {
  const watched = await watchValue(async () => byOrigin(await listOrigins(query)), REFRESH_MS, now)
  return {
    isKnown: (origin) => watched.current.has(origin),
    allows: (consumer, origin) => watched.current.get(origin)?.has(consumer) === true,
    refresh: async () => {
      if (now() >= watched.dueAt) await watched.refresh()
    },
  }
}

function byOrigin(registered: Awaited<ReturnType<typeof listOrigins>>): ReadonlyMap<string, ReadonlySet<string>> {
  const consumers = new Map<string, Set<string>>()
  for (const { consumer, origin } of registered) consumers.set(origin, (consumers.get(origin) ?? new Set()).add(consumer))
  return consumers
}
