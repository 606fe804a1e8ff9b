/**
 * What facts build on: rows that show something, and what sources cover.
 *
 * Knowledge belongs to a fact. A row that shows it makes it true, as of the row's day. "No" takes a source that covers every record type that could
 * show it (table `coverage` of the domain): on the days of that period the rows of the type about the person are all there are. Else the
 * answer is null. A row that ended does not show that there is no other.
 */
import { endsAfter, inForce } from '../base/period.ts'
import type { Expression, Fact, Terms } from './declare.ts'

export { endsAfter, inForce }

/** What a fact says about what it rests on, beside its description. */
export type FactParts = Required<Pick<Fact, 'value' | 'asOf' | 'shownBy'>> & Pick<Fact, 'deniedBy'>

/** Rows that show something: the newcomer's in a table for which a condition holds; their alias is `fact_row`. */
export type FactRows = { table: string; where: Expression }

/** A part of a text that may look at the terms. */
type Part = string | Expression

const textOf = (part: Part, terms: Terms): string => (typeof part === 'string' ? part : part(terms))

/** Rows of a table in force. `also` restricts further. */
export function rowsInForce(table: string, also: Part = 'true'): FactRows {
  return { table, where: (terms) => `${inForce('fact_row', terms.today)} and ${textOf(also, terms)}` }
}

/** A fact that a row shows: true when there is one, false when all these tables are covered, else null. */
export function shownBy(...showing: readonly [FactRows, ...FactRows[]]): FactParts {
  const tables = [...new Set(showing.map(({ table }) => table))]
  return {
    shownBy: tables,
    deniedBy: tables,
    value: (terms) => yesOrNo(showing.map((rows) => someRow(rows, terms)).join(' or '), coveredOn(tables, terms)),
    asOf: (terms) => `coalesce(greatest(${showing.map((rows) => newestDay(rows, terms)).join(', ')}), ${coveredOn(tables, terms)})`,
  }
}

/** Three values: true when shown, false when covered, else null. @param covered day of the coverage. */
export function yesOrNo(shown: string, covered: string): string {
  return `case
    when ${shown} then true
    when ${covered} is not null then false
  end`
}

/** Predicate: the newcomer has such a row. */
export function someRow({ table, where }: FactRows, terms: Terms): string {
  return `exists (
      select from ${table} fact_row
      where fact_row.person_id = ${terms.person}
        and ${where(terms)}
    )`
}

/** Day of the newest word among such rows; null when there is none. */
export function newestDay({ table, where }: FactRows, terms: Terms): string {
  return `(
      select max(fact_row.as_of)
      from ${table} fact_row
      where fact_row.person_id = ${terms.person}
        and ${where(terms)}
    )`
}

/** A fact that is a value of one row, the first in an order; null without such a row. @param order of the alias `fact_row`. */
export function ofFirst(rows: FactRows, order: string, value: Part): FactParts {
  return {
    shownBy: [rows.table],
    value: (terms) => firstValue(rows, terms, order, value),
    asOf: (terms) => firstValue(rows, terms, order, 'fact_row.as_of'),
  }
}

/** Value of the first of such rows, with alias `fact_row`; of equal ones the newest word, and never the one that came first. */
export function firstValue({ table, where }: FactRows, terms: Terms, order: string, value: Part): string {
  return `(
    select ${textOf(value, terms)}
    from ${table} fact_row
    where fact_row.person_id = ${terms.person}
      and ${where(terms)}
    order by ${order}, fact_row.as_of desc, fact_row.source, 1
    limit 1
  )`
}

/** The last to begin. */
const LATEST = 'fact_row.valid_from desc'

/** A fact that is a value of the row in force that began last; null when none is in force. `also` restricts further. */
export function ofRowInForce(table: string, value: Part, also: Part = 'true'): FactParts {
  return ofFirst(rowsInForce(table, also), LATEST, value)
}

/** The same, as text. */
export function lastInForce(table: string, terms: Terms, value: Part, also: Part = 'true'): string {
  return firstValue(rowsInForce(table, also), terms, LATEST, value)
}

/**
 * Day of the word that these tables, of one domain, hold every row about the newcomer: the oldest of those needed, each as it was last said.
 * Null where one of them is not covered on the day. @param also restricts the coverage that counts, with alias `covered`.
 */
export function coveredOn(tables: readonly string[], { person, today }: Pick<Terms, 'person' | 'today'>, also = 'true'): string {
  const types = tables.map((table) => `'${recordTypeOf(table)}'`)
  const covered = `from ${coverageTableOf(tables)} covered
      where covered.person_id = ${person}
        and covered.record_type in (${types.join(', ')})
        and ${inForce('covered', today)}
        and ${also}`
  if (types.length === 1) return `(select max(covered.as_of) ${covered})`
  return `(
      select case when count(*) = ${types.length} then min(said.as_of) end
      from (select max(covered.as_of) as as_of ${covered} group by covered.record_type) said
    )`
}

function coverageTableOf(tables: readonly string[]): string {
  const [schema, ...others] = new Set(tables.map((table) => table.split('.')[0]))
  if (schema === undefined || others.length > 0) throw new Error(`coverage is of one domain, and not of ${tables.join(', ')}`)
  return `${schema}.coverage`
}

/** Record type whose rows a table holds, as sources name it: `work.benefit_right` holds `benefitRight`. */
export function recordTypeOf(table: string): string {
  return (table.split('.')[1] ?? '').replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())
}

/** Day of the newest word of a domain about the newcomer, whatever it says and whoever said it; null without one. @param dossier table with a row per person. */
export function newestWord(dossier: string): Expression {
  return ({ person }) => `(select known.as_of from ${dossier} known where known.person_id = ${person})`
}
