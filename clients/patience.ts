/**
 * Sends a request again while the hub, or something behind it, is away for a moment. For requests that can be sent twice: questions only
 * read, an act has its key, and a delivery its reference.
 */
import { setTimeout as wait } from 'node:timers/promises'

/** What came back of one try. @property retryAfter header of that name. */
export type Reply<Value> = { status: number; codes: readonly string[]; retryAfter: string | null; value: Value }

/** Statuses and codes of what passes by itself (docs/guides/errors.md); the first three statuses may also be those of a proxy. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([502, 503, 504, 429])
const PASSING_CODES: ReadonlySet<string> = new Set([
  'SOURCE_UNAVAILABLE',
  'AUDIT_UNAVAILABLE',
  'RATE_LIMITED',
  'IDEMPOTENCY_IN_PROGRESS',
  'DELIVERY_IN_PROGRESS',
])

/** Times that a request is sent again. */
const RETRIES = 5
/** The first wait when nobody says how long; each further one is twice as long. A limit per minute names at most a minute. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

/** @returns the first reply that stays as it is, or the last one. @throws what the last try throws: no connection, or none until the end. */
export async function sendPatiently<Value>(send: () => Promise<Reply<Value>>): Promise<Value> {
  for (let retries = 0; ; retries += 1) {
    const isLast = retries === RETRIES
    const reply = await send().catch((error: unknown) => {
      // Nothing came back, so nothing is known of what was done.
      if (isLast) throw error
      return undefined
    })
    if (reply !== undefined && (isLast || !passes(reply))) return reply.value
    await wait(Math.min(waitNamed(reply?.retryAfter) ?? FIRST_WAIT_MS * 2 ** retries, LONGEST_WAIT_MS))
  }
}

function passes({ status, codes }: Reply<unknown>): boolean {
  return PASSING_STATUSES.has(status) || codes.some((code) => PASSING_CODES.has(code))
}

/** Milliseconds that a Retry-After names, as seconds or as a date. @returns undefined when it names none. */
function waitNamed(retryAfter: string | null | undefined): number | undefined {
  if (retryAfter == null) return undefined
  const ms = /^\d+$/.test(retryAfter) ? 1000 * Number(retryAfter) : Date.parse(retryAfter) - Date.now()
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined
}
