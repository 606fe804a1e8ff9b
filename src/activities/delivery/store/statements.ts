/** SQL that stores a batch of one record type: one statement, the delivery's source in $1, its as-of date in $2, and the rows in those after them. */
import { columnOf, type RecordType } from '../../../domains/declaration/record-type.ts'
import { MENTION } from '../../../domains/directory/delivery.ts'
import type { AcceptedRecord } from '../accept.ts'
import { RECORD_TYPES } from '../record-types.ts'
import { arraysOf, type RowColumn, rowsSql } from './row-arrays.ts'

/** End of the row `t` as its source said it, whatever follows it. */
const END_AS_SAID = "nullif(coalesce(t.said_until, t.valid_until), 'infinity')"

/** A part says nothing about the fields that it does not have. */
export const isPart = ({ ofPerson }: RecordType) => ofPerson?.only === 'PART'

export type StoreStatement = {
  /** Name of the prepared statement. */
  name: string
  text: string
  /** Ends rows of the persons in $1 where the next one begins; undefined for types that do not follow each other. */
  successive: { name: string; text: string } | undefined
  /** Takes out what was stored although it is older than its withdrawal, or than a snapshot of its source, of the persons in $1. */
  settle: { name: string; text: string } | undefined
  /** Counts the rows of which a row newer than the delivery is known; undefined for types without an as-of date of their own. Takes the same values. */
  older: { name: string; text: string } | undefined
  /** The rows as values from $3 on. */
  valuesOf(rows: readonly Record<string, unknown>[]): unknown[]
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
  const settle = type.withdrawal === undefined ? undefined : { name: `settle_${type.name}`, text: settleText(type, keyColumns) }
  const fields = Object.entries(type.fields).map(([name, field]) => ({ field: name, column: columnOf(name, field) }))
  const each = Object.entries(type.fields).find(([, field]) => field.each === true)
  // Rows are counted, and a record of this kind has several.
  const older = each === undefined ? olderText(type, keyColumns) : undefined
  const columns = incomingColumns(type)
  return {
    name: `store_${type.name}`,
    text: storeText(type, keyColumns),
    successive,
    settle,
    older: older === undefined ? undefined : { name: `older_${type.name}`, text: older },
    valuesOf: isPart(type) ? (rows) => [JSON.stringify(rows)] : (rows) => arraysOf(columns, rows),
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

function columnsOf(type: RecordType): RowColumn[] {
  const own = Object.entries(type.fields).map(([name, field]) => ({ name: columnOf(name, field), sqlType: field.sqlType }))
  return [...own, ...Object.entries(type.derived ?? {}).map(([name, { sqlType }]) => ({ name, sqlType }))]
}

/** The rows as `r`. Those of a part are JSON, which can say which fields a row has. */
function incoming(type: RecordType): string {
  const columns = incomingColumns(type)
  if (!isPart(type)) return rowsSql(columns)
  return `json_to_recordset($3::json) as r(${columns.map(({ name, sqlType }) => `${name} ${sqlType}`).join(', ')})`
}

function incomingColumns(type: RecordType): readonly RowColumn[] {
  return [{ name: 'person_id', sqlType: 'uuid' }, ...columnsOf(type)]
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
  const follows = type.successiveBy !== undefined
  const stored = changing.map((name) => (follows && name === 'valid_until' ? END_AS_SAID : `t.${name}`)).join(', ')
  return `insert into ${type.table} as t (${list(['person_id', ...names, 'source', 'as_of'])})
    select ${list(['person_id', ...names], 'r')}, $1, $2::date from ${incoming(type)}
    on conflict (${list(['person_id', ...keyColumns])}) do update set ${sets(changing, 'excluded')}${follows ? ', said_until = null' : ''}
    where t.as_of <= excluded.as_of and (${stored}) is distinct from (${list(changing, 'excluded')})`
}

/** The same for a key that no unique index can hold, because parts of it can be null. */
function mergeText(type: RecordType, keyColumns: readonly string[]): string {
  const names = columnsOf(type).map(({ name }) => name)
  const changing = [...names.filter((name) => !keyColumns.includes(name)), 'source', 'as_of']
  const sameKey = keyColumns.map((name) => `t.${name} is not distinct from d.${name}`).join(' and ')
  return `merge into ${type.table} t
    using (select r.*, $1::text as source, $2::date as as_of from ${incoming(type)}) d on t.person_id = d.person_id and ${sameKey}
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
  return `select count(*)::int as older from ${incoming(type)} where $1::text is not null and exists (select from ${type.table} t where ${known.join(' and ')})`
}

/** Without an as-of date the earliest end counts, in whatever order deliveries come: what a person withdrew stays withdrawn. */
function undatedText(type: RecordType, keyColumns: readonly string[]): string {
  const names = columnsOf(type).map(({ name }) => name)
  return `insert into ${type.table} as t (${list(['person_id', ...names, 'source'])})
    select ${list(['person_id', ...names], 'r')}, $1 from ${incoming(type)} where $2::date is not null
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
  return `update ${type.table} t set ${names.map((name) => `${name} = ${merged(name)}`).join(', ')}, source = $1, as_of = $2::date
    from jsonb_array_elements($3::jsonb) as given(said), jsonb_to_record(said) as r(person_id uuid, ${typed})
    where t.id = r.person_id
      and (t.source like '%${MENTION}' or t.as_of <= $2::date)
      and (${list([...names, 'as_of', 'source'], 't')}) is distinct from (${values}, $2::date, $1)`
}

function personText(type: RecordType, { source, asOf }: OfPerson): string {
  const names = columnsOf(type).map(({ name }) => name)
  const origin = [...(source === null ? [] : [`${source} = $1`]), `${asOf} = $2::date`]
  const older = source === null ? `t.${asOf} is null or t.${asOf} <= $2::date` : `t.${source} like '%${MENTION}' or t.${asOf} <= $2::date`
  const changed = `(${list([...names, asOf], 't')}) is distinct from (${list(names, 'r')}, $2::date)${source === null ? '' : ` or t.${source} <> $1`}`
  return `update ${type.table} t set ${sets(names, 'r')}, ${origin.join(', ')} from ${incoming(type)}
    where t.id = r.person_id and $1::text is not null and (${older}) and (${changed})`
}

/** Fills what no register has said: the newest mention first, older ones where it is silent. */
function mentionText(type: RecordType, { source, asOf }: OfPerson): string {
  const names = columnsOf(type).map(({ name }) => name)
  if (source === null) {
    return `update ${type.table} t set ${sets(names, 'r')} from ${incoming(type)}
      where t.id = r.person_id
        and t.${asOf} is null
        and $1::text is not null
        and $2::date is not null
        and (${list(names, 't')}) is distinct from (${list(names, 'r')})`
  }
  const nameless = 't.family_name is null and t.given_names is null and t.birth_date is null'
  const newer = `((${nameless}) or t.${asOf} <= $2::date)`
  const merged = (name: string) => `case when ${newer} then coalesce(r.${name}, t.${name}) else coalesce(t.${name}, r.${name}) end`
  const origin = [
    `${source} = case when ${newer} then $1 || '${MENTION}' else t.${source} end`,
    `${asOf} = case when ${newer} then $2::date else t.${asOf} end`,
  ]
  return `update ${type.table} t
    set ${names.map((name) => `${name} = ${merged(name)}`).join(', ')}, ${origin.join(', ')}
    from ${incoming(type)}
    where t.id = r.person_id
      and t.${source} like '%${MENTION}'
      and (
        (${list(names, 't')}) is distinct from (${names.map(merged).join(', ')})
        or ${newer} and (t.${asOf}, t.${source}) is distinct from ($2::date, $1 || '${MENTION}')
      )`
}

/** From the ends as they were said, so that a row whose next one was withdrawn ends as before. A row of no length was taken back: it ends none. */
function successiveText(type: RecordType): string {
  const partition = ['person_id', ...(type.successiveBy ?? []).map((field) => columnNamed(type, field))]
  return `update ${type.table} t
    set valid_until = nullif(n.ends, 'infinity'),
      said_until = case when n.ends < n.said then n.said end
    from (
      select id, said, least(said, lead(valid_from) over (partition by ${list(partition)} order by valid_from)) as ends
      from (
        select *, coalesce(said_until, valid_until, 'infinity') as said
        from ${type.table}
        where person_id = any($1::uuid[])
      ) s
      where said > valid_from
    ) n
    where n.id = t.id
      and t.valid_until is distinct from nullif(n.ends, 'infinity')`
}

/** Person and key of a record, by column. */
export function keyRowOf({ type, insz, values }: AcceptedRecord, personOf: ReadonlyMap<string, string>): Record<string, unknown> {
  const columns = STORE_STATEMENTS.get(type.name)?.fields ?? []
  const key = columns.flatMap(({ field, column }) => (type.key.includes(field) ? [[column, values[field] ?? null]] : []))
  return { person_id: personOf.get(insz), ...Object.fromEntries(key) }
}

/** The key of a row as one value. */
export function keySql(keyColumns: readonly string[], alias: string): string {
  return `jsonb_build_array(${list(keyColumns, alias)})`
}

/** Predicate: the row `t` begins in the period of a snapshot. Types without a first day are given whole, or not at all. */
export function beginsWithin({ fields }: RecordType, snapshot: string): string {
  return fields.validFrom === undefined
    ? `${snapshot}.begins_from = '-infinity' and ${snapshot}.begins_until = 'infinity'`
    : `t.valid_from >= ${snapshot}.begins_from and t.valid_from < ${snapshot}.begins_until`
}

/** A withdrawal that is older than its row is done with. */
function settleText(type: RecordType, keyColumns: readonly string[]): string {
  const sameKey = `w.person_id = t.person_id and w.record_type = '${type.name}' and w.key = ${keySql(keyColumns, 't')}`
  return `with over as (
      delete from directory.withdrawn w
      using ${type.table} t
      where t.person_id = any($1::uuid[]) and ${sameKey} and t.as_of >= w.as_of
    )
    delete from ${type.table} t
    where t.person_id = any($1::uuid[])
      and (
        exists (select from directory.withdrawn w where ${sameKey} and t.as_of < w.as_of)
        or exists (
          select from directory.snapshot s
          where s.person_id = t.person_id
            and s.record_type = '${type.name}'
            and s.source = t.source
            and t.as_of < s.as_of
            and ${beginsWithin(type, 's')}
        )
      )`
}
