/**
 * What a consumer may ask in a minute: requests, the cost of what they ask, and documents that it did not send before. All processes share
 * the count, which is in PostgreSQL, and its minutes; each takes a block of it at a time, so that a question costs no round trip. What a
 * process took and did not use is lost for the minute.
 */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { SourceUnavailable } from '../../base/faults.ts'
import { Overload } from '../../base/overload.ts'

/** Per consumer and minute, over all processes. @property cost fields that its documents could answer at most (docs/guides/limits.md).
 *  @property documents texts of operations that are not registered and that a process did not see of it lately. */
export type AllowanceLimits = { requests: number; cost: number; documents: number }
type Kind = keyof AllowanceLimits

export type Allowance = {
  /** Takes so much from the consumer's minute.
   *  @throws Overload (RATE_LIMITED) when it is used up; SourceUnavailable when the count cannot be read. */
  spend(consumer: string, kind: Kind, amount: number): Promise<void>
}

export type AllowanceParts = {
  limits: AllowanceLimits
  query: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>
  /** Milliseconds of a clock that nobody sets back. */
  elapsed?: () => number
}

/** Blocks that make up a minute's allowance: fewer would leave more unused, more would ask PostgreSQL more often. */
const BLOCKS = 100

/**
 * Minutes are those of PostgreSQL, so that processes agree on them. One minute earlier is a statement that waited for another one; what is
 * earlier than that is a clock that was set back, and the count begins again.
 */
const RESERVE = `
  insert into directory.consumer_minute as m (consumer, minute, requests, cost, documents)
  values ($1, floor(extract(epoch from statement_timestamp()) / 60), $2, $3, $4)
  on conflict (consumer) do update set
    minute = case when excluded.minute = m.minute - 1 then m.minute else excluded.minute end,
    requests = case when excluded.minute in (m.minute, m.minute - 1) then m.requests else 0 end + excluded.requests,
    cost = case when excluded.minute in (m.minute, m.minute - 1) then m.cost else 0 end + excluded.cost,
    documents = case when excluded.minute in (m.minute, m.minute - 1) then m.documents else 0 end + excluded.documents
  returning requests, cost, documents, 60000 - floor(extract(epoch from statement_timestamp()) * 1000)::bigint % 60000 as "leftMs"`

/** In the order of the statement's parameters. */
const COLUMNS: readonly Kind[] = ['requests', 'cost', 'documents']

/** @property left of what was taken. @property empty whether there is no more to take. @property endsAt when the minute is over. */
type Purse = { left: number; empty: boolean; endsAt: number; filling: Promise<void> | undefined }

export function createAllowance({ limits, query, elapsed = () => performance.now() }: AllowanceParts): Allowance {
  const purses = new Map<string, Purse>()
  const purseOf = (key: string): Purse => {
    const known = purses.get(key)
    if (known !== undefined && elapsed() < known.endsAt) return known
    for (const [name, { endsAt }] of purses) if (elapsed() >= endsAt) purses.delete(name)
    const purse: Purse = { left: 0, empty: false, endsAt: Number.POSITIVE_INFINITY, filling: undefined }
    purses.set(key, purse)
    return purse
  }
  const fill = async (purse: Purse, consumer: string, kind: Kind, amount: number) => {
    const block = Math.max(amount, Math.ceil(limits[kind] / BLOCKS))
    const { total, leftMs } = await reserve(query, consumer, kind, block)
    const granted = Math.max(0, Math.min(block, limits[kind] - (total - block)))
    purse.left += granted
    purse.empty = granted < block
    purse.endsAt = elapsed() + leftMs
  }
  return {
    spend: async (consumer, kind, amount) => {
      for (;;) {
        const purse = purseOf(`${kind} ${consumer}`)
        if (purse.left >= amount) {
          purse.left -= amount
          return
        }
        if (purse.empty) throw spent(kind, limits, purse.endsAt - elapsed())
        purse.filling ??= fill(purse, consumer, kind, amount).finally(() => {
          purse.filling = undefined
        })
        await purse.filling
      }
    },
  }
}

async function reserve(
  query: AllowanceParts['query'],
  consumer: string,
  kind: Kind,
  block: number,
): Promise<{ total: number; leftMs: number }> {
  const values = [consumer, ...COLUMNS.map((column) => (column === kind ? block : 0))]
  const { rows } = await query(RESERVE, values).catch((cause: unknown) => {
    throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The database is not responding. Try again later.', { source: 'allowance' }, cause)
  })
  const row = rows[0] as Record<Kind | 'leftMs', string>
  return { total: Number(row[kind]), leftMs: Number(row.leftMs) }
}

const WHAT: Readonly<Record<Kind, string>> = {
  requests: 'This application has sent too many requests in this minute. Try again later.',
  cost: 'This application has asked for too many fields in this minute. Try again later.',
  documents:
    'This application has sent too many operations in this minute that it did not send before. Use variables instead of values in the text, or register the operations.',
}

/** Headers as in draft-ietf-httpapi-ratelimit-headers. */
function spent(kind: Kind, limits: AllowanceLimits, leftMs: number): Overload {
  const seconds = Math.max(1, Math.ceil(leftMs / 1000))
  return new Overload(
    'RATE_LIMITED',
    WHAT[kind],
    { reason: `${kind}_per_minute` },
    {
      'retry-after': String(seconds),
      'ratelimit-policy': COLUMNS.map((column) => `"${column}";q=${limits[column]};w=60`).join(', '),
      ratelimit: `"${kind}";r=0;t=${seconds}`,
    },
    true,
  )
}

/** Documents that a consumer has not sent before: each is parsed, checked, compiled and planned, so a minute has room for some of them. */
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
