/** Headers by which clients and `/graphql` speak: what a page of another origin may send and read. test/http/headers.test.ts holds the code to both lists. */

/** What the hub reads of a client's own. What a browser writes by itself is not among them. */
export const REQUEST_HEADERS = ['accept', 'authorization', 'content-type', 'hub-purpose', 'idempotency-key', 'traceparent'] as const

/** What a client learns from an answer beside its body: how long to wait and why, and what to report. */
export const EXPOSED_HEADERS = ['hub-trace-id', 'ratelimit', 'ratelimit-policy', 'retry-after', 'www-authenticate'] as const
