/** What the database's own catalogue says of tables about persons, and what is wrong with it. */
import type { Pool } from 'pg'
import { OWNERS } from '../../src/base/owner.ts'
import { ROLES } from '../../src/database/connection.ts'
import { DOMAINS, FACT_SHEETS } from '../../src/domains/all.ts'
import { LOGIN_PREFIX } from '../../src/query/contract-logins/login.ts'
import { type FactSheet, sheetColumns } from '../../src/query/fact-sheet.ts'

/** Schemas of what the hub keeps itself: of the owners that are no domain. */
const KEPT_SCHEMAS = OWNERS.filter((owner) => DOMAINS.every((domain) => domain.owner !== owner)).map((owner) => owner.toLowerCase())

/** Schemas with tables about persons: one for each domain, referrals and incentives. */
export const PERSON_SCHEMAS: readonly string[] = [...DOMAINS.map(({ schema }) => schema), ...KEPT_SCHEMAS]

/** @property tables in these schemas. @property persons those of them that have a column `person_id`. @property columns of fact sheets. */
export type CatalogueReport = { tables: string[]; persons: string[]; columns: string[]; problems: string[] }

/**
 * Looks at every table of every schema with persons, and at every column of a fact sheet.
 * @param varied tables that the proof of non-interference changes, or says why it does not.
 */
export async function checkCatalogue(pool: Pool, varied: ReadonlySet<string>): Promise<CatalogueReport> {
  const tables = await listTables(pool)
  const persons = tables.filter(({ hasPerson }) => hasPerson)
  const sheets = await Promise.all(FACT_SHEETS.map((sheet) => checkSheet(pool, sheet)))
  return {
    tables: tables.map(({ name }) => name),
    persons: persons.map(({ name }) => name),
    columns: sheets.flatMap(({ columns }) => columns),
    problems: [
      ...(await findStrays(pool)),
      ...PERSON_SCHEMAS.filter((schema) => tables.every((table) => table.schema !== schema)).map(
        (schema) => `${schema}: there is no such schema, or it has no table`,
      ),
      ...tables.flatMap(tableProblems),
      ...persons.flatMap(personProblems),
      ...persons.filter(({ name }) => !varied.has(name)).map(({ name }) => `${name} is not varied by test/non-interference/columns.ts`),
      ...sheets.flatMap(({ problems }) => problems),
      ...(await findIndifferent(pool)),
    ],
  }
}

/** Tables about persons of a domain with a fact sheet whose changes leave the sheet in use. */
async function findIndifferent(pool: Pool): Promise<string[]> {
  const wanted = DOMAINS.flatMap(({ schema, sheet }) => (sheet === undefined || schema === 'directory' ? [] : [schema]))
  const { rows } = await pool.query<{ domain: string; name: string; trigger: string }>(
    `select n.nspname as domain, format('%s.%s', n.nspname, c.relname) as name, wanted.trigger
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id' and not a.attisdropped
      cross join lateral (select format(f, n.nspname) as trigger from unnest(array['outdate_facts_of_%s_added', 'outdate_facts_of_%s_now', 'outdate_facts_of_%s_before',
        'outdate_facts_of_%s_gone', 'forget_facts_of_%s']) f) wanted
      where n.nspname = any ($1) and c.relname <> 'fact_sheet' and c.relkind in ('r', 'p')
        and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = wanted.trigger and t.tgenabled = 'O') order by 2, 3`,
    [wanted],
  )
  const byTable = Map.groupBy(rows, ({ name }) => name)
  return [...byTable].map(([name, missing]) => {
    const triggers = missing.map(({ trigger }) => trigger).join(', ')
    return `${name} lacks ${triggers}; a migration must call hub.sheet_depends_on('${missing[0]?.domain}', '${name}')`
  })
}

type Right = { role: string; privilege: string; column: string | null }
type Table = {
  schema: string
  name: string
  owner: string
  hasPerson: boolean
  byPerson: boolean
  ofPerson: boolean
  trigger: string | null
  rights: Right[]
}

const TABLES = `
  select n.nspname as schema, format('%s.%s', n.nspname, c.relname) as name, pg_get_userbyid(c.relowner) as owner,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'person_id' and not a.attisdropped) as "hasPerson",
    exists (select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indrelid = c.oid and i.indisvalid and i.indpred is null and a.attname = 'person_id') as "byPerson",
    exists (select from pg_constraint k where k.conrelid = c.oid and k.confrelid = 'directory.person'::regclass and k.contype = 'f' and k.confdeltype = 'c' and k.convalidated) as "ofPerson",
    (select pg_get_triggerdef(t.oid) from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'note_direct_change' and t.tgenabled = 'O') as trigger,
    (select coalesce(json_agg(json_build_object('role', coalesce(nullif(acl.grantee, 0)::regrole::text, 'PUBLIC'), 'privilege', acl.privilege_type, 'column', acl.column)), '[]') from (
      select (aclexplode(c.relacl)).*, null as column
      union all select (aclexplode(a.attacl)).*, a.attname from pg_attribute a where a.attrelid = c.oid and not a.attisdropped) acl
      where acl.grantee <> c.relowner)::text as rights
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any ($1) and c.relkind in ('r', 'p') order by 2`

async function listTables(pool: Pool): Promise<Table[]> {
  const { rows } = await pool.query<Omit<Table, 'rights'> & { rights: string }>(TABLES, [PERSON_SCHEMAS])
  return rows.map((table) => ({ ...table, rights: JSON.parse(table.rights) as Right[] }))
}

/** Tables about persons outside the schemas that are looked at. */
async function findStrays(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%s.%s', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id' and not a.attisdropped
      where c.relkind in ('r', 'p') and n.nspname <> all ($1) and n.nspname !~ '^pg_' order by 1`,
    [PERSON_SCHEMAS],
  )
  return rows.map(({ name }) => `${name} has a person_id, and its schema belongs to no domain: see DOMAINS`)
}

const PROTECT = ({ schema }: Table) => `a migration must call hub.protect_schema('${schema}')`

function tableProblems(table: Table): string[] {
  const { name, owner, trigger, rights } = table
  const wide = rights.filter(({ role, column }) => role === ROLES.app && column === null).map(({ privilege }) => privilege)
  const due = LINKS.has(name) ? ['SELECT', 'INSERT', 'DELETE'] : ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
  const missing = due.filter((privilege) => !wide.includes(privilege))
  const surplus = rights.filter((right) => !isDue(table, right))
  return [
    ...(owner === ROLES.owner ? [] : [`${name} belongs to ${owner} instead of ${ROLES.owner}`]),
    ...(missing.length === 0 ? [] : [`${name}: ${ROLES.app} may not ${missing.join(', ')}; ${PROTECT(table)}`]),
    ...surplus.map(
      ({ role, privilege, column }) => `${name}: ${role} may ${privilege}${column === null ? '' : ` ${column}`}, and should not`,
    ),
    ...(trigger === noteDirectChange(name) ? [] : [`${name} has no trigger note_direct_change as it should be; ${PROTECT(table)}`]),
  ]
}

/** Tables with the link from a person to its evidence, and the columns that the application may not change. */
const LINKS = new Map([
  ['directory.person', ['id', 'integration_id', 'work_id', 'local_id', 'evidence_ref']],
  ['directory.merged_person', ['evidence_ref', 'integration_id', 'work_id', 'local_id', 'merged_at']],
])

/** Reference data that is read whole, and says nothing about persons. */
const READ_WHOLE = ['directory.municipality']

/** Beside the application, some logins may read, column by column. */
function isDue({ name }: Table, { role, privilege, column }: Right): boolean {
  const fixed = LINKS.get(name)
  if (role === ROLES.app && column !== null) return privilege === 'UPDATE' && fixed !== undefined && !fixed.includes(column)
  if (role === ROLES.app) return ['SELECT', 'INSERT', 'DELETE', ...(fixed === undefined ? ['UPDATE'] : [])].includes(privilege)
  if (privilege !== 'SELECT') return false
  if (role === ROLES.statistics) return column !== null || READ_WHOLE.includes(name)
  return role.startsWith(LOGIN_PREFIX) && column !== null
}

/** As PostgreSQL writes it. */
function noteDirectChange(table: string): string {
  return `CREATE TRIGGER note_direct_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON ${table} FOR EACH STATEMENT WHEN (((CURRENT_USER <> '${ROLES.app}'::name) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION audit.note_direct_change()`
}

function personProblems(table: Table): string[] {
  const { name, byPerson, ofPerson } = table
  return [
    ...(byPerson ? [] : [`${name} has no index that begins with person_id`]),
    ...(ofPerson ? [] : [`${name} has no foreign key to directory.person with cascade; ${PROTECT(table)}`]),
  ]
}

/** A sheet is read from its index alone: one column that is not carried there costs a visit of the table for every question. */
async function checkSheet(pool: Pool, sheet: FactSheet): Promise<{ columns: string[]; problems: string[] }> {
  const { table } = sheet
  const { rows } = await pool.query<{ name: string; carried: boolean }>(
    `select a.attname as name, exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey)) as carried
      from pg_attribute a where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  )
  const found = rows.map(({ name }) => name)
  const declared = ['person_id', 'day', ...Object.keys(sheetColumns(sheet))]
  const call = (column: string) => `a migration must call hub.sheet_column('${table.split('.')[0]}', '${column}', its type)`
  return {
    columns: found.map((name) => `${table}.${name}`),
    problems: [
      ...rows
        .filter(({ carried }) => !carried)
        .map(({ name }) => `${table}.${name} is not in the index that the sheet is read from; ${call(name)}`),
      ...declared.filter((name) => !found.includes(name)).map((name) => `${table} has no column ${name}; ${call(name)}`),
      ...found.filter((name) => !declared.includes(name)).map((name) => `${table}.${name} is declared on no sheet`),
    ],
  }
}
