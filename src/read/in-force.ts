import { inForce, type Terms } from './declare.ts'

/** Predicate: one of the newcomer's rows in a table is in force. `also` restricts further; the row's alias is `fact_row`. */
export function someInForce(table: string, { person, today }: Terms, also = 'true'): string {
  return `exists (select from ${table} fact_row where fact_row.person_id = ${person} and ${inForce('fact_row', today)} and ${also})`
}
