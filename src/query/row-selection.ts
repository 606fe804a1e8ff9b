/**
 * Who: the rows that a root field asks for, persons or what is about them, as far as they exist for the caller. Yields rows `a`
 * with id, person_id, evidence_ref, sort, open and n (place on the page, from 1).
 */
import type { GraphQLObjectType } from 'graphql'
import { Invariant } from '../base/faults.ts'
import type { Insz } from '../base/insz.ts'
import { toUuid } from '../base/uuid.ts'
import type { Expression, Terms } from './declare.ts'
import type { Execution } from './execution.ts'
import { filterField, orderValue, type RowSource, sourceOf, subsetValue } from './row-source.ts'
import type { Statement } from './statement.ts'

/** Rows by one key, by many ids, or by page. */
export type RowSelection = ByKey | ByIds | Page
type ByKey = { kind: 'byId' } | { kind: 'byInsz' }
type ByIds = { kind: 'byIds' }
/** @property among enum value (of the source's `among`) that says which circle of rows; null where the source has none. */
type Page = { kind: 'page'; order: string; filter: readonly string[]; after: boolean; among?: string }

export function isByKey(who: RowSelection): who is ByKey {
  return who.kind === 'byId' || who.kind === 'byInsz'
}

/** @property carried columns of the person's row that come with the asked row. */
type Asked = { type: GraphQLObjectType; carried: readonly string[] }

const columnsOf = (alias: string, names: readonly string[]) => names.map((name) => `, ${alias}."${name}"`).join('')

export function askedSql(statement: Statement, asked: Asked, who: RowSelection): string {
  switch (who.kind) {
    case 'byId':
    case 'byInsz':
      return askedByKeySql(statement, asked, who)
    case 'byIds':
      return askedByIdsSql(statement, asked)
    case 'page':
      return askedPageSql(statement, asked, who)
  }
}

/** One row more than the page holds, to know whether there is a next page. */
function askedPageSql(statement: Statement, { type, carried }: Asked, who: Page): string {
  const source = sourceOf(type)
  const { where, sort } = narrow(statement, type, who)
  const order = `${sort ? 'sort, ' : ''}${source.id}`
  const distinct = source.repeated ? `distinct on (${order}) ` : ''
  const found = foundSql(statement, source, { columns: `${distinct}${foundColumns(source, carried)}, ${sort ?? "''"} as sort`, where })
  const asked = `${found} order by ${order} limit ${statement.pageSize()} + 1`
  // Conditions are decided for the rows of the page only, after the limit.
  const place = `row_number() over (order by ${sort ? 'q.sort, ' : ''}q.id)`
  return `select q.id, q.person_id, q.evidence_ref${columnsOf('q', carried)}, q.sort, ${statement.openConditions('q.person_id')} as open, ${place} as n from (${asked}) q`
}

/**
 * Order of asked rows `a`, which is that of their places: said in the columns by which they were found or numbered, and said at every step, so that
 * PostgreSQL knows that they are in this order already, and does not sort them with all that is selected of them.
 */
export function orderSql({ contract }: Statement, type: GraphQLObjectType, who: RowSelection): string {
  if (who.kind !== 'page') return 'a.n'
  return orderValue(contract.schema, type.name, who.order)?.sort === undefined ? 'a.id' : 'a.sort, a.id'
}

const foundColumns = (source: RowSource, carried: readonly string[]) =>
  `${source.id} as id, ${source.person} as person_id, ${source.evidence} as evidence_ref${columnsOf('p', carried)}`

/** One row, or none; in a shared statement one or none per asker. */
function askedByKeySql(statement: Statement, { type, carried }: Asked, who: ByKey): string {
  const source = sourceOf(type)
  const found = foundSql(statement, source, { columns: foundColumns(source, carried), where: [keySql(statement, source, who)] })
  const [asker, from] = statement.shared ? ['asker.place, ', `asker cross join lateral (${found} limit 1) q`] : ['', `(${found} limit 1) q`]
  return `select ${asker}q.id, q.person_id, q.evidence_ref${columnsOf('q', carried)}, '' as sort, ${statement.openConditions('q.person_id')} as open, 1 as n from ${from}`
}

function keySql(statement: Statement, { id, person }: RowSource, who: ByKey): string {
  if (who.kind === 'byId') return `${id} = ${statement.parameter((run) => toUuid(run.arguments.id), 'uuid')}`
  // Checked by its scalar, as every argument.
  const hash = statement.parameter((run) => run.hashInsz(run.arguments.insz as Insz), 'bytea')
  return `${person} = (select number.person_id from directory.person_number number where number.insz_hash = ${hash})`
}

/**
 * One lookup per id, in the order of the ids: a join of the ids with the persons found would compare each with each. Rows without id
 * are nobody's. The places come from a series, of which PostgreSQL expects many: of an array that it does not know it expects ten.
 */
function askedByIdsSql(statement: Statement, { type, carried }: Asked): string {
  const source = sourceOf(type)
  const ids = statement.parameter(idsText, 'uuid[]')
  const found = foundSql(statement, source, { columns: foundColumns(source, carried), where: [`${source.id} = (${ids})[u.index]`] })
  return `select q.id, q.person_id, q.evidence_ref${columnsOf('q', carried)}, '' as sort, ${statement.openConditions('q.person_id')} as open, u.place as n from generate_series(1, cardinality(${ids})) with ordinality as u (index, place) left join lateral (${found} limit 1) q on true order by u.place`
}

/** Rows of the answer: no more than the page holds, and each once, because an id may be asked twice. */
export function pageSql(statement: Statement, type: GraphQLObjectType, who: ByIds | Page): string {
  return who.kind === 'page'
    ? `select * from asked a where n <= ${statement.pageSize()} order by ${orderSql(statement, type, who)}`
    : 'select distinct on (id) * from asked where id is not null order by id, n'
}

/** How many rows the whole list has, regardless of the page. */
export function countSql(statement: Statement, type: GraphQLObjectType, who: Page): string {
  const source = sourceOf(type)
  const { where } = narrow(statement, type, { ...who, after: false })
  return foundSql(statement, source, { columns: `count(${source.repeated ? 'distinct ' : ''}${source.id})`, where })
}

/** Rows that exist for the caller: the rest of the hub's rows are in no statement of this contract. The person's own row is looked up where it is named. */
function foundSql(statement: Statement, source: RowSource, { columns, where }: { columns: string; where: readonly string[] }): string {
  const caller = {
    organisation: statement.fixed('organisation'),
    today: statement.fixed('today'),
    capacities: statement.contract.capacities,
  }
  const predicates = [source.exists(caller), ...where].join(' and ')
  const own = source.own !== undefined && OWN_ROW.test(`${columns} ${predicates}`) ? ` ${source.own}` : ''
  return `select ${columns} from ${source.candidates}${own} where ${predicates}`
}

/** The person's own row, wherever it is named. */
const OWN_ROW = /\bp\./

/** As PostgreSQL reads a list: the driver would quote and escape each id. */
function idsText(run: Execution): string {
  return `{${idsOf(run)
    .map((id) => id ?? 'NULL')
    .join(',')}}`
}

function idsOf(run: Execution): (string | null)[] {
  return Array.isArray(run.arguments.ids) ? run.arguments.ids.map(toUuid) : []
}

function narrow(statement: Statement, type: GraphQLObjectType, who: Page): { where: string[]; sort: string | undefined } {
  const schema = statement.contract.schema
  const { id, row, person } = sourceOf(type)
  const terms = statement.terms({ row, person }, () => () => undefined)
  const where = who.filter.map((name) => {
    const hub = filterField(schema, type.name, name)
    disclose(statement, hub.reveals ?? [], 'FILTER')
    const value = statement.parameter((run) => (run.arguments.filter as Record<string, unknown>)[name], hub.sqlType ?? 'text')
    if (hub.restrict === undefined) throw new Invariant('inv_f1lt', { name })
    return `(${hub.restrict(terms, value)})`
  })
  where.push(...amongSql(statement, type, who, terms))
  const order = orderValue(schema, type.name, who.order)
  disclose(statement, order?.reveals ?? [], 'ORDER')
  const sort = order?.sort === undefined ? undefined : sortSql(order.sort.value, order.sort.sqlType, terms)
  if (who.after) where.push(afterSql(statement, id, sort, order?.sort?.sqlType))
  return { where, sort }
}

/** A named circle of rows. Being in it tells something, so its value is granted by itself. */
function amongSql(statement: Statement, type: GraphQLObjectType, { among }: Page, terms: Terms): string[] {
  const circle = sourceOf(type).subsets
  if (circle === undefined && among === undefined) return []
  if (circle === undefined) throw new Invariant('inv_n0sub', { type: type.name })
  const value = subsetValue(statement.contract.schema, circle, among)
  if (value?.subset === undefined) throw new Invariant('inv_am0ng', { circle })
  disclose(statement, [`${circle}.${among}`], 'FILTER')
  return [`(${value.subset(terms)})`]
}

/** Nulls first, as a value: rows are compared with the cursor, and a comparison with null would lose persons. */
const LEAST: Record<string, string> = { text: "''", date: "'-infinity'::date", float8: "'-infinity'::float8" }

function sortSql(value: Expression, sqlType: string, terms: Parameters<Expression>[0]): string {
  const least = LEAST[sqlType]
  if (least === undefined) throw new Invariant('inv_s0rt', { sqlType })
  return `coalesce((${value(terms)})::${sqlType}, ${least})`
}

function afterSql(statement: Statement, id: string, sort: string | undefined, sqlType: string | undefined): string {
  const last = statement.parameter((run) => run.after?.id, 'uuid')
  if (sort === undefined || sqlType === undefined) return `${id} > ${last}`
  return `(${sort}, ${id}) > (${statement.parameter((run) => run.after?.sort, sqlType)}, ${last})`
}

function disclose(statement: Statement, coordinates: readonly string[], by: 'FILTER' | 'ORDER'): void {
  for (const coordinate of coordinates) statement.disclosures.push({ coordinate, masks: [], by })
}
