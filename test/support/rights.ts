/** Every right that a login has in the database of a connection and on its server, from PostgreSQL's own catalogues. */
import type { ClientBase } from 'pg'

/** @property kind of object. @property counted objects of the kind. @property held what the login may do, one line per object and right. */
export type RightsOfKind = { kind: string; counted: number; held: string[] }

const KINDS: Readonly<Record<string, string>> = {
  relation: `select n.nspname || '.' || c.relname || case when c.relisshared then ' (shared)' when c.relkind = 'v' then ' (view)' else '' end as name,
      array(select r from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) r
        where has_table_privilege($1, c.oid, r) or r in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege($1, c.oid, r)) as rights
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 't')`,
  sequence: `select n.nspname || '.' || c.relname as name, array(select r from unnest(array['USAGE', 'SELECT', 'UPDATE']) r where has_sequence_privilege($1, c.oid, r)) as rights
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S'`,
  function: `select n.nspname || '.' || p.proname || ' (' || case p.provolatile when 'v' then 'volatile' when 's' then 'stable' else 'immutable' end || ')' as name,
      case when has_function_privilege($1, p.oid, 'EXECUTE') then array['EXECUTE'] else '{}' end as rights
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace`,
  schema: `select nspname as name, array(select r from unnest(array['USAGE', 'CREATE']) r where has_schema_privilege($1, oid, r)) as rights from pg_namespace`,
  database: `select datname as name, array(select r from unnest(array['CONNECT', 'TEMPORARY', 'CREATE']) r where has_database_privilege($1, oid, r)) as rights
    from pg_database where datallowconn`,
  language: `select lanname as name, case when has_language_privilege($1, oid, 'USAGE') then array['USAGE'] else '{}' end as rights from pg_language where lanpltrusted`,
  'large object': `select m.oid::text as name, array(select r from unnest(array['SELECT', 'UPDATE']) r where has_largeobject_privilege($1, m.oid, r)) as rights from pg_largeobject_metadata m`,
  'foreign server': `select srvname as name, case when has_server_privilege($1, oid, 'USAGE') then array['USAGE'] else '{}' end as rights from pg_foreign_server`,
  'foreign data wrapper': `select fdwname as name, case when has_foreign_data_wrapper_privilege($1, oid, 'USAGE') then array['USAGE'] else '{}' end as rights from pg_foreign_data_wrapper`,
  tablespace: `select spcname as name, case when has_tablespace_privilege($1, oid, 'CREATE') then array['CREATE'] else '{}' end as rights from pg_tablespace`,
  parameter: `select parname as name, array(select r from unnest(array['SET', 'ALTER SYSTEM']) r where has_parameter_privilege($1, parname, r)) as rights from pg_parameter_acl`,
  role: `select rolname as name, array(select r from unnest(array['MEMBER', 'USAGE', 'SET']) r where pg_has_role($1, oid, r)) as rights from pg_roles where rolname <> $1`,
  attribute: `select a.name, case when a.held then array['HAS'] else '{}' end as rights from pg_roles r, lateral (values ('SUPERUSER', rolsuper), ('INHERIT', rolinherit), ('CREATEROLE', rolcreaterole),
    ('CREATEDB', rolcreatedb), ('REPLICATION', rolreplication), ('BYPASSRLS', rolbypassrls)) a (name, held) where r.rolname = $1`,
  type: `select format_type(oid, null) as name, case when has_type_privilege($1, oid, 'USAGE') then array['USAGE'] else '{}' end as rights from pg_type`,
}

/** @param client superuser, who sees everything. */
export async function listRights(client: Pick<ClientBase, 'query'>, login: string): Promise<RightsOfKind[]> {
  const kinds: RightsOfKind[] = []
  for (const [kind, sql] of Object.entries(KINDS)) {
    const { rows } = await client.query<{ name: string; rights: string[] }>(`${sql} order by 1`, [login])
    kinds.push({ kind, counted: rows.length, held: rows.flatMap(({ name, rights }) => rights.map((right) => `${kind} ${name}: ${right}`)) })
  }
  return kinds
}
