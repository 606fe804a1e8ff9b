/**
 * Who: the rows that a root field asks for, persons or what is about them, as far as they exist for the caller. Yields rows `h_asked`
 * with id, person_id, evidence_ref, sort, open and n (place on the page, from 1), and the columns that they carry.
 */
import type { GraphQLObjectType } from 'graphql'
import { columnOf, recordColumns } from '../base/columns.ts'
import { Invariant } from '../base/faults.ts'
import { toUuid } from '../base/uuid.ts'
import type { Expression, Terms } from './declare.ts'
import { filterField, orderValue, sourceOf, subsetValue } from './declared.ts'
import type { Execution } from './execution.ts'
import type { RowSource } from './row-source.ts'
import { carriedAs, type Statement } from './statement.ts'

/** Rows by one key, by many ids, or by page. */
export type RowSelection = ByKey | ByIds | Page
type ByKey = { kind: 'byId' } | { kind: 'byInsz' }
type ByIds = { kind: 'byIds' }
/** @property subset enum value (of the source's `subsets`) that names which rows; absent where the source has none. */
type Page = { kind: 'page'; order: string; filter: readonly string[]; after: boolean; subset?: string }

export function isByKey(who: RowSelection): who is ByKey {
  return who.kind === 'byId' || who.kind === 'byInsz'
}

/** Written after the selection: the statement knows by then which columns the rows carry for it, and which conditions it needs of their persons. */
export function askedSql(statement: Statement, type: GraphQLObjectType, who: RowSelection): string {
  switch (who.kind) {
    case 'byId':
    case 'byInsz':
      return askedByKeySql(statement, type, who)
    case 'byIds':
      return askedByIdsSql(statement, type)
    case 'page':
      return askedPageSql(statement, type, who)
  }
}

/** Found row `h_q` as an asked one. @param sort,n its sort value and its place. */
function askedColumns(statement: Statement, sort: string, n: string): string {
  const carried = statement.carriedColumns().map((name) => `h_q.${carriedAs(name)}`)
  const open = `${statement.openConditions('h_q.person_id')} as open`
  return ['h_q.id', 'h_q.person_id', 'h_q.evidence_ref', ...carried, sort, open, `${n} as n`].join(', ')
}

function foundColumns(statement: Statement, { id, person, evidence }: RowSource): string {
  const carried = statement.carriedColumns().map((name) => `h_p.${name} as ${carriedAs(name)}`)
  return [`${id} as id`, `${person} as person_id`, `${evidence} as evidence_ref`, ...carried].join(', ')
}

/** One row more than the page holds, to know whether there is a next page. */
function askedPageSql(statement: Statement, type: GraphQLObjectType, who: Page): string {
  const source = sourceOf(type)
  const { where, sort, namesOwn } = narrow(statement, type, who)
  const order = `${sort ? 'sort, ' : ''}${source.id}`
  const distinct = source.repeated ? `distinct on (${order}) ` : ''
  const columns = `${distinct}${foundColumns(statement, source)}, ${sort ?? "''"} as sort`
  const found = foundSql(statement, source, { columns, where, namesOwn })
  // Conditions are decided for the rows of the page only, after the limit.
  return `select ${askedColumns(statement, 'h_q.sort', `row_number() over (order by ${sort ? 'h_q.sort, ' : ''}h_q.id)`)}
  from (
    ${found}
    order by ${order}
    limit ${statement.pageSize()} + 1
  ) h_q`
}

/** Order of asked rows `h_a`: that of their places. */
export const IN_PLACE = 'h_a.n'

/** One row, or none; in a shared statement one or none per asker. */
function askedByKeySql(statement: Statement, type: GraphQLObjectType, who: ByKey): string {
  const source = sourceOf(type)
  const found = `(
    ${foundSql(statement, source, { columns: foundColumns(statement, source), where: [keySql(statement, source, who)] })}
    limit 1
  ) h_q`
  const [place, from] = statement.shared ? ['h_asker.place, ', `h_asker cross join lateral ${found}`] : ['', found]
  return `select ${place}${askedColumns(statement, "'' as sort", '1')}
  from ${from}`
}

function keySql(statement: Statement, { id, person }: RowSource, who: ByKey): string {
  if (who.kind === 'byId') return `${id} = ${statement.parameter((run) => toUuid(run.arguments.id), 'uuid')}`
  const hash = statement.parameter({ argument: 'insz' }, 'bytea')
  return `${person} = (
      select h_number.person_id
      from directory.person_number h_number
      where h_number.insz_hash = ${hash}
    )`
}

/**
 * One lookup per id, in the order of the ids: a join of the ids with the persons found would compare each with each. Rows without id
 * are nobody's.
 */
function askedByIdsSql(statement: Statement, type: GraphQLObjectType): string {
  const source = sourceOf(type)
  const ids = statement.parameter(idsOf, 'uuid[]')
  const found = foundSql(statement, source, {
    columns: foundColumns(statement, source),
    where: [`${source.id} = h_ids.id`],
  })
  return `select ${askedColumns(statement, "'' as sort", 'h_ids.place')}
  from unnest(${ids}) with ordinality as h_ids (id, place)
  left join lateral (
    ${found}
    limit 1
  ) h_q on true
  order by h_ids.place`
}

/** Rows of the answer: no more than the page holds, and each once, because an id may be asked twice. */
export function pageSql(statement: Statement, who: ByIds | Page): string {
  return who.kind === 'page'
    ? `select * from h_asked h_a where n <= ${statement.pageSize()} order by ${IN_PLACE}`
    : 'select distinct on (id) * from h_asked where id is not null order by id, n'
}

/** How many rows the whole list has, regardless of the page. */
export function countSql(statement: Statement, type: GraphQLObjectType, who: Page): string {
  const source = sourceOf(type)
  const { where, namesOwn } = narrow(statement, type, { ...who, after: false })
  return foundSql(statement, source, { columns: `count(${source.repeated ? 'distinct ' : ''}${source.id})`, where, namesOwn })
}

/** @property namesOwn whether the predicates or the order name a column of the person's own row. */
type Found = { columns: string; where: readonly string[]; namesOwn?: boolean }

/** Rows that exist for the caller: the rest of the hub's rows are in no statement of this contract. The person's own row is looked up where it is needed. */
function foundSql(statement: Statement, source: RowSource, { columns, where, namesOwn = false }: Found): string {
  const caller = {
    organisation: statement.fixed('organisation'),
    today: statement.fixed('today'),
    capacities: statement.contract.capacities,
  }
  const needsOwn = namesOwn || statement.carriedColumns().length > 0
  const own = source.own !== undefined && needsOwn ? `\n    ${source.own}` : ''
  return `select ${columns}
    from ${source.candidates}${own}
    where ${[source.exists(caller), ...where].join('\n    and ')}`
}

function idsOf(run: Execution): (string | null)[] {
  return Array.isArray(run.arguments.ids) ? run.arguments.ids.map(toUuid) : []
}

type Narrowed = { where: string[]; sort: string | undefined; namesOwn: boolean }

function narrow(statement: Statement, type: GraphQLObjectType, who: Page): Narrowed {
  const schema = statement.contract.schema
  const { id, row, person } = sourceOf(type)
  const named = recordColumns(columnOf(row))
  const terms = statement.terms({ row: { column: named.column, carried: false }, person }, () => () => undefined)
  const where = who.filter.map((name) => {
    const hub = filterField(schema, type.name, name)
    disclose(statement, hub.reveals ?? [], 'FILTER')
    const value = statement.parameter((run) => (run.arguments.filter as Record<string, unknown>)[name], hub.sqlType ?? 'text')
    if (hub.restrict === undefined) throw new Invariant('inv_f1lt', { name })
    return `(${hub.restrict(terms, value)})`
  })
  where.push(...subsetSql(statement, type, who, terms))
  const order = orderValue(schema, type.name, who.order)
  disclose(statement, order.reveals ?? [], 'ORDER')
  const sort = order.sort === undefined ? undefined : sortSql(order.sort.value, order.sort.sqlType, terms)
  if (who.after) where.push(afterSql(statement, id, sort, order.sort?.sqlType))
  return { where, sort, namesOwn: named.names.size > 0 }
}

/** A named subset of rows. Being in it tells something, so its value is granted by itself. Asked of a source without subsets it fails: all rows would be answered. */
function subsetSql(statement: Statement, type: GraphQLObjectType, { subset }: Page, terms: Terms): string[] {
  const { subsets } = sourceOf(type)
  if (subsets === undefined && subset === undefined) return []
  if (subsets === undefined || subset === undefined) throw new Invariant('inv_am0ng', { subset: subset ?? null })
  const value = subsetValue(statement.contract.schema, subsets, subset)
  if (value.subset === undefined) throw new Invariant('inv_subs3t', { subsets })
  disclose(statement, [`${subsets}.${subset}`], 'FILTER')
  return [`(${value.subset(terms)})`]
}

/** Nulls first, as a value: rows are compared with the cursor, and a comparison with null would lose persons. */
const LEAST: Record<string, string> = { text: "''", date: "'-infinity'::date", float8: "'-infinity'::float8" }

/** Names in the order of a Dutch register, whatever the order of the database: letters before their case and their accents. */
const NAMES = '"nl-x-icu"'

function sortSql(value: Expression, sqlType: string, terms: Parameters<Expression>[0]): string {
  const least = LEAST[sqlType]
  if (least === undefined) throw new Invariant('inv_s0rt', { sqlType })
  return `coalesce((${value(terms)})::${sqlType}, ${least})${sqlType === 'text' ? ` collate ${NAMES}` : ''}`
}

function afterSql(statement: Statement, id: string, sort: string | undefined, sqlType: string | undefined): string {
  const last = statement.parameter((run) => run.after?.id, 'uuid')
  if (sort === undefined || sqlType === undefined) return `${id} > ${last}`
  return `(${sort}, ${id}) > (${statement.parameter((run) => run.after?.sort, sqlType)}, ${last})`
}

function disclose(statement: Statement, coordinates: readonly string[], by: 'FILTER' | 'ORDER'): void {
  for (const coordinate of coordinates) statement.disclosures.push({ coordinate, masks: [], by })
}
