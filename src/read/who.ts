/**
 * Who: the persons that a root field asks for, as far as the caller's relationships reach. Yields rows `a` with id,
 * person_id, evidence_ref, sort, open and n (place on the page, from 1).
 */
import type { GraphQLEnumType, GraphQLInputObjectType, GraphQLSchema } from 'graphql'
import { Invariant } from '../access/faults.ts'
import type { Expression, HubExtension } from './declare.ts'
import type { Run } from './run.ts'
import type { Statement } from './statement.ts'

/** Persons by one key, by many ids, or by page. */
export type Who =
  | { kind: 'byId' }
  | { kind: 'byInsz' }
  | { kind: 'byIds' }
  | { kind: 'page'; order: string; filter: readonly string[]; after: boolean }

/** Text form of an id; anything else is an id that nobody has. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function toUuid(id: unknown): string | null {
  return typeof id === 'string' && UUID.test(id) ? id : null
}

/** Rows to read: page size, or what bounds the other kinds. */
export function limitSql(statement: Statement, who: Who): string {
  if (who.kind === 'page') return statement.parameter((run) => run.arguments.first, 'int')
  return who.kind === 'byIds' ? '1000' : '1'
}

/** @param limit SQL of the page size; one row more is read, to know whether there is a next page. */
export function askedSql(statement: Statement, who: Who, limit: string): string {
  if (who.kind === 'byIds') return askedByIdsSql(statement)
  const { where, sort } = narrow(statement, who)
  const from = `${scopeSql(statement)} ${where.map((predicate) => `and ${predicate}`).join(' ')}`
  const distinct = `select distinct on (${sort ? 'sort, ' : ''}r.newcomer_id) r.newcomer_id as id, r.person_id, p.evidence_ref, ${sort ?? "''"} as sort ${from} order by ${sort ? 'sort, ' : ''}r.newcomer_id limit ${limit} + 1`
  // Conditions are decided for the rows of the page only, after the limit.
  return `select q.id, q.person_id, q.evidence_ref, q.sort, ${statement.openConditions('q.person_id')} as open, row_number() over (order by q.sort, q.id) as n from (${distinct}) q`
}

/** One lookup per id, in the order of the ids: a join of the ids with the persons found would compare each with each. Rows without id are nobody's. */
function askedByIdsSql(statement: Statement): string {
  const ids = statement.parameter(idsOf, 'uuid[]')
  const found = `select r.newcomer_id as id, r.person_id, p.evidence_ref ${scopeSql(statement)} and r.newcomer_id = u.given limit 1`
  return `select q.id, q.person_id, q.evidence_ref, '' as sort, ${statement.openConditions('q.person_id')} as open, u.place as n from unnest(${ids}) with ordinality as u (given, place) left join lateral (${found}) q on true`
}

/** Persons of the answer, each once: an id may be asked twice. */
export function pageSql(who: Who, limit: string): string {
  return who.kind === 'byIds'
    ? 'select distinct on (id) * from asked where id is not null order by id, n'
    : `select * from asked where n <= ${limit}`
}

/** How many persons the whole list has, regardless of the page. */
export function countSql(statement: Statement, who: Who): string {
  const { where } = narrow(statement, who.kind === 'page' ? { ...who, after: false } : who)
  return `select count(distinct r.newcomer_id) ${scopeSql(statement)} ${where.map((predicate) => `and ${predicate}`).join(' ')}`
}

/** No relationship, no person: in force today, in a capacity that the contract names. */
function scopeSql(statement: Statement): string {
  const today = statement.fixed('today')
  const capacities = statement.contract.capacities.map((capacity) => `'${capacity}'`).join(', ')
  return `from directory.relationship r join directory.person p on p.id = r.person_id where r.organisation_id = ${statement.fixed('organisation')} and r.capacity in (${capacities}) and r.valid_from <= ${today} and (r.valid_until is null or r.valid_until > ${today})`
}

function narrow(statement: Statement, who: Who): { where: string[]; sort: string | undefined } {
  switch (who.kind) {
    case 'byId':
      return { where: [`r.newcomer_id = ${statement.parameter((run) => toUuid(run.arguments.id), 'uuid')}`], sort: undefined }
    case 'byIds':
      return { where: [`r.newcomer_id = any(${statement.parameter(idsOf, 'uuid[]')})`], sort: undefined }
    case 'byInsz': {
      const hash = statement.parameter((run) => run.hashInsz(String(run.arguments.insz)), 'bytea')
      return {
        where: [`r.person_id = (select number.person_id from directory.person_number number where number.insz_hash = ${hash})`],
        sort: undefined,
      }
    }
    case 'page':
      return narrowPage(statement, who)
  }
}

export function idsOf(run: Run): (string | null)[] {
  return Array.isArray(run.arguments.ids) ? run.arguments.ids.map(toUuid) : []
}

function narrowPage(statement: Statement, who: Who & { kind: 'page' }): { where: string[]; sort: string | undefined } {
  const schema = statement.contract.schema
  const terms = statement.terms({ row: 'p', person: 'r.person_id' }, () => () => undefined)
  const where = who.filter.map((name) => {
    const hub = filterField(schema, name)
    disclose(statement, hub.reveals ?? [], 'FILTER')
    const value = statement.parameter((run) => (run.arguments.filter as Record<string, unknown>)[name], hub.sqlType ?? 'text')
    if (hub.restrict === undefined) throw new Invariant('inv_f1lt', { name })
    return `(${hub.restrict(terms, value)})`
  })
  const order = orderValue(schema, who.order)
  disclose(statement, order?.reveals ?? [], 'ORDER')
  const sort = order?.sort === undefined ? undefined : sortSql(order.sort.value, order.sort.sqlType, terms)
  if (who.after) where.push(afterSql(statement, sort, order?.sort?.sqlType))
  return { where, sort }
}

/** Nulls first, as a value: rows are compared with the cursor, and a comparison with null would lose persons. */
const LEAST: Record<string, string> = { text: "''", date: "'-infinity'::date" }

function sortSql(value: Expression, sqlType: string, terms: Parameters<Expression>[0]): string {
  const least = LEAST[sqlType]
  if (least === undefined) throw new Invariant('inv_s0rt', { sqlType })
  return `coalesce((${value(terms)})::${sqlType}, ${least})`
}

function afterSql(statement: Statement, sort: string | undefined, sqlType: string | undefined): string {
  const id = statement.parameter((run) => run.after?.id, 'uuid')
  if (sort === undefined || sqlType === undefined) return `r.newcomer_id > ${id}`
  return `(${sort}, r.newcomer_id) > (${statement.parameter((run) => run.after?.sort, sqlType)}, ${id})`
}

function filterField(schema: GraphQLSchema, name: string): HubExtension {
  const filter = schema.getType('NewcomerFilter') as GraphQLInputObjectType | undefined
  return (filter?.getFields()[name]?.extensions.hub as HubExtension | undefined) ?? {}
}

function orderValue(schema: GraphQLSchema, name: string): HubExtension | undefined {
  const order = schema.getType('NewcomerOrder') as GraphQLEnumType | undefined
  return order?.getValue(name)?.extensions.hub as HubExtension | undefined
}

function disclose(statement: Statement, coordinates: readonly string[], by: 'FILTER' | 'ORDER'): void {
  for (const coordinate of coordinates) statement.disclosures.push({ coordinate, masks: [], by })
}
