/** What facts build on: whether a person has a row, and what its last one says. */
import { inForce, type Terms } from './declare.ts'

/** Predicate: the newcomer has a row in a table for which a condition holds; the row's alias is `fact_row`. */
export function someRow(table: string, terms: Terms, condition: string): string {
  const gathered = terms.gather?.(table, `bool_or(${condition})`)
  if (gathered !== undefined) return `coalesce(${gathered}, false)`
  return `exists (select from ${table} fact_row where fact_row.person_id = ${terms.person} and ${condition})`
}

/** Predicate: one of the newcomer's rows in a table is in force. `also` restricts further; the row's alias is `fact_row`. */
export function someInForce(table: string, terms: Terms, also = 'true'): string {
  return someRow(table, terms, `${inForce('fact_row', terms.today)} and ${also}`)
}

/** Value of the newcomer's row in force that began last, with alias `fact_row`; null when none is in force. `also` restricts further. */
export function lastInForce(table: string, terms: Terms, value: string, also = 'true'): string {
  const condition = `${inForce('fact_row', terms.today)} and ${also}`
  const gathered = terms.gather?.(table, `(array_agg(${value} order by fact_row.valid_from desc) filter (where ${condition}))[1]`)
  if (gathered !== undefined) return gathered
  return `(select ${value} from ${table} fact_row where fact_row.person_id = ${terms.person} and ${condition} order by fact_row.valid_from desc limit 1)`
}
