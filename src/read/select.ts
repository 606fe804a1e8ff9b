/** Selection of an object type, as SQL: granted columns and facts only, because the contract's schema has no others. */
import { type FieldNode, type FragmentDefinitionNode, type GraphQLField, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql'
// The executor's own way to collect and coerce, so that statement and executor cannot read a document differently.
import { collectSubfields } from 'graphql/execution/collectFields.js'
import { getArgumentValues } from 'graphql/execution/values.js'
import { Invariant } from '../access/faults.ts'
import type { Declaration, HubExtension, Rows } from './declare.ts'
import type { Place, Statement } from './statement.ts'

/** What of the document is needed to follow a selection. */
export type Document = { fragments: Record<string, FragmentDefinitionNode>; variables: Record<string, unknown> }

type Field = { field: GraphQLField<unknown, unknown>; nodes: readonly FieldNode[]; parent: GraphQLObjectType }

/** Text of a subselect with one column per response key, in the order asked, to be turned into a JSON object by row_to_json. */
export function selectObject(
  statement: Statement,
  document: Document,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  place: Place,
): string {
  const asked = collectSubfields(statement.contract.schema, document.fragments, document.variables, type, nodes)
  const columns = [...asked].map(([key, fieldNodes]) => {
    const name = fieldNodes[0]?.name.value ?? ''
    const field = type.getFields()[name]
    // The only field that is not the type's own is __typename.
    const value =
      field === undefined ? `'${type.name}'` : selectField(statement, document, { field, nodes: fieldNodes, parent: type }, place)
    return `${value} as "${key}"`
  })
  return `select ${columns.join(', ')}`
}

function selectField(statement: Statement, document: Document, asked: Field, place: Place): string {
  const coordinate = `${asked.parent.name}.${asked.field.name}`
  const hub = asked.field.extensions.hub as HubExtension | undefined
  const grant = statement.contract.grants.get(coordinate)
  // Projection already took away what is not granted; this is the backstop that must never fire.
  if (hub?.read === undefined || grant === undefined) throw new Invariant('inv_r3ad', { coordinate })
  const mask = grant.when === null ? undefined : statement.maskOf(grant.when)
  const masks = mask === undefined || place.masks.includes(mask) ? place.masks : [...place.masks, mask]
  statement.disclosures.push({ coordinate, masks, by: 'FIELD' })
  const value = readSql(statement, document, asked, hub.read, { ...place, masks })
  return mask === undefined ? value : `case when a.open & ${mask} <> 0 then (${value}) end`
}

function readSql(statement: Statement, document: Document, asked: Field, read: Declaration, place: Place): string {
  switch (read.kind) {
    case 'pseudonym':
      return place.pseudonym
    case 'column':
      return `${place.row}."${read.column}"`
    case 'expression': {
      const node = asked.nodes[0] as FieldNode
      return `(${read.value(statement.terms(place, (name) => (run) => getArgumentValues(asked.field, node, run.variables)[name]))})`
    }
    case 'one':
      return `(select row_to_json(o) from (${selectRows(statement, document, asked, read.rows, place, 1)}) o)`
    case 'many':
      return `(select coalesce(array_to_json(array_agg(row_to_json(o))), '[]') from (${selectRows(statement, document, asked, read.rows, place, read.limit)}) o)`
  }
}

function selectRows(statement: Statement, document: Document, asked: Field, rows: Rows, place: Place, limit: number): string {
  const type = getNamedType(asked.field.type)
  if (!isObjectType(type)) throw new Invariant('inv_r0ws', { field: asked.field.name })
  const row = statement.alias()
  const inner: Place = { ...place, row }
  const where = rows.where?.(statement.terms(inner, () => () => undefined))
  const columns = selectObject(statement, document, type, asked.nodes, inner)
  return `${columns} from ${rows.table} ${row} where ${row}.person_id = ${place.person}${where ? ` and ${where}` : ''} order by ${qualify(rows.order, row)} limit ${limit}`
}

/** Order columns belong to the row, also where an enclosing query has a column of the same name. */
function qualify(order: string, row: string): string {
  return order
    .split(',')
    .map((part) => `${row}.${part.trim()}`)
    .join(', ')
}
