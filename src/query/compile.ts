/**
 * One statement: who, what and the proof. The selection of a root field compiles into one SQL statement that joins the
 * caller's relationships, selects granted columns and facts only, withholds by condition, and inserts the data-use row:
 * either all of it happens, or nothing leaves.
 */
import { createHash } from 'node:crypto'
import type { FieldNode, GraphQLObjectType } from 'graphql'
import { conditionOf } from '../access/protocols/condition.ts'
import type { Contract } from '../access/protocols/contract.ts'
import { sourceOf } from './declared.ts'
import type { Binding } from './execution.ts'
import { askedSql, countSql, IN_PLACE, isByKey, pageSql, type RowSelection } from './row-selection.ts'
import { pseudonymOf } from './row-source.ts'
import { type Document, selectObject } from './select.ts'
import { ASKED_PERSON, type Disclosure, openSql, type Parameter, type Place, rowOf, Statement } from './statement.ts'

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

export type WithheldGroup = { masks: readonly number[]; coordinates: readonly string[]; reasons: readonly string[] }

/** Text of a statement, and the name under which it is prepared; equal text, equal name. */
export type Sql = { name: string; text: string }

export type Plan = {
  /** Response path of each text, in the order of the columns. */
  paths: readonly string[]
  /** Response keys that the caller chose, by their position in the texts. */
  keys: readonly string[]
  sql: Sql
  /** The same for several requests at once, with one row per request: its place among them, its operation, and then the same columns. */
  shared: Sql | undefined
  bindings: readonly Binding[]
  parameters: readonly Parameter[]
  withheld: readonly WithheldGroup[]
  disclosures: readonly Disclosure[]
  conditions: readonly string[]
}

/** SQL that writes the data-use row of each request. @param rows SQL of the rows of the answer. @param anonymous whether some of them name no person. */
type Proof = (statement: Statement, rows: string, anonymous: boolean) => string

type Question = { document: Document; type: GraphQLObjectType; who: RowSelection; shape: Shape; proof: Proof }

/** @param type of the rows that the root field answers. @param proof writes the data-use row and yields one row; another one only in tests. */
export function compile(
  contract: Contract,
  document: Document,
  type: GraphQLObjectType,
  who: RowSelection,
  shape: Shape,
  proof: Proof = proofSql,
): Plan {
  const question = { document, type, who, shape, proof }
  const statement = new Statement(contract)
  const { text, withheld } = write(statement, question)
  return {
    sql: named(text),
    shared: isByKey(who) && canBeShared(statement) ? named(write(new Statement(contract, { shared: true }), question).text) : undefined,
    paths: shape.kind === 'texts' ? shape.parts.map(({ path }) => path) : [''],
    keys: statement.names.chosen,
    bindings: statement.bindings,
    parameters: statement.parameters,
    withheld,
    disclosures: statement.disclosures,
    conditions: statement.conditions,
  }
}

/** The same statement with null for every parameter and without writing a proof: what it reads, for PostgreSQL to analyse. It never runs. */
export function unboundSql(contract: Contract, document: Document, type: GraphQLObjectType, who: RowSelection, shape: Shape): string {
  return write(new Statement(contract, { unbound: true }), { document, type, who, shape, proof: () => 'select 1 as id' }).text
}

function named(text: string): Sql {
  return { name: createHash('sha256').update(text).digest('base64url').slice(0, 32), text }
}

/** A list of lists would come apart as one list. */
function canBeShared({ parameters }: Statement): boolean {
  return parameters.every(({ sqlType }) => !sqlType.endsWith('[]'))
}

function write(statement: Statement, question: Question): { text: string; withheld: WithheldGroup[] } {
  const { document, type, who, shape, proof } = question
  const rows = pageOf(statement, who)
  const data = dataSql(statement, document, type, shape, rows)
  // The persons come after the selection: it decides which columns they carry and which conditions they must tell.
  const asked = askedSql(statement, type, who)
  const withheld = groupWithheld(statement)
  const counted = who.kind === 'page' && 'count' in shape && shape.count
  const count = counted ? `(${countSql(statement, type, who)})::text` : 'null'
  const more = who.kind === 'page' ? `(select count(*) > ${statement.pageSize()} from h_asked)` : 'false'
  const [first, last] = shape.kind === 'texts' ? [placeSql(IN_PLACE), placeSql('h_a.n desc')] : ['null', 'null']
  const columns = [`(${withheldSql(withheld, rows)})::text`, count, more, first, last, ...data.map((part) => `(${part})::text`)]
  const parts = [
    // PostgreSQL must know the type of every parameter, also of a day that nothing names. What no part reads is not planned.
    `h_day as (select ${statement.fixed('today')})`,
    ...(statement.shared ? [`h_asker as materialized (${statement.askersSql()})`] : []),
    `h_asked as materialized (${asked})`,
    ...(isByKey(who) ? [] : [`h_page as materialized (${pageSql(statement, who)})`]),
    `h_proof as (${proof(statement, rows, sourceOf(type).anonymous)})`,
  ]
  return { text: `with ${parts.join(',\n')}\n${answerSql(statement, columns)}`, withheld }
}

/** Rows of the answer to the request at hand. */
function pageOf({ shared }: Statement, who: RowSelection): string {
  if (shared) return '(select * from h_asked where place = h_asker.place)'
  return isByKey(who) ? 'h_asked' : 'h_page'
}

/** Nothing is answered that was not put on record: in a shared statement, of nobody who asked. */
function answerSql(statement: Statement, columns: readonly string[]): string {
  if (!statement.shared) return `select ${columns.join(',\n')}\nfrom h_proof`
  const asker = ['h_asker.place', statement.fixed('operation')]
  return `select ${[...asker, ...columns].join(',\n')}
from h_asker
where (select count(*) from h_proof) = (select count(*) from h_asker)`
}

/** Rows at the root of an answer: alias h_a is the asked row, h_p the person's own where `h_a` does not carry it. */
function rootOf(statement: Statement, type: GraphQLObjectType): Place {
  const source = sourceOf(type)
  const carried = source.carried === true ? statement.carriedRow() : undefined
  return {
    row: carried ?? rowOf(source.row),
    own: carried ?? rowOf('h_p'),
    person: ASKED_PERSON,
    pseudonym: pseudonymOf(source, statement.contract.sector),
    scoped: source.scoped,
    masks: [],
  }
}

/** Asked for after the selection, which decides what must be joined. */
function rowsSql(statement: Statement, type: GraphQLObjectType, rows: string, join = 'join'): string {
  const source = sourceOf(type)
  return `${rows} h_a ${source.carried === true ? '' : source.rows(join)}${statement.factJoins()}`
}

/** Column for column what the statement answers. */
function dataSql(statement: Statement, document: Document, type: GraphQLObjectType, shape: Shape, rows: string): string[] {
  const root = rootOf(statement, type)
  const object = (nodes: readonly FieldNode[]) =>
    `(select row_to_json(h_o) from (${selectObject(statement, document, type, nodes, root)}) h_o)`
  switch (shape.kind) {
    case 'person':
      return [
        `select row_to_json(h_x) from (${selectObject(statement, document, type, shape.nodes, root)} from ${rowsSql(statement, type, rows)}) h_x`,
      ]
    case 'persons': {
      const item = selectObject(statement, document, type, shape.nodes, root)
      return [listSql(item, rowsSql(statement, type, 'h_asked', 'left join'), 'case when h_a.id is not null then row_to_json(h_o) end')]
    }
    case 'rows': {
      const parts = shape.parts.map(({ path, nodes }) => `${object(nodes)} as "${statement.names.of(path, 'nodes')}"`)
      const columns = ['h_a.id as "@id"', 'h_a.sort::text as "@sort"', ...parts].join(', ')
      return [
        `select coalesce(array_to_json(array_agg(row_to_json(h_x))), '[]')
  from (select ${columns} from ${rowsSql(statement, type, rows)} order by ${IN_PLACE}) h_x`,
      ]
    }
    case 'texts':
      return shape.parts.map((part) => {
        const item =
          'members' in part
            ? selectEdge(statement, `${type.name}Edge`, part.members, object)
            : selectObject(statement, document, type, part.nodes, root)
        return listSql(item, rowsSql(statement, type, rows))
      })
  }
}

/** List of objects. @param item selection of one. A join, and not a subselect, which PostgreSQL would begin anew for each row. */
function listSql(item: string, rows: string, json = 'row_to_json(h_o)'): string {
  return `select coalesce(array_to_json(array_agg(${json} order by ${IN_PLACE})), '[]')
  from ${rows}
  cross join lateral (${item}) h_o`
}

function selectEdge(
  statement: Statement,
  edge: string,
  members: readonly { key: string; nodes: readonly FieldNode[] | null }[],
  object: (nodes: readonly FieldNode[]) => string,
): string {
  const columns = members.map(({ key, nodes }) =>
    nodes === null ? `'${edge}' as "${statement.names.of(key, '__typename')}"` : `${object(nodes)} as "${statement.names.of(key, 'node')}"`,
  )
  return `select ${columns.join(', ')}`
}

/** Place in the list of the first or the last row of the page, for its cursor. */
function placeSql(order: string): string {
  return `(select json_build_array(h_a.sort::text, h_a.id) from h_page h_a order by ${order} limit 1)::text`
}

function proofSql(statement: Statement, rows: string, anonymous: boolean): string {
  const fixed = (['operation', 'trace', 'organisation', 'consumer', 'user', 'useSet'] as const).map((name) => statement.fixed(name))
  const named = anonymous ? ' filter (where h_a.evidence_ref is not null)' : ''
  const persons = `coalesce(array_agg(h_a.evidence_ref order by ${IN_PLACE})${named}, '{}') as persons`
  const open = `${statement.conditions.length === 0 ? `'{}'::int[]` : `coalesce(array_agg(h_a.open order by ${IN_PLACE})${named}, '{}')`} as open`
  const used = `(select ${persons}, ${open} from ${rows} h_a) h_used`
  return `
  insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open)
  select ${fixed.join(', ')}, h_used.persons, h_used.open
  from ${statement.shared ? `h_asker cross join lateral ${used}` : used}
  returning id`
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
    reasons: statement.conditions
      .filter((_, bit) => masks.some((mask) => (mask & (1 << bit)) !== 0))
      .map((condition) => conditionOf(statement.contract.conditions, condition).unmet),
  }))
}

/** Persons of the page for whom each group is withheld. Counts persons, not values: whether a value exists must not show. */
function withheldSql(groups: readonly WithheldGroup[], rows: string): string {
  if (groups.length === 0) return 'select null'
  const counts = groups.map(({ masks }) => `count(*) filter (where not (${openSql(masks)}))`)
  return `select json_build_array(${counts.join(', ')}) from ${rows} h_a`
}
