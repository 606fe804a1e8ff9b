/** Trace ids of requests, after W3C Trace Context. */
import { randomUUID } from 'node:crypto'

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/
const NO_TRACE = '0'.repeat(32)

/** Trace id of a request: the caller's own when it sent a W3C `traceparent`, else a new one. 32 hexadecimal digits. */
export function traceIdOf(traceparent: string | string[] | undefined): string {
  const given = typeof traceparent === 'string' ? traceparent.match(TRACEPARENT)?.[1] : undefined
  return given !== undefined && given !== NO_TRACE ? given : randomUUID().replaceAll('-', '')
}
