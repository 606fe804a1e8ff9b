/**
 * One statement: who, what and the proof. The selection of a root field compiles into one SQL statement that joins the
 * caller's relationships, selects granted columns and facts only, withholds by condition, and inserts the data-use row:
 * either all of it happens, or nothing leaves.
 */
import { createHash } from 'node:crypto'
import type { FieldNode, GraphQLObjectType } from 'graphql'
import { conditionOf } from '../access/protocols/condition.ts'
import type { Contract } from '../access/protocols/contract.ts'
import { askedSql, countSql, isByKey, orderSql, pageSql, type RowSelection } from './row-selection.ts'
import { pseudonymOf, sourceOf } from './row-source.ts'
import { type Document, selectObject } from './select.ts'
import { type Binding, type Disclosure, openSql, type Parameter, type Place, Statement } from './statement.ts'

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
  sql: Sql
  /** The same for several requests at once, with one row per request: its place among them, its operation, and then the same columns. */
  shared: Sql | undefined
  bindings: readonly Binding[]
  parameters: readonly Parameter[]
  withheld: readonly WithheldGroup[]
  disclosures: readonly Disclosure[]
  conditions: readonly string[]
}

/** @property rows SQL of the rows of the answer. @property order of theirs. */
type InOrder = { rows: string; order: string }

/** SQL that writes the data-use row of each request. @param answered what it is answered. @param anonymous whether some of these rows name no person. */
type Proof = (statement: Statement, answered: InOrder, anonymous: boolean) => string

type Question = { document: Document; type: GraphQLObjectType; who: RowSelection; shape: Shape; proof: Proof }

/** @param type of the rows that the root field answers.
 *  @param proof writes the data-use row and yields one row; another one only where a statement is looked at and never runs. */
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
    bindings: statement.bindings,
    parameters: statement.parameters,
    withheld,
    disclosures: statement.disclosures,
    conditions: statement.conditions,
  }
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
  const answered = { rows, order: orderSql(statement, type, who) }
  const data = dataSql(statement, document, type, shape, answered)
  // The persons come after the selection: it decides which conditions they must tell.
  const asked = askedSql(statement, { type, carried: carriedIn(type, data) }, who)
  const withheld = groupWithheld(statement)
  const counted = who.kind === 'page' && 'count' in shape && shape.count
  const count = counted ? `(${countSql(statement, type, who)})::text` : 'null'
  const more = who.kind === 'page' ? `(select count(*) > ${statement.pageSize()} from asked)` : 'false'
  const [first, last] = shape.kind === 'texts' ? [placeSql(answered.order), placeSql('a.n desc')] : ['null', 'null']
  const columns = [`(${withheldSql(withheld, rows)})::text`, count, more, first, last, ...data.map((part) => `(${part})::text`)]
  const page = isByKey(who) ? '' : `page as materialized (${pageSql(statement, type, who)}),\n`
  const body = `asked as materialized (${asked}),\n${page}proof as (${proof(statement, answered, sourceOf(type).anonymous)})\n${answerSql(statement, columns)}`
  const askers = statement.shared ? `asker as materialized (${statement.askersSql()}),\n` : ''
  return { text: `with ${unusedSql(statement, body)}${askers}${body}`, withheld }
}

/** Rows of the answer to the request at hand. */
function pageOf({ shared }: Statement, who: RowSelection): string {
  if (shared) return '(select * from asked where place = asker.place)'
  return isByKey(who) ? 'asked' : 'page'
}

/** Nothing is answered that was not put on record: in a shared statement, of nobody who asked. */
function answerSql(statement: Statement, columns: readonly string[]): string {
  if (!statement.shared) return `select ${columns.join(',\n')} from proof`
  const asker = ['asker.place', statement.fixed('operation')]
  return `select ${[...asker, ...columns].join(',\n')} from asker where (select count(*) from proof) = (select count(*) from asker)`
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
function rowsSql(statement: Statement, type: GraphQLObjectType, rows: string, join = 'join'): string {
  const source = sourceOf(type)
  return `${rows} a ${source.carried === true ? '' : source.rows(join)}${statement.factJoins()}`
}

/** Column for column what the statement answers. */
function dataSql(statement: Statement, document: Document, type: GraphQLObjectType, shape: Shape, { rows, order }: InOrder): string[] {
  const root = rootOf(statement, type)
  const object = (nodes: readonly FieldNode[]) => `(select row_to_json(o) from (${selectObject(statement, document, type, nodes, root)}) o)`
  switch (shape.kind) {
    case 'person':
      return [
        `select row_to_json(x) from (${selectObject(statement, document, type, shape.nodes, root)} from ${rowsSql(statement, type, rows)}) x`,
      ]
    case 'persons': {
      const item = selectObject(statement, document, type, shape.nodes, root)
      const asked = { rows: rowsSql(statement, type, 'asked', 'left join'), order }
      return [listSql(item, asked, 'case when a.id is not null then row_to_json(o) end')]
    }
    case 'rows': {
      const parts = shape.parts.map(({ path, nodes }) => `${object(nodes)} as "${path}"`)
      const columns = ['a.id as "@id"', 'a.sort::text as "@sort"', ...parts].join(', ')
      return [
        `select coalesce(array_to_json(array_agg(row_to_json(x))), '[]') from (select ${columns} from ${rowsSql(statement, type, rows)} order by ${order}) x`,
      ]
    }
    case 'texts':
      return shape.parts.map((part) => {
        const item =
          'members' in part
            ? selectEdge(`${type.name}Edge`, part.members, object)
            : selectObject(statement, document, type, part.nodes, root)
        return listSql(item, { rows: rowsSql(statement, type, rows), order })
      })
  }
}

/** List of objects. @param item selection of one. A join, and not a subselect, which PostgreSQL would begin anew for each row. */
function listSql(item: string, { rows, order }: InOrder, json = 'row_to_json(o)'): string {
  return `select coalesce(array_to_json(array_agg(${json} order by ${order})), '[]') from ${rows} cross join lateral (${item}) o`
}

function selectEdge(
  edge: string,
  members: readonly { key: string; nodes: readonly FieldNode[] | null }[],
  object: (nodes: readonly FieldNode[]) => string,
): string {
  const columns = members.map(({ key, nodes }) => `${nodes === null ? `'${edge}'` : object(nodes)} as "${key}"`)
  return `select ${columns.join(', ')}`
}

/** Place in the list of the first or the last row of the page, for its cursor. */
function placeSql(order: string): string {
  return `(select json_build_array(a.sort::text, a.id) from page a order by ${order} limit 1)::text`
}

function proofSql(statement: Statement, { rows, order }: InOrder, anonymous: boolean): string {
  const fixed = (['operation', 'trace', 'organisation', 'consumer', 'user', 'useSet'] as const).map((name) => statement.fixed(name))
  const named = anonymous ? ' filter (where a.evidence_ref is not null)' : ''
  const persons = `coalesce(array_agg(a.evidence_ref order by ${order})${named}, '{}') as persons`
  const open = `${statement.conditions.length === 0 ? `'{}'::int[]` : `coalesce(array_agg(a.open order by ${order})${named}, '{}')`} as open`
  const used = `(select ${persons}, ${open} from ${rows} a) used`
  return `insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open) select ${fixed.join(', ')}, used.persons, used.open from ${statement.shared ? `asker cross join lateral ${used}` : used} returning id`
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
  return `select json_build_array(${counts.join(', ')}) from ${rows} a`
}
