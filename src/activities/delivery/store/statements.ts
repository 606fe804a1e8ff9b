/** SQL that stores a batch of one record type: one statement, rows as JSON in $1, the delivery's source in $2 and as-of date in $3. */
import { columnOf, type RecordType } from '../../../domains/declaration/record-type.ts'
import { MENTION } from '../../../domains/directory/delivery.ts'
import { RECORD_TYPES } from '../record-types.ts'

type Column = { name: string; sqlType: string }

export type StoreStatement = {
  /** Name of the prepared statement. */
  name: string
  text: string
  /** Ends rows of the persons in $1 where the next one begins; undefined for types that do not follow each other. */
  successive: { name: string; text: string } | undefined
  /** Counts the rows in $1 of which a row newer than $2 is known; undefined for types without an as-of date of their own. */
  older: { name: string; text: string } | undefined
  /** Declared fields and their columns. */
  fields: readonly { field: string; column: string }[]
  /** Columns of the natural key, besides the person. */
  keyColumns: readonly string[]
  /** Column of the field whose list is kept as a row for each entry; undefined for types with one row for each record. */
  each: string | undefined
}

/** Statements by record type. */
export const STORE_STATEMENTS: ReadonlyMap<string, StoreStatement> = new Map(
  [...RECORD_TYPES.values()].filter(({ name }) => name !== 'replacement').map((type) => [type.name, statementsOf(type)]),
)

function statementsOf(type: RecordType): StoreStatement {
  const keyColumns = type.key.map((field) => columnNamed(type, field))
  const successive = type.successiveBy === undefined ? undefined : { name: `successive_${type.name}`, text: successiveText(type) }
  const fields = Object.entries(type.fields).map(([name, field]) => ({ field: name, column: columnOf(name, field) }))
  const each = Object.entries(type.fields).find(([, field]) => field.each === true)
  // Rows are counted, and a record of this kind has several.
  const older = each === undefined ? olderText(type, keyColumns) : undefined
  return {
    name: `store_${type.name}`,
    text: storeText(type, keyColumns),
    successive,
    older: older === undefined ? undefined : { name: `older_${type.name}`, text: older },
    fields,
    keyColumns,
    each: each === undefined ? undefined : columnOf(...each),
  }
}

function storeText(type: RecordType, keyColumns: readonly string[]): string {
  if (type.ofPerson !== undefined) return ofPersonText(type, type.ofPerson)
  if (type.undated) return undatedText(type, keyColumns)
  return type.looseKey ? mergeText(type, keyColumns) : upsertText(type, keyColumns)
}

function columnNamed(type: RecordType, field: string): string {
  const declared = type.fields[field]
  if (declared === undefined) throw new Error(`${type.name} has no field ${field}`)
  return columnOf(field, declared)
}

function columnsOf(type: RecordType): Column[] {
  const own = Object.entries(type.fields).map(([name, field]) => ({ name: columnOf(name, field), sqlType: field.sqlType }))
  return [...own, ...Object.entries(type.derived ?? {}).map(([name, { sqlType }]) => ({ name, sqlType }))]
}

function incoming(type: RecordType): string {
  const columns = [{ name: 'person_id', sqlType: 'uuid' }, ...columnsOf(type)]
  return `json_to_recordset($1::json) as r(${columns.map(({ name, sqlType }) => `${name} ${sqlType}`).join(', ')})`
}

function list(names: readonly string[], alias?: string): string {
  return names.map((name) => (alias === undefined ? name : `${alias}.${name}`)).join(', ')
}

function sets(names: readonly string[], alias: string): string {
  return names.map((name) => `${name} = ${alias}.${name}`).join(', ')
}

/** Newer, and different: a delivery of what is known already writes nothing. */
function upsertText(type: RecordType, keyColumns: readonly string[]): string {
  const names = columnsOf(type).map(({ name }) => name)
  const changing = [...names.filter((name) => !keyColumns.includes(name)), 'source', 'as_of']
  return `insert into ${type.table} as t (${list(['person_id', ...names, 'source', 'as_of'])})
    select ${list(['person_id', ...names], 'r')}, $2, $3::date from ${incoming(type)}
    on conflict (${list(['person_id', ...keyColumns])}) do update set ${sets(changing, 'excluded')}
    where t.as_of <= excluded.as_of and (${list(changing, 't')}) is distinct from (${list(changing, 'excluded')})`
}

/** The same for a key that no unique index can hold, because parts of it can be null. */
function mergeText(type: RecordType, keyColumns: readonly string[]): string {
  const names = columnsOf(type).map(({ name }) => name)
  const changing = [...names.filter((name) => !keyColumns.includes(name)), 'source', 'as_of']
  const sameKey = keyColumns.map((name) => `t.${name} is not distinct from d.${name}`).join(' and ')
  return `merge into ${type.table} t
    using (select r.*, $2::text as source, $3::date as as_of from ${incoming(type)}) d on t.person_id = d.person_id and ${sameKey}
    when matched and t.as_of <= d.as_of and (${list(changing, 't')}) is distinct from (${list(changing, 'd')}) then
      update set ${sets(changing, 'd')}
    when not matched then
      insert (${list(['person_id', ...names, 'source', 'as_of'])})
      values (${list(['person_id', ...names, 'source', 'as_of'], 'd')})`
}

/** What none of the statements above overwrites. A mention by a dossier is meant to give way, and is not counted. */
function olderText(type: RecordType, keyColumns: readonly string[]): string | undefined {
  if (type.undated || type.ofPerson?.only === 'MENTION') return undefined
  const { ofPerson } = type
  const known =
    ofPerson === undefined
      ? ['t.person_id = r.person_id', ...keyColumns.map((name) => `t.${name} is not distinct from r.${name}`), 't.as_of > $2::date']
      : [
          't.id = r.person_id',
          `t.${ofPerson.asOf} > $2::date`,
          ...(ofPerson.source === null ? [] : [`t.${ofPerson.source} not like '%${MENTION}'`]),
        ]
  return `select count(*)::int as older from ${incoming(type)} where exists (select from ${type.table} t where ${known.join(' and ')})`
}

/** Without an as-of date the earliest end counts, in whatever order deliveries come: what a person withdrew stays withdrawn. */
function undatedText(type: RecordType, keyColumns: readonly string[]): string {
  const names = columnsOf(type).map(({ name }) => name)
  return `insert into ${type.table} as t (${list(['person_id', ...names, 'source'])})
    select ${list(['person_id', ...names], 'r')}, $2 from ${incoming(type)} where $3::date is not null
    on conflict (${list(['person_id', ...keyColumns])}) do update set valid_until = least(t.valid_until, excluded.valid_until)
    where excluded.valid_until < coalesce(t.valid_until, 'infinity')`
}

type OfPerson = NonNullable<RecordType['ofPerson']>

function ofPersonText(type: RecordType, of: OfPerson): string {
  if (of.only === 'MENTION') return mentionText(type, of)
  return of.only === 'PART' ? partText(type) : personText(type, of)
}

/** Fields that the row has; the others stay as they are. */
function partText(type: RecordType): string {
  const columns = columnsOf(type)
  const typed = columns.map(({ name, sqlType }) => `${name} ${sqlType}`).join(', ')
  const merged = (name: string) => `case when jsonb_exists(said, '${name}') then r.${name} else t.${name} end`
  const values = columns.map(({ name }) => merged(name)).join(', ')
  const names = columns.map(({ name }) => name)
  return `update ${type.table} t set ${names.map((name) => `${name} = ${merged(name)}`).join(', ')}, source = $2, as_of = $3::date
    from jsonb_array_elements($1::jsonb) as given(said), jsonb_to_record(said) as r(person_id uuid, ${typed})
    where t.id = r.person_id
      and (t.source like '%${MENTION}' or t.as_of <= $3::date)
      and (${list([...names, 'as_of', 'source'], 't')}) is distinct from (${values}, $3::date, $2)`
}

function personText(type: RecordType, { source, asOf }: OfPerson): string {
  const names = columnsOf(type).map(({ name }) => name)
  const origin = [...(source === null ? [] : [`${source} = $2`]), `${asOf} = $3::date`]
  const older = source === null ? `t.${asOf} is null or t.${asOf} <= $3::date` : `t.${source} like '%${MENTION}' or t.${asOf} <= $3::date`
  const changed = `(${list([...names, asOf], 't')}) is distinct from (${list(names, 'r')}, $3::date)${source === null ? '' : ` or t.${source} <> $2`}`
  return `update ${type.table} t set ${sets(names, 'r')}, ${origin.join(', ')} from ${incoming(type)}
    where t.id = r.person_id and $2::text is not null and (${older}) and (${changed})`
}

/** Fills what no register has said: the newest mention first, older ones where it is silent. */
function mentionText(type: RecordType, { source, asOf }: OfPerson): string {
  const names = columnsOf(type).map(({ name }) => name)
  if (source === null) {
    return `update ${type.table} t set ${sets(names, 'r')} from ${incoming(type)}
      where t.id = r.person_id
        and t.${asOf} is null
        and $2::text is not null
        and $3::date is not null
        and (${list(names, 't')}) is distinct from (${list(names, 'r')})`
  }
  const nameless = 't.family_name is null and t.given_names is null and t.birth_date is null'
  const newer = `((${nameless}) or t.${asOf} <= $3::date)`
  const merged = (name: string) => `case when ${newer} then coalesce(r.${name}, t.${name}) else coalesce(t.${name}, r.${name}) end`
  const origin = [
    `${source} = case when ${newer} then $2 || '${MENTION}' else t.${source} end`,
    `${asOf} = case when ${newer} then $3::date else t.${asOf} end`,
  ]
  return `update ${type.table} t
    set ${names.map((name) => `${name} = ${merged(name)}`).join(', ')}, ${origin.join(', ')}
    from ${incoming(type)}
    where t.id = r.person_id
      and t.${source} like '%${MENTION}'
      and (
        (${list(names, 't')}) is distinct from (${names.map(merged).join(', ')})
        or ${newer} and (t.${asOf}, t.${source}) is distinct from ($3::date, $2 || '${MENTION}')
      )`
}

function successiveText(type: RecordType): string {
  const partition = ['person_id', ...(type.successiveBy ?? []).map((field) => columnNamed(type, field))]
  return `update ${type.table} t
    set valid_until = n.next
    from (
      select id, lead(valid_from) over (partition by ${list(partition)} order by valid_from) as next
      from ${type.table}
      where person_id = any($1::uuid[])
    ) n
    where n.id = t.id
      and n.next < coalesce(t.valid_until, 'infinity')`
}
