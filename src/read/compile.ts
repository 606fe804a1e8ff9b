/**
 * One statement: who, what and the proof. The selection of a root field compiles into one SQL statement that joins the
 * caller's relationships, selects granted columns and facts only, withholds by condition, and inserts the data-use row:
 * either all of it happens, or nothing leaves.
 */
import { createHash } from 'node:crypto'
import type { FieldNode, GraphQLObjectType } from 'graphql'
import type { Condition } from '../access/condition.ts'
import type { Contract } from '../access/contract.ts'
import { type Document, selectObject } from './select.ts'
import { pseudonymOf, sourceOf } from './source.ts'
import { type Binding, type Disclosure, openSql, type Place, Statement } from './statement.ts'
import { askedSql, countSql, limitSql, pageSql, type Who } from './who.ts'

/** Objects of one response path in a connection: `nodes`, or `edges` whose members are named by key (null: the type name). */
export type Part =
  | { path: string; nodes: readonly FieldNode[] }
  | { path: string; members: readonly { key: string; nodes: readonly FieldNode[] | null }[] }

/**
 * What a root field answers: one person, aligned persons, or a connection with its parts. A connection comes as rows for the executor,
 * each with its place in the list, or as JSON text per part, to be passed on unread.
 */
export type Shape =
  | { kind: 'person'; nodes: readonly FieldNode[] }
  | { kind: 'persons'; nodes: readonly FieldNode[] }
  | { kind: 'rows'; parts: readonly { path: string; nodes: readonly FieldNode[] }[]; count: boolean }
  | { kind: 'texts'; parts: readonly Part[]; count: boolean }

export type WithheldGroup = { masks: readonly number[]; coordinates: readonly string[]; conditions: readonly Condition[] }

export type Plan = {
  /** Response path of each text, in the order of the columns. */
  paths: readonly string[]
  /** Name under which the statement is prepared; equal text, equal name. */
  name: string
  sql: string
  bindings: readonly Binding[]
  withheld: readonly WithheldGroup[]
  disclosures: readonly Disclosure[]
  conditions: readonly Condition[]
}

/** SQL that writes the data-use row. @param anonymous whether some rows name no person. */
type Proof = (statement: Statement, anonymous: boolean) => string

/** @param type of the rows that the root field answers.
 *  @param proof writes the data-use row and yields one row; another one only where a statement is looked at and never runs. */
export function compile(
  contract: Contract,
  document: Document,
  type: GraphQLObjectType,
  who: Who,
  shape: Shape,
  proof: Proof = proofSql,
): Plan {
  const statement = new Statement(contract, who.kind === 'byIds')
  const data = dataSql(statement, document, type, shape)
  // The limit and the persons come after the selection: it decides which conditions they must tell.
  const limit = limitSql(statement, who)
  const asked = askedSql(statement, { type, carried: carriedIn(type, data) }, who, limit)
  const withheld = groupWithheld(statement)
  const count = 'count' in shape && shape.count ? `(${countSql(statement, type, who)})::text` : 'null'
  const [first, last] = shape.kind === 'texts' ? [placeSql('n'), placeSql('n desc')] : ['null', 'null']
  const more = `(select count(*) > ${limit} from asked)`
  const columns = [`(${withheldSql(withheld)})::text`, count, more, first, last, ...data.map((part) => `(${part})::text`)]
  const body = [
    `asked as materialized (${asked}),`,
    `page as materialized (${pageSql(who, limit)}),`,
    `proof as (${proof(statement, sourceOf(type).anonymous)})`,
    `select ${columns.join(',\n')} from proof`,
  ].join('\n')
  const sql = `with ${unusedSql(statement, body)}${body}`
  return {
    name: createHash('sha256').update(sql).digest('base64url').slice(0, 32),
    sql,
    paths: shape.kind === 'texts' ? shape.parts.map(({ path }) => path) : [''],
    bindings: statement.bindings,
    withheld,
    disclosures: statement.disclosures,
    conditions: statement.conditions,
  }
}

/** Every statement takes the same first parameters; PostgreSQL must know the type of one that a text does not use. */
function unusedSql(statement: Statement, body: string): string {
  const today = statement.fixed('today')
  return body.includes(today) ? '' : `unused as (select ${today}), `
}

/** Own columns of the asked row, beside those carried for the selection. */
const ASKED_COLUMNS = new Set(['id', 'person_id', 'evidence_ref', 'sort', 'open', 'n'])

/** Columns of the person's row that the selection reads from the asked row, so that the person is looked up once. */
function carriedIn(type: GraphQLObjectType, data: readonly string[]): string[] {
  if (sourceOf(type).carried !== true) return []
  const names = data.flatMap((sql) => [...sql.matchAll(/\ba\.(?:"(\w+)"|(\w+))/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''))
  return [...new Set(names)].filter((name) => !ASKED_COLUMNS.has(name)).sort()
}

/** Rows at the root of an answer: alias a is the asked row, p the person's own where `a` does not carry it. */
function rootOf(statement: Statement, type: GraphQLObjectType): Place {
  const source = sourceOf(type)
  return {
    row: source.carried === true ? 'a' : source.row,
    own: source.carried === true ? 'a' : 'p',
    person: 'a.person_id',
    pseudonym: pseudonymOf(source, statement.contract.sector),
    scoped: source.scoped,
    masks: [],
  }
}

/** Asked for after the selection, which decides what must be joined. */
function rowsSql(statement: Statement, type: GraphQLObjectType, from = 'page a', join = 'join'): string {
  const source = sourceOf(type)
  return `${from} ${source.carried === true ? '' : source.rows(join)}${statement.factJoins()}`
}

/** Column for column what the statement answers. */
function dataSql(statement: Statement, document: Document, type: GraphQLObjectType, shape: Shape): string[] {
  const root = rootOf(statement, type)
  const object = (nodes: readonly FieldNode[]) => `(select row_to_json(o) from (${selectObject(statement, document, type, nodes, root)}) o)`
  switch (shape.kind) {
    case 'person':
      return [
        `select row_to_json(x) from (${selectObject(statement, document, type, shape.nodes, root)} from ${rowsSql(statement, type)}) x`,
      ]
    case 'persons': {
      const item = `case when a.id is not null then ${object(shape.nodes)} end`
      return [
        `select coalesce(array_to_json(array_agg(x.item order by x.n)), '[]') from (select a.n, ${item} as item from ${rowsSql(statement, type, 'asked a', 'left join')}) x`,
      ]
    }
    case 'rows': {
      const parts = shape.parts.map(({ path, nodes }) => `${object(nodes)} as "${path}"`)
      const columns = ['a.id as "@id"', 'a.sort::text as "@sort"', ...parts].join(', ')
      return [
        `select coalesce(array_to_json(array_agg(row_to_json(x))), '[]') from (select ${columns} from ${rowsSql(statement, type)} order by a.n) x`,
      ]
    }
    case 'texts':
      return shape.parts.map((part) => {
        const item = 'members' in part ? edgeSql(`${type.name}Edge`, part.members, object) : object(part.nodes)
        return `select coalesce(array_to_json(array_agg(x.item order by x.n)), '[]') from (select a.n, ${item} as item from ${rowsSql(statement, type)}) x`
      })
  }
}

function edgeSql(
  edge: string,
  members: readonly { key: string; nodes: readonly FieldNode[] | null }[],
  object: (nodes: readonly FieldNode[]) => string,
): string {
  const columns = members.map(({ key, nodes }) => `${nodes === null ? `'${edge}'` : object(nodes)} as "${key}"`)
  return `(select row_to_json(e) from (select ${columns.join(', ')}) e)`
}

/** Place in the list of the first or the last row of the page, for its cursor. */
function placeSql(order: string): string {
  return `(select json_build_array(a.sort::text, a.id) from page a order by a.${order} limit 1)::text`
}

function proofSql(statement: Statement, anonymous: boolean): string {
  const fixed = (['operation', 'trace', 'organisation', 'consumer', 'user', 'useSet'] as const)
    .map((name) => statement.fixed(name))
    .join(', ')
  const named = anonymous ? ' filter (where a.evidence_ref is not null)' : ''
  const open = statement.conditions.length === 0 ? `'{}'::int[]` : `coalesce(array_agg(a.open order by a.n)${named}, '{}')`
  return `insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open) select ${fixed}, coalesce(array_agg(a.evidence_ref order by a.n)${named}, '{}'), ${open} from page a returning id`
}

/** Coordinates that are withheld for the same persons are counted once. */
function groupWithheld(statement: Statement): WithheldGroup[] {
  const groups = new Map<string, { masks: readonly number[]; coordinates: Set<string> }>()
  for (const { coordinate, masks } of statement.disclosures.filter(({ masks }) => masks.length > 0)) {
    const key = masks.join('.')
    const group = groups.get(key) ?? { masks, coordinates: new Set() }
    group.coordinates.add(coordinate)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ masks, coordinates }) => ({
    masks,
    coordinates: [...coordinates],
    conditions: statement.conditions.filter((_, bit) => masks.some((mask) => (mask & (1 << bit)) !== 0)),
  }))
}

/** Persons of the page for whom each group is withheld. Counts persons, not values: whether a value exists must not show. */
function withheldSql(groups: readonly WithheldGroup[]): string {
  if (groups.length === 0) return 'select null'
  const counts = groups.map(({ masks }) => `count(*) filter (where not (${openSql(masks)}))`)
  return `select json_build_array(${counts.join(', ')}) from page a`
}
