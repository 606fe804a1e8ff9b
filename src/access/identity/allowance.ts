/**
 * What a consumer may ask in a minute: requests, the cost of what they ask, and documents that it did not send before. All processes share the count, which is in PostgreSQL;
 * each takes a block of it at a time, so that a question costs no round trip. What a process took and did not use is lost for the minute.
 */
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
  /** Milliseconds since the epoch. */
  now?: () => number
}

const MINUTE_MS = 60_000
/** Blocks that make up a minute's allowance: fewer would leave more unused, more would ask PostgreSQL more often. */
const BLOCKS = 100

/** A process whose clock is behind adds to the minute that others have begun. */
const RESERVE = `
  insert into directory.consumer_minute as m (consumer, minute, requests, cost, documents) values ($1, $2, $3, $4, $5)
  on conflict (consumer) do update set
    minute = greatest(m.minute, excluded.minute),
    requests = case when m.minute < excluded.minute then 0 else m.requests end + excluded.requests,
    cost = case when m.minute < excluded.minute then 0 else m.cost end + excluded.cost,
    documents = case when m.minute < excluded.minute then 0 else m.documents end + excluded.documents
  returning requests, cost, documents`

/** In the order of the statement's parameters. */
const COLUMNS: readonly Kind[] = ['requests', 'cost', 'documents']

type Purse = { left: number; empty: boolean; filling: Promise<void> | undefined }

export function createAllowance({ limits, query, now = Date.now }: AllowanceParts): Allowance {
  let minute = 0
  let purses = new Map<string, Purse>()
  const purseOf = (consumer: string, kind: Kind): Purse => {
    const present = Math.floor(now() / MINUTE_MS)
    if (present !== minute) {
      minute = present
      purses = new Map()
    }
    const key = `${kind} ${consumer}`
    const purse = purses.get(key) ?? { left: 0, empty: false, filling: undefined }
    purses.set(key, purse)
    return purse
  }
  const fill = async (purse: Purse, consumer: string, kind: Kind, amount: number) => {
    const block = Math.max(amount, Math.ceil(limits[kind] / BLOCKS))
    const total = await reserve(query, consumer, minute, kind, block)
    const granted = Math.max(0, Math.min(block, limits[kind] - (total - block)))
    purse.left += granted
    purse.empty = granted < block
  }
  return {
    spend: async (consumer, kind, amount) => {
      for (;;) {
        const purse = purseOf(consumer, kind)
        if (purse.left >= amount) {
          purse.left -= amount
          return
        }
        if (purse.empty) throw spent(kind, limits, MINUTE_MS - (now() % MINUTE_MS))
        purse.filling ??= fill(purse, consumer, kind, amount).finally(() => {
          purse.filling = undefined
        })
        await purse.filling
      }
    },
  }
}

async function reserve(query: AllowanceParts['query'], consumer: string, minute: number, kind: Kind, block: number): Promise<number> {
  const values = [consumer, minute, ...COLUMNS.map((column) => (column === kind ? block : 0))]
  const { rows } = await query(RESERVE, values).catch((cause: unknown) => {
    throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The database is not responding. Try again later.', { source: 'allowance' }, cause)
  })
  return Number((rows[0] as Record<Kind, string>)[kind])
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
  )
}
