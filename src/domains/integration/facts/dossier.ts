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
    order by fact_row.${dateColumn} desc
    limit 1
  )`
}

/** Value of what intake learned about the person, with alias `fact_row`. */
export function ofBackground(value: string): Expression {
  return ({ person }) => `(
    select ${value}
    from integration.background fact_row
    where fact_row.person_id = ${person}
  )`
}

export const integrationAsOf: Fact = {
  description: 'Day of the latest information from the integration domain about the person. Null when the domain does not know the person.',
  value: (terms) => terms.dossierAsOf('integration.dossier'),
}
