/**
 * Refusals before anything was asked, counted per minute and kind: without a caller, or of what was too much. Anybody can cause them without
 * end, so there is no row for each, and no seal. All processes add to the same counts.
 */
import type { Logger } from 'pino'
import type { CountedRefusal } from '../graphql/schema/evidence-port.ts'

export type RefusalCounts = {
  add(refusal: CountedRefusal): void
  /** Writes what waits; rejects when it cannot. */
  flush(): Promise<void>
  close(): Promise<void>
}

export type RefusalCountsParts = {
  query: (statement: { text: string; values: unknown[] }) => Promise<unknown>
  log: Logger
  now?: () => number
  /** Longest that a count waits, in milliseconds. */
  flushMs?: number
}

const ADD = `
  insert into audit.refusal_count as c (minute, code, reason, consumer, count)
  select to_timestamp(m * 60.0), k, r, a, n from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[]) t (m, k, r, a, n)
  order by 1, 2, 3, 4
  on conflict (minute, code, reason, consumer) do update set count = c.count + excluded.count`

type Count = CountedRefusal & { minute: number; count: number }

/** Kinds that wait at most while the database does not take them; what comes then adds to the kinds that are known. */
const MOST_KINDS = 10_000

export function createRefusalCounts({ query, log, now = Date.now, flushMs = 2_000 }: RefusalCountsParts): RefusalCounts {
  let counts = new Map<string, Count>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    const taken = [...counts.values()]
    if (taken.length === 0) return
    counts = new Map()
    const column = (name: keyof Count) => taken.map((count) => count[name])
    const values = [column('minute'), column('code'), column('reason'), column('consumer'), column('count')]
    await query({ text: ADD, values }).catch((error: unknown) => {
      for (const count of taken) merge(count)
      throw error
    })
  }

  function merge(count: Count): void {
    const key = JSON.stringify([count.minute, count.code, count.reason, count.consumer])
    const known = counts.get(key)
    if (known !== undefined) known.count += count.count
    else if (counts.size < MOST_KINDS) counts.set(key, { ...count })
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      flush().catch((error: unknown) => {
        log.error({ kinds: counts.size, code: (error as { code?: unknown }).code }, 'counting refusals failed')
        schedule()
      })
    }, flushMs).unref()
  }

  return {
    add: (refusal) => {
      merge({ ...refusal, minute: Math.floor(now() / 60_000), count: 1 })
      schedule()
    },
    flush,
    close: async () => {
      clearTimeout(timer)
      await flush()
    },
  }
}
