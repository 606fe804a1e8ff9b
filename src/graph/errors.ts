/**
 * Errors as they leave the hub: a closed list of codes, messages that never repeat what the caller sent (it may be a
 * person's), and for internal faults a trace id and nothing else.
 */
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { FAULT_CODES, Fault, type FaultCode } from '../access/faults.ts'

const KNOWN_CODES: ReadonlySet<string> = new Set(Object.values(FAULT_CODES).flat())

/** Codes of the server library that mean one of ours. */
const TRANSLATED: Record<string, FaultCode> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_USER_INPUT',
}

/** Fault behind an error, however the executor wrapped it. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error
  if (error instanceof GraphQLError) return faultOf(error.originalError)
  return undefined
}

export function codeOf(formatted: GraphQLFormattedError, error: unknown): FaultCode {
  const given = faultOf(error)?.code ?? formatted.extensions?.code
  if (typeof given !== 'string') return 'INTERNAL'
  if (KNOWN_CODES.has(given)) return given as FaultCode
  return TRANSLATED[given] ?? 'INTERNAL'
}

/** What may be said of an error besides its code. */
const PUBLIC_EXTENSIONS = ['coordinate', 'purposes', 'limit', 'max', 'traceId'] as const

/** @returns the error as it is answered. Never throws. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = codeOf(formatted, error)
  const extensions = Object.fromEntries(
    PUBLIC_EXTENSIONS.flatMap((name) => (formatted.extensions?.[name] === undefined ? [] : [[name, formatted.extensions[name]]])),
  )
  const message = code === 'INTERNAL' ? 'Internal error.' : (faultOf(error)?.message ?? withoutValues(formatted.message))
  return {
    message,
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: { code, ...extensions },
  }
}

/**
 * Messages of the GraphQL library that repeat a value of the caller, rewritten to say where and what was expected.
 * Names of types, fields, arguments and variables stay; they are the schema's or the document's, not a person's.
 */
const REWRITES: readonly [RegExp, (match: RegExpMatchArray) => string][] = [
  [
    /^Variable "(\$\w+)" got invalid value [\s\S]*? at "([\w.[\]$]+)";/,
    ([, variable, at]) => `Variable "${variable}" has an invalid value at "${at}".`,
  ],
  [/^Variable "(\$\w+)" got invalid value/, ([, variable]) => `Variable "${variable}" has an invalid value.`],
  [/^Expected value of type "([^"]+)", found/, ([, type]) => `Expected a value of type "${type}".`],
  [/^(\w+) cannot represent/, ([, type]) => `Expected a value of type "${type}".`],
  [/^Value [\s\S]* does not exist in "(\w+)" enum/, ([, type]) => `Expected a value of enum "${type}".`],
  [/^Enum "(\w+)" cannot represent/, ([, type]) => `Expected a value of enum "${type}".`],
  [/^Field "(\w+)" is not defined by type "(\w+)"/, ([, field, type]) => `Field "${field}" is not defined by type "${type}".`],
  [
    /^Syntax Error: (Unterminated string|Invalid character|Cannot parse the unexpected character|Unexpected)/,
    ([, what]) => `Syntax error: ${what?.toLowerCase()} in the document.`,
  ],
  [/^Argument "(\w+)" has invalid value/, ([, argument]) => `Argument "${argument}" has an invalid value.`],
]

/** Message without any value that the caller sent; suggestions of other names go too, they are for the explorer. */
export function withoutValues(message: string): string {
  for (const [pattern, rewrite] of REWRITES) {
    const match = message.match(pattern)
    if (match !== null) return rewrite(match) + expectation(message)
  }
  return message.replace(/ Did you mean [\s\S]*$/, '')
}

/** Our own scalars end their message with what they expected; that part holds no value. */
function expectation(message: string): string {
  const own = message.match(
    /Expected (a day as YYYY-MM-DD|an INSZ of 11 digits with valid check digits|an instant as ISO 8601 with offset[^"]*)\.$/,
  )
  return own === null ? '' : ` ${own[0]}`
}

/** Response to a request that did not reach an operation: same shape, without data. */
export function faultResponse(fault: Fault, traceId: string): { errors: GraphQLFormattedError[] } {
  const message = fault.code === 'INTERNAL' ? 'Internal error.' : fault.message
  return { errors: [{ message, extensions: { code: fault.code, ...(fault.code === 'INTERNAL' ? { traceId } : {}) } }] }
}

/** HTTP status for a fault before an operation runs. */
export function statusOf(fault: Fault): number {
  const byCode: Partial<Record<FaultCode, number>> = {
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
