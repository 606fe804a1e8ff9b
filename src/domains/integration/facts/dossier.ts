/** What the facts of this domain build on. All look at the situation on `today`: what lies in the future does not count yet. */
import type { Expression, Fact } from '../../../query/declare.ts'
import * as sql from '../../../query/fact-sql.ts'

export type TableName =
  | 'background'
  | 'certificate'
  | 'contract'
  | 'dutch_course'
  | 'dutch_level'
  | 'fee'
  | 'participation'
  | 'social_orientation'
  | 'target_group'
  | 'trajectory'

export const tableOf = (table: TableName): string => `integration.${table}`

/** Ends the description of a fact that takes coverage for a "no". */
export const UNKNOWN = 'Null when no source covers it for this person.'

/** Rows, with alias `fact_row`, that a day column places on or before today. */
export function rowsUntilToday(table: TableName, dayColumn: string, also = 'true'): sql.Showing {
  return { table: tableOf(table), where: ({ today }) => `fact_row.${dayColumn} <= ${today} and ${also}` }
}

export function rowsInForce(table: TableName, also: string | Expression = 'true'): sql.Showing {
  return sql.rowsInForce(tableOf(table), also)
}

/** Value of the person's row in force that began last; null when none is in force. */
export function ofRowInForce(table: TableName, value: string | Expression, condition?: string): sql.Grounded {
  return sql.ofRowInForce(tableOf(table), value, condition)
}

/** Value of the person's last row by a day column, today included; null when there is none. */
export function ofLastRow(table: TableName, dayColumn: string, value: string | Expression): sql.Grounded {
  return sql.ofFirst(rowsUntilToday(table, dayColumn), `fact_row.${dayColumn} desc`, value)
}

/** Value of what intake learned about the person, as it was said last. */
export function ofBackground(value: string): sql.Grounded {
  return sql.ofFirst({ table: tableOf('background'), where: () => 'true' }, 'fact_row.as_of desc', value)
}

export function covered(tables: readonly TableName[]): Expression {
  return (terms) => sql.coveredOn(tables.map(tableOf), terms)
}

export const integrationAsOf: Fact = {
  description:
    'Day of the newest information of the integration domain about the person, whatever it is about. Null when there is none. It dates no other field.',
  value: sql.newestWord('integration.dossier'),
}
