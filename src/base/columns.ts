/** Columns of rows in SQL text. A row is handed on as the function that writes its columns, so that it is known which of them are needed. */

/** Writes a column of one row, by the column's name. */
export type ColumnOf = (name: string) => string

/** Columns of the row with an alias. */
export function columnOf(alias: string): ColumnOf {
  return (name) => `${alias}.${name}`
}

/** The same columns, with the names of those that were asked for so far. */
export function recordColumns(columns: ColumnOf): { column: ColumnOf; names: ReadonlySet<string> } {
  const names = new Set<string>()
  return {
    names,
    column: (name) => {
      names.add(name)
      return columns(name)
    },
  }
}
