/**
 * Rows that a statement is sent: one array for each column, which PostgreSQL reads faster than the same rows as JSON.
 * A list within a row is sent as JSON, because an array of arrays would be one of two dimensions.
 */

export type RowColumn = { name: string; sqlType: string }

/** Parameters before the arrays: the source of the delivery, and its as-of date. */
const BEFORE = 2

const isList = ({ sqlType }: RowColumn) => sqlType.endsWith('[]')

/** The rows as `r`, a column for each of these. */
export function rowsSql(columns: readonly RowColumn[]): string {
  const arrays = columns.map((column, place) => `$${BEFORE + 1 + place}::${isList(column) ? 'text' : column.sqlType}[]`)
  const unnested = `unnest(${arrays.join(', ')}) as r(${columns.map(({ name }) => name).join(', ')})`
  if (!columns.some(isList)) return unnested
  return `(select ${columns.map(selected).join(', ')} from ${unnested}) as r`
}

const selected = (column: RowColumn) =>
  isList(column)
    ? `case when ${column.name} is not null then array(select jsonb_array_elements_text(${column.name}::jsonb)) end as ${column.name}`
    : column.name

/** The values of `rowsSql`. */
export function arraysOf(columns: readonly RowColumn[], rows: readonly Record<string, unknown>[]): unknown[][] {
  return columns.map((column) => {
    const values = rows.map((row) => row[column.name])
    return isList(column) ? values.map((list) => (list === null || list === undefined ? null : JSON.stringify(list))) : values
  })
}
