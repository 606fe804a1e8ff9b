/**
 * Errors as they leave the hub: a closed list of codes, messages that never repeat what the caller sent (it may be a
 * person's), and for internal faults a trace id and nothing else.
 */
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { FAULT_CODES, Fault, type FaultCode } from '../../base/faults.ts'
import { type CauseInLog, describeCause, unavailabilityOf } from '../../query/database-fault.ts'
import { tooCostly } from './limits.ts'
import { withoutValues } from './safe-messages.ts'

const KNOWN_CODES: ReadonlySet<string> = new Set(Object.values(FAULT_CODES).flat())

/** Codes of the server library that mean one of ours. */
const TRANSLATED: Record<string, FaultCode> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_USER_INPUT',
}

/** Fault behind an error, however the executor wrapped it. A database that is away or overloaded is no fault of the hub, wherever it showed. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error
  if (error instanceof GraphQLError) return faultOf(error.originalError)
  return unavailabilityOf(error)
}

export function codeOf(formatted: GraphQLFormattedError, error: unknown): FaultCode {
  const given = faultOf(error)?.code ?? formatted.extensions?.code
  if (typeof given === 'string' && KNOWN_CODES.has(given)) return given as FaultCode
  if (isArgumentRefused(error)) return 'BAD_USER_INPUT'
  return TRANSLATED[String(given)] ?? 'INTERNAL'
}

/** The executor's own errors have no other behind them; within its own the executor wraps them once. */
function isArgumentRefused(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return false
  if (error.originalError instanceof GraphQLError) return isArgumentRefused(error.originalError)
  return error.originalError === undefined && ARGUMENT_REFUSED.test(error.message)
}

/** What may be said of an error besides its code. */
const PUBLIC_EXTENSIONS = ['coordinate', 'purposes', 'limit', 'max', 'traceId'] as const

/** Said when a library's message is of no known shape. */
const OTHERWISE: Partial<Record<FaultCode, string>> = {
  GRAPHQL_PARSE_FAILED: 'The document is not valid GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not match the schema of this contract.',
  BAD_USER_INPUT: 'The request is not a valid GraphQL request.',
}

/** The parser counts tokens itself, and knows no code of ours. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/

/** Said by the executor, without a code, of a value that only the request could give: null for an argument that must not be null. */
const ARGUMENT_REFUSED = /^Argument "\w+" (of (required|non-null) type|has invalid value)/

/** @returns the error as it is answered. Never throws. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (TOO_MANY_TOKENS.test(formatted.message)) return formatOwn(tooCostly('tokens', 'Document has too many tokens'))
  const code = codeOf(formatted, error)
  const extensions = Object.fromEntries(
    PUBLIC_EXTENSIONS.flatMap((name) => (formatted.extensions?.[name] === undefined ? [] : [[name, formatted.extensions[name]]])),
  )
  return {
    message: messageOf(code, formatted, error),
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: { code, ...extensions },
  }
}

function formatOwn(error: GraphQLError): GraphQLFormattedError {
  return formatError(error.toJSON(), error)
}

/** Messages of our own faults were written to be read; those of libraries are let through by their shape. */
function messageOf(code: FaultCode, formatted: GraphQLFormattedError, error: unknown): string {
  if (code === 'INTERNAL') return 'Internal error.'
  return faultOf(error)?.message ?? withoutValues(formatted.message, OTHERWISE[code] ?? 'The request cannot be answered.')
}

/** Response to a request that did not reach an operation: same shape, without data. */
export function faultResponse(fault: Fault, traceId: string): { errors: GraphQLFormattedError[] } {
  const message = fault.code === 'INTERNAL' ? 'Internal error.' : fault.message
  return { errors: [{ message, extensions: { code: fault.code, ...(fault.code === 'INTERNAL' ? { traceId } : {}) } }] }
}

/** What the log may say of what caused a fault. */
export function causeOf(fault: Fault): CauseInLog | undefined {
  return describeCause(fault.cause)
}

/** What passes by itself: the same request can succeed in a moment. */
const PASSING: ReadonlySet<unknown> = new Set<FaultCode>(['SOURCE_UNAVAILABLE', 'AUDIT_UNAVAILABLE'])

/** Long enough for a database to be back, short enough not to lose a day's work. */
export const RETRY_AFTER_SECONDS = '2'

/** Whether nothing of an operation was answered because of what passes by itself; a client then retries by the status alone.
 *  @param data of the answer; undefined when nothing was executed. */
export function isWhollyUnavailable(data: unknown, errors: readonly GraphQLFormattedError[] | undefined): boolean {
  if (errors === undefined || errors.length === 0 || data === undefined) return false
  if (!errors.every(({ extensions }) => PASSING.has(extensions?.code))) return false
  return data === null || Object.values(data as object).every((value) => value === null)
}

/** HTTP status for a fault before an operation runs. */
export function statusOf(fault: Fault): number {
  const byCode: Partial<Record<FaultCode, number>> = {
    // Clients of persisted queries look for the code in an answer that went well.
    PERSISTED_QUERY_NOT_FOUND: 200,
    UNAUTHENTICATED: 401,
    PURPOSE_NOT_GRANTED: 403,
    FORBIDDEN: 403,
    NOT_FOUND: 404,
    RATE_LIMITED: 429,
    SOURCE_UNAVAILABLE: 503,
    AUDIT_UNAVAILABLE: 503,
    INTERNAL: 500,
  }
  return byCode[fault.code] ?? 400
}
