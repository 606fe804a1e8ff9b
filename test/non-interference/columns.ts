/** Columns of everything that belongs to a person, with values to change them to. */
import type { Pool } from 'pg'
import { DOMAINS, FACT_SHEETS } from '../../src/domains/all.ts'
import { PERSON_SCHEMAS } from '../support/catalogue.ts'

export type Column = {
  table: string
  name: string
  type: string
  nullable: boolean
  /** Values that occur, as text. */
  values: readonly string[]
}

/** Whether rows of a table come and go by themselves. Those of referrals and incentives hang together: only their values are changed. */
export const isOfDomain = (table: string): boolean => DOMAINS.some(({ schema }) => table.startsWith(`${schema}.`))

/** Whether rows of other tables go with those of a table: such rows are put back column by column, unless they were gone. */
export const isRestedOn = (table: string): boolean => !isOfDomain(table) || table === 'directory.person'

/** Column by which a table's rows belong to a person. */
export const personKey = (table: string): string => (table === 'directory.person' ? 'id' : 'person_id')

/** Tables about persons that are never changed, and why. */
export const NOT_VARIED: ReadonlyMap<string, string> = new Map([
  ['directory.merged_person', 'it only forwards from an id that nobody has any more'],
  ['directory.withdrawn', 'it holds keys of rows that are gone: only deliveries look at it'],
  ['directory.handover', 'it holds ends that the rows have already: only deliveries and the queue of conflicts look at it'],
  ['directory.snapshot', 'it holds days of deliveries: only deliveries look at it'],
  ...FACT_SHEETS.map(({ table }): [string, string] => [
    table,
    'it follows from other tables: another content would be false, not another world',
  ]),
])

/** Columns that tie rows together: never changed. Nor is what the application may not change, for there is no such world. */
const TIES = new Set(['id', 'person_id', 'evidence_ref', 'insz_hash', 'newcomer_id'])

const COLUMNS = `
  select format('%s.%s', n.nspname, c.relname) as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any ($1) and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    and has_column_privilege(c.oid, a.attnum, 'update')
    and (c.oid = 'directory.person'::regclass or exists (select from pg_attribute k where k.attrelid = c.oid and k.attname = 'person_id'))
    and format('%s.%s', n.nspname, c.relname) <> all ($2)
  order by 1, a.attnum`

/** Tables whose rows go with their person. What follows from other tables is left out. */
export async function tablesOfPersons(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ table: string }>(
    `select distinct conrelid::regclass::text as table from pg_constraint
      where contype = 'f' and confrelid = 'directory.person'::regclass and conrelid::regclass::text <> all ($1) order by 1`,
    [FACT_SHEETS.map(({ table }) => table)],
  )
  return rows.map(({ table }) => table)
}

/** Columns that are changed, as the catalogue lists them. @param pool of the application, whose rights decide. */
export async function listColumns(pool: Pool): Promise<Omit<Column, 'values'>[]> {
  const { rows } = await pool.query<Omit<Column, 'values'>>(COLUMNS, [PERSON_SCHEMAS, [...NOT_VARIED.keys()]])
  return rows.filter(({ name }) => !TIES.has(name))
}

export async function readColumns(pool: Pool): Promise<Column[]> {
  return Promise.all(
    (await listColumns(pool)).map(async (column) => {
      const { rows: found } = await pool.query<{ value: string }>(
        `select distinct ${column.name}::text as value from ${column.table} where ${column.name} is not null order by 1 limit 60`,
      )
      return { ...column, values: found.map(({ value }) => value) }
    }),
  )
}
