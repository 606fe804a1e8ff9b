/** Refusals that protect the hub and the other consumers: nothing was read, and the caller is told when to come back. */
import { type FaultDetail, SourceUnavailable } from './faults.ts'

/** @property headers of the answer: when to try again, and which limit it was. */
export class Overload extends SourceUnavailable {
  readonly headers: Readonly<Record<string, string>>
  /** Whether the consumer has used up its minute. */
  readonly ofMinute: boolean

  constructor(
    code: 'RATE_LIMITED' | 'SOURCE_UNAVAILABLE',
    message: string,
    detail: FaultDetail,
    headers: Readonly<Record<string, string>>,
    ofMinute = false,
  ) {
    // There are many when there are any: where each was made says nothing, and writing it down costs more than the rest of the refusal.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(code, message, detail)
    Error.stackTraceLimit = stackTraceLimit
    this.headers = headers
    this.ofMinute = ofMinute
  }
}

/** The consumer has as much under way as is its share. */
export function shareUsed(reason: string): Overload {
  return new Overload('RATE_LIMITED', 'This application has too many requests under way. Try again later.', { reason }, AFTER_A_SECOND)
}

/** All consumers together ask more than this process can answer in time. */
export function processBusy(reason: string): Overload {
  return new Overload('SOURCE_UNAVAILABLE', 'The hub is busy. Try again later.', { reason }, AFTER_A_SECOND)
}

const AFTER_A_SECOND = { 'retry-after': '1' }
