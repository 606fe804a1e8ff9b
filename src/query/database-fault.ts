/** What a failure of the database means to who asked, and what the log may say of it. */
import { SourceUnavailable } from '../base/faults.ts'
import { classOf } from '../database/content-fault.ts'
import { isUnavailable } from '../database/unavailable.ts'

/** The database is away, silent or overloaded: the same request can succeed in a moment. */
export function databaseUnavailable(cause: unknown): SourceUnavailable {
  return new SourceUnavailable('SOURCE_UNAVAILABLE', 'The database is not responding. Try again later.', {}, cause)
}

/** @returns undefined when the error is not the database's being away. */
export function unavailabilityOf(error: unknown): SourceUnavailable | undefined {
  return isUnavailable(error) ? databaseUnavailable(error) : undefined
}

/** @property class kind of error, SQLSTATE included. @property place where it was thrown, innermost first. */
export type CauseInLog = { class: string; place: string[] }

const PLACES = 3

/** Calls of Node itself lead nowhere. */
const isCall = (line: string) => /^\s+at /.test(line) && !line.includes('node:internal')

/** Class and place of what caused a fault, the innermost cause: messages may repeat a value, so no word of them is in it. */
export function describeCause(cause: unknown): CauseInLog | undefined {
  if (cause === undefined || cause === null) return undefined
  const inner = cause instanceof Error ? cause.cause : undefined
  if (inner instanceof Error) return describeCause(inner)
  const place = cause instanceof Error ? (cause.stack ?? '').split('\n').filter(isCall) : []
  return { class: classOf(cause), place: place.slice(0, PLACES).map((line) => line.trim()) }
}
