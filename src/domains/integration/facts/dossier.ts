/** What the facts of this domain build on. All look at the situation on `today`: what lies in the future does not count yet. */
import type { Expression, Fact, Terms } from '../../../query/declare.ts'
import { knownOr, lastInForce, someRow } from '../../../query/fact-sql.ts'

/** True when shown, false when this domain knows the person and has nothing that shows it, null when it does not know the person. */
export function shownInDossier(shown: Expression): Expression {
  return (terms) => knownOr('integration.dossier', terms, shown(terms))
}

/** Predicate: the person has a row, with alias `fact_row`, for which the condition holds. */
export function hasRow(table: string, terms: Terms, condition: string): string {
  return someRow(`integration.${table}`, terms, condition)
}

/** Value of the person's row in force that began last, with alias `fact_row`; null when none is in force. */
export function ofRowInForce(table: string, terms: Terms, value: string, condition = 'true'): string {
  return lastInForce(`integration.${table}`, terms, value, condition)
}

/** Value of the person's last row by a date column, today included, with alias `fact_row`; null when there is none. */
export function ofLastRow(table: string, terms: Terms, dateColumn: string, value: string): string {
  return `(
    select ${value}
    from integration.${table} fact_row
    where fact_row.person_id = ${terms.person}
      and fact_row.${dateColumn} <= ${terms.today}
    order by fact_row.${dateColumn} desc, fact_row.as_of desc, fact_row.source
    limit 1
  )`
}

/**
 * Rows of a table, each once: what two holders say about the same thing counts once, by the newest word.
 * @param same columns that tell the same thing. @param columns further ones that are read.
 */
export function eachOnce(table: string, { person }: Terms, same: readonly string[], columns: readonly string[]): string {
  const named = (names: readonly string[]) => names.map((name) => `said.${name}`).join(', ')
  return `(
        select distinct on (${named(same)}) ${named([...same, ...columns])}
        from integration.${table} said
        where said.person_id = ${person}
        order by ${named(same)}, said.as_of desc, said.source
      )`
}

/** Value of what intake learned about the person, with alias `fact_row`: the newest of all holders that says something of it. */
export function ofBackground(value: string): Expression {
  return ({ person }) => `(
    select ${value}
    from integration.background fact_row
    where fact_row.person_id = ${person}
      and (${value}) is not null
    order by fact_row.as_of desc, fact_row.source
    limit 1
  )`
}

export const integrationAsOf: Fact = {
  description: 'Day of the latest information from the integration domain about the person. Null when the domain does not know the person.',
  value: (terms) => terms.dossierAsOf('integration.dossier'),
}
