/**
 * Periods in force. A period holds from its first day on; its end is the first day on which it no longer holds, null while no end is known.
 * Days are Belgian, as YYYY-MM-DD.
 */
import { type ColumnOf, columnOf } from './columns.ts'

/** SQL predicate: the period of a row (valid_from, valid_until) includes a day. @param row its alias, or the writer of its columns. */
export function inForce(row: string | ColumnOf, day: string): string {
  const column = typeof row === 'string' ? columnOf(row) : row
  return `${column('valid_from')} <= ${day} and ${endsAfter(column, day)}`
}

/** SQL predicate: the period of a row still holds on a day, if it has begun. */
export function endsAfter(row: string | ColumnOf, day: string): string {
  const column = typeof row === 'string' ? columnOf(row) : row
  return `(${column('valid_until')} is null or ${column('valid_until')} > ${day})`
}

/** Whether a period includes a day. */
export function includesDay({ from, until }: { from: string; until: string | null }, day: string): boolean {
  return from <= day && (until === null || day < until)
}
