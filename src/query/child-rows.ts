/** Rows of a table that belong to the newcomer at hand, or to the row at hand, as SQL. */
import { type ColumnOf, columnOf } from '../base/columns.ts'
import { type Expression, NESTED_LIMIT, type Rows, type Terms } from './declare.ts'

/** Longest list that a fact sheet keeps: its columns must fit in the leaf of an index. */
const SHORT = 8

/** `from` to `order by`. @param alias of the rows, whose columns `terms` writes. @param enclosing columns of the row that they may belong to. */
export function fromRows({ table, of, where, order }: Rows, terms: Terms, alias: string, enclosing: ColumnOf): string {
  const belongs = of === undefined ? `${alias}.person_id = ${terms.person}` : `${alias}.${of.column} = ${enclosing(of.to)}`
  const also = where === undefined ? '' : `\n      and ${where(terms)}`
  return `from ${table} ${alias}
    where ${belongs}${also}
    order by ${qualify(order, alias)}`
}

/** First day of a most wanted row that a sheet does not tell, because an organisation holds such rows: who asks decides which they read. */
export const NOT_ON_SHEET = "'-infinity'::date"

/** Value of the most wanted row for a sheet. @param otherwise SQL, where organisations hold such rows. */
export function valueOfFirstUnheld(rows: Rows, value: Expression, otherwise: string): Expression {
  const first = valueOfFirst(rows, value)
  if (rows.heldIn === undefined) return first
  return (terms) => `case
      when exists (select from ${rows.table} h_held where h_held.person_id = ${terms.person} and h_held.organisation_id is not null) then ${otherwise}
      else ${first(terms)}
    end`
}

/** Value of the most wanted row; null when there is none. */
export function valueOfFirst(rows: Rows, value: Expression): Expression {
  return ofRows(rows, (from, terms) => `(select ${value(terms)} ${from} limit 1)`)
}

/** Array with the value of each row; null when they are more than a sheet keeps, or when an organisation holds one of them. */
export function valuesOfFew(rows: Rows, value: Expression): Expression {
  return valuesUpTo(rows, value, { limit: SHORT + 1, when: `count(*) <= ${SHORT}` })
}

/** Array with the value of each row, as far as a list answers them; null when an organisation holds one of them. */
export function valuesOfAll(rows: Rows, value: Expression): Expression {
  return valuesUpTo(rows, value, { limit: NESTED_LIMIT, when: 'true' })
}

function valuesUpTo(rows: Rows, value: Expression, { limit, when }: { limit: number; when: string }): Expression {
  const [mark, unheld] = rows.heldIn === undefined ? ['', ''] : [HELD, ' and not coalesce(bool_or(h_rows.held), false)']
  return ofRows(
    rows,
    (from, terms) => `(
    select case when ${when}${unheld} then coalesce(array_agg(h_rows.value), '{}') end
    from (select ${value(terms)} as value${mark} ${from} limit ${limit}) h_rows
  )`,
  )
}

/** Whether an organisation holds the row at hand. */
const HELD = ', h_row.organisation_id is not null as held'

function ofRows(rows: Rows, text: (from: string, terms: Terms) => string): Expression {
  return (terms) => {
    const inner = { ...terms, column: columnOf('h_row') }
    return text(fromRows(rows, inner, 'h_row', terms.column), inner)
  }
}

/** Order columns belong to the row, also where an enclosing query has a column of the same name. */
function qualify(order: string, row: string): string {
  return order
    .split(',')
    .map((part) => `${row}.${part.trim()}`)
    .join(', ')
}
