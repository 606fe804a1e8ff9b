/**
 * What everybody may do in a database, and the statements that take it away, for a database that logins of other people's tools reach. Every new
 * database lets everybody lock (advisory locks), write (large objects), wait, run blocks of code, and read what the server says of its other databases
 * and sessions.
 *
 * What stays open follows from rules, not from a list of names: functions that only compute (immutable, stable) stay, except those that tell of the
 * server; PostgreSQL's own catalogue of this database stays, and what several databases share does not.
 */

/** Stable functions of these names tell of the server, its sessions or its transactions … */
const TELLS_OF_SERVER = '^(pg|txid)_'
/** … except those that describe what is in this database, or translate a name. */
const DESCRIBES = [
  'get_(expr|userbyid|keywords|serial_sequence|catalog_foreign_keys|function_\\w+|\\w*def)',
  '\\w+_is_visible',
  '\\w+_is_updatable',
  'has_role',
  'typeof',
  'client_encoding',
  'char_to_encoding',
  'encoding_\\w+',
  'collation_\\w+',
  '(my|is_other)_temp_schema',
  'options_to_table',
  'backend_pid',
].join('|')

const OWNER = '(select quote_ident(pg_get_userbyid(datdba)) from pg_database where datname = current_database())'

const everybody = (acl: string, kind: string, owner: string) =>
  `exists (select from aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) a where a.grantee = 0)`

/** Rows of `what`, for people, and `statement`, which takes it from everybody and leaves it to the owner of the database. */
export const PUBLIC_RIGHTS = `
  select 'function ' || p.oid::regprocedure as what,
    format('revoke execute on routine %1$s from public; grant execute on routine %1$s to %2$s', p.oid::regprocedure, ${OWNER}) as statement
  from pg_proc p
  where ${everybody('p.proacl', 'f', 'p.proowner')}
    and (p.provolatile = 'v' or p.provolatile = 's' and p.proname ~ '${TELLS_OF_SERVER}' and p.proname !~ '^pg_(${DESCRIBES})$')
  union all
  select 'relation ' || c.oid::regclass, format('revoke all on table %1$s from public; grant select on table %1$s to %2$s', c.oid::regclass, ${OWNER})
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where (exists (select from aclexplode(c.relacl) a where a.grantee = 0)
      or exists (select from pg_attribute t, aclexplode(t.attacl) a where t.attrelid = c.oid and a.grantee = 0))
    and (c.relisshared or n.nspname = 'pg_catalog' and c.relkind = 'v' or n.nspname not in ('pg_catalog', 'information_schema'))
  union all
  select 'language ' || lanname, format('revoke usage on language %1$I from public; grant usage on language %1$I to %2$s', lanname, ${OWNER})
  from pg_language where lanpltrusted and ${everybody('lanacl', 'l', 'lanowner')}
  union all
  select 'schema ' || nspname, format('revoke all on schema %I from public', nspname)
  from pg_namespace where nspname not in ('pg_catalog', 'information_schema') and ${everybody('nspacl', 'n', 'nspowner')}
  union all
  select 'database ' || datname, format('revoke all on database %I from public', datname)
  from pg_database where datname = current_database() and ${everybody('datacl', 'd', 'datdba')}`

/** Takes all of it. Only a superuser may, because PostgreSQL's own functions belong to one; a second time it changes nothing. */
export const REVOKE_PUBLIC_RIGHTS = `do $revoke$
declare held record;
begin
  for held in ${PUBLIC_RIGHTS}
  loop
    execute held.statement;
  end loop;
end $revoke$`
