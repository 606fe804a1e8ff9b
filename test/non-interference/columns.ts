/**
 * Columns of everything that belongs to a person, with values to change them to. What the hub works out from them (fact sheets) is not of that
 * kind: it follows what it rests on, and a sheet that says something else is no other state of the world but a false one.
 */
import type { Pool } from 'pg'

export type Column = {
  table: string
  name: string
  type: string
  nullable: boolean
  /** Values that occur, as text. */
  values: readonly string[]
}

/** Column by which a table's rows belong to a person. */
export const personKey = (table: string): string => (table === 'directory.person' ? 'id' : 'person_id')

/** Columns that tie rows together: never changed. */
const TIES = new Set(['id', 'person_id', 'evidence_ref', 'insz_hash', 'newcomer_id'])

const COLUMNS = `
  select format('%s.%s', n.nspname, c.relname) as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('directory', 'integration', 'work', 'local') and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    and (c.relname = 'person' or exists (select from pg_attribute k where k.attrelid = c.oid and k.attname = 'person_id'))
    and c.relname not in ('merged_person', 'fact_sheet')
  order by 1, a.attnum`

export async function readColumns(pool: Pool): Promise<Column[]> {
  const { rows } = await pool.query<Omit<Column, 'values'>>(COLUMNS)
  const free = rows.filter(({ name }) => !TIES.has(name))
  return Promise.all(
    free.map(async (column) => {
      const { rows: found } = await pool.query<{ value: string }>(
        `select distinct ${column.name}::text as value from ${column.table} where ${column.name} is not null order by 1 limit 60`,
      )
      return { ...column, values: found.map(({ value }) => value) }
    }),
  )
}
