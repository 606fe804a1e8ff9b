/** Refusals that protect the hub and the other consumers: nothing was read, and the caller is told when to come back. */
import { type FaultDetail, SourceUnavailable } from './faults.ts'

/** @property headers of the answer: when to try again, and which limit it was. */
export class Overload extends SourceUnavailable {
  readonly headers: Readonly<Record<string, string>>
  constructor(
    code: 'RATE_LIMITED' | 'SOURCE_UNAVAILABLE',
    message: string,
    detail: FaultDetail,
    headers: Readonly<Record<string, string>>,
  ) {
    super(code, message, detail)
    this.headers = headers
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
