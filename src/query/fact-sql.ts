/** What facts build on: periods in force, dossiers, and rows of the newcomer. */
import { endsAfter, inForce } from '../base/period.ts'
import type { Terms } from './declare.ts'

export { endsAfter, inForce }

/** As-of day of a dossier about a person, looked up by itself. */
export function dossierAsOf(table: string, person: string): string {
  return `(select h_known.as_of from ${table} h_known where h_known.person_id = ${person})`
}

/** Three-valued answer: true when shown, false when the domain knows the person and has nothing that shows it, null when it does not know the person. */
export function knownOr(dossier: string, terms: Terms, shown: string): string {
  return `case
    when ${shown} then true
    when ${terms.dossierAsOf(dossier)} is not null then false
  end`
}

/** Predicate: the newcomer has a row in a table for which a condition holds; the row's alias is `fact_row`. */
export function someRow(table: string, { person }: Terms, condition: string): string {
  return `exists (
    select from ${table} fact_row
    where fact_row.person_id = ${person}
      and ${condition}
  )`
}

/** Predicate: one of the newcomer's rows in a table is in force. `also` restricts further; the row's alias is `fact_row`. */
export function someInForce(table: string, terms: Terms, also = 'true'): string {
  return someRow(table, terms, `${inForce('fact_row', terms.today)} and ${also}`)
}

/** Value of the newcomer's row in force that began last, and of those the newest, with alias `fact_row`; null when none is in force. `also` restricts further. */
export function lastInForce(table: string, { person, today }: Terms, value: string, also = 'true'): string {
  return `(
    select ${value}
    from ${table} fact_row
    where fact_row.person_id = ${person}
      and ${inForce('fact_row', today)}
      and ${also}
    order by fact_row.valid_from desc, fact_row.as_of desc, fact_row.source
    limit 1
  )`
}
