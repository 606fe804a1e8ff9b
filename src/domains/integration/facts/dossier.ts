/** What the facts of this domain build on. All look at the situation on `today`: what lies in the future does not count yet. */
import type { Expression, Fact, Terms } from '../../../query/declare.ts'
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
export function rowsUntilToday(table: TableName, dayColumn: string, also = 'true'): sql.FactRows {
  return { table: tableOf(table), where: ({ today }) => `fact_row.${dayColumn} <= ${today} and ${also}` }
}

export function rowsInForce(table: TableName, also: string | Expression = 'true'): sql.FactRows {
  return sql.rowsInForce(tableOf(table), also)
}

/** Value of the person's row in force that began last; null when none is in force. */
export function ofRowInForce(table: TableName, value: string | Expression, condition?: string): sql.FactParts {
  return sql.ofRowInForce(tableOf(table), value, condition)
}

/** Value of the person's last row by a day column, today included; null when there is none. */
export function ofLastRow(table: TableName, dayColumn: string, value: string | Expression): sql.FactParts {
  return sql.ofFirst(rowsUntilToday(table, dayColumn), `fact_row.${dayColumn} desc`, value)
}

/**
 * Rows of a table, each once: what two holders say about the same thing counts once, by the newest word.
 * @param same columns that tell the same thing. @param columns further ones that are read.
 */
export function eachOnce(table: TableName, { person }: Terms, same: readonly string[], columns: readonly string[]): string {
  const named = (names: readonly string[]) => names.map((name) => `said.${name}`).join(', ')
  return `(
        select distinct on (${named(same)}) ${named([...same, ...columns, 'as_of'])}
        from integration.${table} said
        where said.person_id = ${person}
        order by ${named(same)}, said.as_of desc, said.source, ${named(columns)}
      )`
}

/** Value of what intake learned about the person, with alias `fact_row`: the newest of all holders that says something of it. */
export function ofBackground(value: string): sql.FactParts {
  const rows = { table: tableOf('background'), where: () => `(${value}) is not null` }
  return sql.ofFirst(rows, 'fact_row.as_of desc', value)
}

export function covered(tables: readonly TableName[]): Expression {
  return (terms) => sql.coveredOn(tables.map(tableOf), terms)
}

export const integrationAsOf: Fact = {
  description:
    'Day of the newest information of the integration domain about the person, whatever it is about. Null when there is none. It dates no other field.',
  value: sql.newestWord('integration.dossier'),
}
