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
import { type Binding, type Disclosure, openSql, type Place, Statement } from './statement.ts'
import { askedSql, countSql, idsOf, limitSql, type Who } from './who.ts'

/** What a root field answers: one person, aligned persons, or a connection with its parts by response path. */
export type Shape =
  | { kind: 'person'; nodes: readonly FieldNode[] }
  | { kind: 'persons'; nodes: readonly FieldNode[] }
  | { kind: 'connection'; parts: readonly { path: string; nodes: readonly FieldNode[] }[]; count: boolean }

export type WithheldGroup = { masks: readonly number[]; coordinates: readonly string[]; conditions: readonly Condition[] }

export type Plan = {
  /** Name under which the statement is prepared; equal text, equal name. */
  name: string
  sql: string
  bindings: readonly Binding[]
  withheld: readonly WithheldGroup[]
  disclosures: readonly Disclosure[]
  conditions: readonly Condition[]
}

export function compile(contract: Contract, document: Document, newcomer: GraphQLObjectType, who: Who, shape: Shape): Plan {
  const statement = new Statement(contract)
  const data = dataSql(statement, document, newcomer, shape)
  // The limit and the persons come after the selection: it decides which conditions they must tell.
  const limit = limitSql(statement, who)
  const asked = askedSql(statement, who, limit)
  const count = shape.kind === 'connection' && shape.count ? `(${countSql(statement, who)})` : 'null::bigint'
  const withheld = groupWithheld(statement)
  const sql = [
    `with asked as materialized (${asked}),`,
    `page as (select * from asked where n <= ${limit}),`,
    `proof as (${proofSql(statement)} returning id)`,
    `select (${data})::text as data, (${withheldSql(withheld)})::text as withheld, ${count}::text as count,`,
    `(select count(*) > ${limit} from asked) as more from proof`,
  ].join('\n')
  return {
    name: createHash('sha256').update(sql).digest('base64url').slice(0, 32),
    sql,
    bindings: statement.bindings,
    withheld,
    disclosures: statement.disclosures,
    conditions: statement.conditions,
  }
}

/** Newcomer at the root of an answer: alias a is the asked person, p the person's own row. */
const ROOT: Place = { row: 'p', person: 'a.person_id', pseudonym: 'a.id', masks: [] }
const PERSONS = 'page a join directory.person p on p.id = a.person_id'

function dataSql(statement: Statement, document: Document, newcomer: GraphQLObjectType, shape: Shape): string {
  switch (shape.kind) {
    case 'person':
      return `select row_to_json(x) from (${selectObject(statement, document, newcomer, shape.nodes, ROOT)} from ${PERSONS}) x`
    case 'persons': {
      const object = `(select row_to_json(o) from (${selectObject(statement, document, newcomer, shape.nodes, ROOT)}) o)`
      const asked = `unnest(${statement.parameter(idsOf, 'uuid[]')}) with ordinality as u(id, place)`
      return `select coalesce(json_agg(x.item order by x.place), '[]') from (select u.place, case when a.id is not null then ${object} end as item from ${asked} left join (${PERSONS}) on a.id = u.id) x`
    }
    case 'connection': {
      const parts = shape.parts.map(
        ({ path, nodes }) => `(select row_to_json(o) from (${selectObject(statement, document, newcomer, nodes, ROOT)}) o) as "${path}"`,
      )
      const columns = ['a.id as "@id"', 'a.sort::text as "@sort"', ...parts].join(', ')
      return `select coalesce(json_agg(row_to_json(x)), '[]') from (select ${columns} from ${PERSONS} order by a.n) x`
    }
  }
}

function proofSql(statement: Statement): string {
  const fixed = (['operation', 'trace', 'organisation', 'consumer', 'user', 'useSet'] as const)
    .map((name) => statement.fixed(name))
    .join(', ')
  const open = statement.conditions.length === 0 ? `'{}'::int[]` : `coalesce(array_agg(a.open order by a.n), '{}')`
  return `insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open) select ${fixed}, coalesce(array_agg(a.evidence_ref order by a.n), '{}'), ${open} from page a`
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
