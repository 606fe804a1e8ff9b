/** Rights of contracts' logins: those they should have, those they have, and the statements from one to the other. */
import type { Client } from 'pg'
import type { Uses } from './columns.ts'
import { CONTRACT_GROUP, LOGIN_PREFIX } from './login.ts'

/** One right. @property on as in GRANT: `schema work`, `table work.dossier`, `function work.compute_employed(uuid, date)`. @property column null: on the whole. */
export type Right = { role: string; privilege: string; on: string; column: string | null }

/** What a statement needs to record its use, for every contract alike. */
export const RECORDING: readonly Right[] = [
  { role: CONTRACT_GROUP, privilege: 'USAGE', on: 'schema audit', column: null },
  { role: CONTRACT_GROUP, privilege: 'USAGE', on: 'sequence audit.data_use_id_seq', column: null },
  ...['operation_id', 'trace_id', 'organisation_id', 'consumer', 'user_ref', 'use_set_id', 'persons', 'open'].map(
    (column): Right => ({ role: CONTRACT_GROUP, privilege: 'INSERT', on: 'table audit.data_use', column }),
  ),
  { role: CONTRACT_GROUP, privilege: 'SELECT', on: 'table audit.data_use', column: 'id' },
]

/** What a login may read: the columns and functions that its contract's statements use, and nothing else. */
export function requiredRights(role: string, { columns, functions, schemas }: Uses): Right[] {
  return [
    ...schemas
      .filter((schema) => schema !== 'pg_catalog')
      .map((schema): Right => ({ role, privilege: 'USAGE', on: `schema ${schema}`, column: null })),
    ...columns.map(({ table, column }): Right => ({ role, privilege: 'SELECT', on: `table ${table}`, column })),
    ...functions.map((name): Right => ({ role, privilege: 'EXECUTE', on: `function ${name}`, column: null })),
  ]
}

/** Everything that the group and the logins of contracts hold in this database, however they got it. */
const HELD = `
  select roles.rolname as role, held.privilege_type as privilege, held.on, held.column
  from pg_roles roles
  join (
    select acl.grantee, acl.privilege_type, format('table %I.%I', n.nspname, c.relname) as on, a.attname as column
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    cross join aclexplode(a.attacl) acl
    union all
    select acl.grantee, acl.privilege_type, format('%s %I.%I', case c.relkind when 'S' then 'sequence' else 'table' end, n.nspname, c.relname), null
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join aclexplode(c.relacl) acl
    union all
    select acl.grantee, acl.privilege_type, format('function %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), null
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    cross join aclexplode(p.proacl) acl
    union all
    select acl.grantee, acl.privilege_type, format('schema %I', n.nspname), null
    from pg_namespace n
    cross join aclexplode(n.nspacl) acl
  ) held on held.grantee = roles.oid
  where roles.rolname = $1 or starts_with(roles.rolname, $2)`

/** @param client acts as the owner of the tables. */
export async function readGrantedRights(client: Client): Promise<Right[]> {
  const { rows } = await client.query<Right>(HELD, [CONTRACT_GROUP, LOGIN_PREFIX])
  return rows
}

/** Statements after which exactly the wanted rights are held; none when they already are. */
export function toStatements(held: readonly Right[], wanted: readonly Right[]): string[] {
  const without = (rights: readonly Right[], others: readonly Right[]) => {
    const texts = new Set(others.map(textOf))
    return rights.filter((right) => !texts.has(textOf(right)))
  }
  return [
    ...joined(without(held, wanted)).map(({ right, role }) => `revoke ${right} from ${role}`),
    ...joined(without(wanted, held)).map(({ right, role }) => `grant ${right} to ${role}`),
  ]
}

const textOf = (right: Right): string => JSON.stringify([right.role, right.privilege, right.on, right.column])

/** One statement for all columns of a table. */
function joined(rights: readonly Right[]): { right: string; role: string }[] {
  const groups = Map.groupBy(rights, ({ role, privilege, on, column }) => JSON.stringify([role, privilege, on, column === null]))
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const columns = [first, ...others].flatMap(({ column }) => (column === null ? [] : [`"${column}"`]))
    const list = columns.length === 0 ? '' : ` (${columns.join(', ')})`
    return [{ right: `${first.privilege}${list} on ${first.on}`, role: `"${first.role}"` }]
  })
}
