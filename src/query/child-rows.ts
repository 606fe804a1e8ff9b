/** Rows of a table that belong to the newcomer at hand, or to the row at hand, as SQL. */
import { type Expression, NESTED_LIMIT, type Rows, type Terms } from './declare.ts'

/** Longest list that a fact sheet keeps: its columns must fit in the leaf of an index. */
const SHORT = 8

/** `from` to `order by`; the rows have the alias `terms.row`. @param enclosing alias of the row that they may belong to. */
export function fromRows({ table, of, where, order }: Rows, terms: Terms, enclosing: string): string {
  const { row, person } = terms
  const belongs = of === undefined ? `${row}.person_id = ${person}` : `${row}."${of.column}" = ${enclosing}."${of.to}"`
  const also = where === undefined ? '' : ` and ${where(terms)}`
  return `from ${table} ${row} where ${belongs}${also} order by ${qualify(order, row)}`
}

/** Value of the most wanted row; null when there is none. */
export function valueOfFirst(rows: Rows, value: Expression): Expression {
  return ofRows(rows, (from, terms) => `(select ${value(terms)} ${from} limit 1)`)
}

/** Array with the value of each row; null when they are more than a sheet keeps. */
export function valuesOfFew(rows: Rows, value: Expression): Expression {
  return ofRows(
    rows,
    (from, terms) =>
      `(select case when count(*) <= ${SHORT} then coalesce(array_agg(few.value), '{}') end from (select ${value(terms)} as value ${from} limit ${SHORT + 1}) few)`,
  )
}

/** Array with the value of each row, as far as a list answers them. */
export function valuesOfAll(rows: Rows, value: Expression): Expression {
  return ofRows(
    rows,
    (from, terms) =>
      `(select coalesce(array_agg(all_rows.value), '{}') from (select ${value(terms)} as value ${from} limit ${NESTED_LIMIT}) all_rows)`,
  )
}

function ofRows(rows: Rows, text: (from: string, terms: Terms) => string): Expression {
  return (terms) => {
    const inner = { ...terms, row: 'fact_row' }
    return text(fromRows(rows, inner, terms.row), inner)
  }
}

/** Order columns belong to the row, also where an enclosing query has a column of the same name. */
function qualify(order: string, row: string): string {
  return order
    .split(',')
    .map((part) => `${row}.${part.trim()}`)
    .join(', ')
}
