/** Runs one statement; what recording needs of a pool. */
type Query<Statement> = (statement: Statement) => Promise<{ rows: unknown[] }>

/**
 * Records a row once, by its content, however many processes do so at the same time.
 * @param statement inserts the row `on conflict do nothing`, and answers the one that is there.
 * @returns the row; undefined when it disappeared meanwhile.
 */
export async function recordOnce<Row, Statement>(query: Query<Statement>, statement: Statement): Promise<Row | undefined> {
  // Nothing comes back when another process records the same row at the same moment: then it is there the second time.
  const row = (await query(statement)).rows[0] ?? (await query(statement)).rows[0]
  return row as Row | undefined
}
