/** Whether an error is about what was to be stored or computed, or about the database itself. */
import { DatabaseError } from 'pg'
import { DatabaseUnavailable } from './unavailable.ts'

/** SQLSTATE classes of values that do not fit: cardinality, data, integrity. */
const OF_CONTENT = /^2[123]/

/** True when the same work on other data could succeed; false when the database failed, refuses or is gone. */
export function isContentFault(error: unknown): boolean {
  if (error instanceof DatabaseError) return OF_CONTENT.test(error.code ?? '')
  return [TypeError, RangeError, SyntaxError, URIError].some((kind) => error instanceof kind)
}

/** What may be said of such an error in public: its class, never its message, which may repeat a value. */
export function classOf(error: unknown): string {
  if (error instanceof DatabaseError) return `SQLSTATE ${error.code}`
  if (error instanceof DatabaseUnavailable) return `${error.name} ${error.reason}`
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return `${error.name} ${error.code}`
  return error instanceof Error ? error.name : typeof error
}
