/**
 * Faults that end a request: seven classes, closed. Each has a code of the documented list, a message that may leave the
 * hub, and a detail that may not (it goes to the log, and holds no personal value either). Knows nothing of GraphQL.
 */

/** Every code that a caller can meet, by the class that carries it. */
export const FAULT_CODES = {
  InvalidInput: [
    'BAD_USER_INPUT',
    'GRAPHQL_PARSE_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
    'PURPOSE_MISSING',
    'FIELD_NOT_WRITABLE',
    'IDEMPOTENCY_KEY_MISSING',
    'QUERY_TOO_COSTLY',
    'CURSOR_EXPIRED',
    'PERSISTED_QUERY_NOT_FOUND',
  ],
  Unauthenticated: ['UNAUTHENTICATED'],
  Forbidden: ['FORBIDDEN', 'PURPOSE_NOT_GRANTED', 'HUMAN_DECIDER_REQUIRED'],
  NotFound: ['NOT_FOUND'],
  Conflict: ['VERSION_CONFLICT', 'ILLEGAL_TRANSITION', 'IDEMPOTENCY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'],
  SourceUnavailable: ['SOURCE_UNAVAILABLE', 'AUDIT_UNAVAILABLE', 'RATE_LIMITED'],
  Invariant: ['INTERNAL'],
} as const

export type FaultClass = keyof typeof FAULT_CODES
export type FaultCode = (typeof FAULT_CODES)[FaultClass][number]

type CodeOf<Class extends FaultClass> = (typeof FAULT_CODES)[Class][number]

/** What the log may say about a fault: reason classes, coordinates and internal ids, never a personal value. */
export type FaultDetail = Readonly<Record<string, string | number | boolean | null>>

/** Common shape of the seven; catch this one, throw one of the seven. */
export abstract class Fault extends Error {
  readonly code: FaultCode
  /** For the log only. */
  readonly detail: FaultDetail

  constructor(code: FaultCode, message: string, detail: FaultDetail, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.detail = detail
  }
}

/** The request itself is wrong and can be mended by the caller. */
export class InvalidInput extends Fault {
  declare readonly code: CodeOf<'InvalidInput'>
  constructor(code: CodeOf<'InvalidInput'>, message: string, detail: FaultDetail = {}) {
    super(code, message, detail)
  }
}

/** One message for every reason: what was wrong with a token helps only who made it up. */
const UNAUTHENTICATED_MESSAGE = 'A valid access token is required.'

/** No caller could be established. Every reason looks the same from outside; the reason class is in `detail.reason`. */
export class Unauthenticated extends Fault {
  declare readonly code: CodeOf<'Unauthenticated'>
  constructor(reason: string) {
    super('UNAUTHENTICATED', UNAUTHENTICATED_MESSAGE, { reason })
  }
}

/** The caller is known and may not do this. */
export class Forbidden extends Fault {
  declare readonly code: CodeOf<'Forbidden'>
  constructor(code: CodeOf<'Forbidden'>, message: string, detail: FaultDetail = {}) {
    super(code, message, detail)
  }
}

/** It does not exist, or not for this caller: the same answer, byte for byte. */
export class NotFound extends Fault {
  declare readonly code: CodeOf<'NotFound'>
  constructor(message = 'Not found.', detail: FaultDetail = {}) {
    super('NOT_FOUND', message, detail)
  }
}

/** The state moved on, or the same act is already known. */
export class Conflict extends Fault {
  declare readonly code: CodeOf<'Conflict'>
  constructor(code: CodeOf<'Conflict'>, message: string, detail: FaultDetail = {}) {
    super(code, message, detail)
  }
}

/** Something that the hub depends on does not answer now; never to be read as a denial or as an empty answer. */
export class SourceUnavailable extends Fault {
  declare readonly code: CodeOf<'SourceUnavailable'>
  constructor(code: CodeOf<'SourceUnavailable'>, message: string, detail: FaultDetail = {}, cause?: unknown) {
    super(code, message, detail, cause)
  }
}

/** The hub contradicts itself. The tag is permanent and unique per place that throws, so that a report leads to the line. */
export class Invariant extends Fault {
  declare readonly code: CodeOf<'Invariant'>
  readonly tag: `inv_${string}`
  constructor(tag: `inv_${string}`, detail: FaultDetail = {}, cause?: unknown) {
    super('INTERNAL', 'Internal error.', { ...detail, tag }, cause)
    this.tag = tag
  }
}
