/** Rows about a person who is not there. Foreign keys forbid them; this looks whether they were ever switched off, or a table was made without one. */
import type { ClientBase } from 'pg'
import { listIdColumns } from './id-columns.ts'

/** @property table qualified name. @property rows how many. */
export type Orphans = { table: string; rows: number }

/** Looks through every table that names persons by their internal id. Reads whole tables. @returns tables with such rows; none when all is well. */
export async function findOrphans(client: Pick<ClientBase, 'query'>): Promise<Orphans[]> {
  const tables = (await listIdColumns(client)).filter(({ column }) => column === 'person_id')
  const found: Orphans[] = []
  for (const { place } of tables) {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from ${place} o where not exists (select from directory.person p where p.id = o.person_id)`,
    )
    const count = rows[0]?.count ?? 0
    if (count > 0) found.push({ table: place, rows: count })
  }
  return found
}
