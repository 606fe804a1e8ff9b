/** Which columns and functions a statement uses, by PostgreSQL's own account: what a view of it would depend on. */
import type { Client } from 'pg'
import { ROLES } from '../../database/connection.ts'
import { inUndoneTransaction } from '../../database/transaction.ts'

/** Qualified table and column, as `directory.person` and `birth_date`. */
export type Column = { table: string; column: string }

/** @property functions other than PostgreSQL's own, as GRANT names them. @property schemas of all of these, and of the types that values are cast to. */
export type Uses = { columns: Column[]; functions: string[]; schemas: string[] }

/** Views that exist only inside a transaction that is rolled back. */
const VIEW = 'public.doorstroom_lock_'

/**
 * @param statements texts without parameters, by any key.
 * @returns per key, what its statements use together.
 */
export async function findUses<Key>(client: Client, statements: ReadonlyMap<Key, readonly string[]>): Promise<Map<Key, Uses>> {
  const keys = [...statements.keys()]
  const views = keys.flatMap((key, index) =>
    (statements.get(key) ?? []).map((sql, nth) => `create view ${VIEW}${index}_${nth} as select exists (select from (${sql}) s)`),
  )
  return await inUndoneTransaction(client, async () => {
    await client.query(`set local role ${ROLES.owner}`)
    await client.query(views.join(';\n'))
    const { rows } = await client.query<Dependency>(DEPENDENCIES)
    return new Map(keys.map((key, index) => [key, toUses(rows.filter((row) => row.key === index))]))
  })
}

type Dependency = { key: number; schema: string; table: string | null; column: string | null; function: string | null }

const DEPENDENCIES = `
  select distinct substring(v.relname from '^doorstroom_lock_(\\d+)_')::int as key,
    coalesce(tn.nspname, fn.nspname, yn.nspname) as schema,
    case when t.oid is not null then format('%I.%I', tn.nspname, t.relname) end as table, a.attname as column,
    case when f.oid is not null then format('%I.%I(%s)', fn.nspname, f.proname, pg_get_function_identity_arguments(f.oid)) end as function
  from pg_class v
  join pg_rewrite w on w.ev_class = v.oid
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
  left join pg_class t on d.refclassid = 'pg_class'::regclass and t.oid = d.refobjid and t.oid <> v.oid
  left join pg_namespace tn on tn.oid = t.relnamespace
  left join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid and d.refobjsubid > 0
  left join pg_proc f on d.refclassid = 'pg_proc'::regclass and f.oid = d.refobjid
  left join pg_namespace fn on fn.oid = f.pronamespace
  left join pg_type y on d.refclassid = 'pg_type'::regclass and y.oid = d.refobjid
  left join pg_namespace yn on yn.oid = y.typnamespace
  where v.relname ~ '^doorstroom_lock_\\d+_'
    and v.relnamespace = 'public'::regnamespace
    and coalesce(t.oid, f.oid, y.oid) is not null`

function toUses(rows: readonly Dependency[]): Uses {
  const columns = rows.flatMap(({ table, column }) => (table !== null && column !== null ? [{ table, column }] : []))
  const functions = rows.flatMap((row) => row.function ?? [])
  return { columns, functions, schemas: [...new Set(rows.map(({ schema }) => schema))] }
}
