/** Columns of tables about persons that hold ids. */
import type { ClientBase } from 'pg'
import { JOB_SCHEMA } from '../../database/jobs/job-tables.ts'

/** @property place qualified table, quoted. @property column its name, quoted. */
export type PersonColumn = { place: string; column: string }

/** All of them, by table. Read from the catalogue, so that a table of tomorrow is not forgotten. */
export async function listIdColumns(client: Pick<ClientBase, 'query'>): Promise<PersonColumn[]> {
  const { rows } = await client.query<PersonColumn>(
    `select format('%I.%I', n.nspname, c.relname) as place, quote_ident(a.attname) as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and a.atttypid = 'uuid'::regtype and not a.attisdropped
       and n.nspname not in ('audit', 'public', 'pg_catalog', 'information_schema', 'pg_toast', $1) order by 1, 2`,
    // Jobs name no person, and the role that erases may not look at them.
    [JOB_SCHEMA],
  )
  return rows
}
