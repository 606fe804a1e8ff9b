/** Selection of an object type, as SQL: granted columns and facts only, because the contract's schema has no others. */
import { type FieldNode, type FragmentDefinitionNode, type GraphQLField, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql'
// The executor's own way to collect and coerce, so that statement and executor cannot read a document differently.
import { collectSubfields } from 'graphql/execution/collectFields.js'
import { getArgumentValues } from 'graphql/execution/values.js'
import { PERSON_IN_SCOPE } from '../access/protocols/condition.ts'
import { isForAssessments } from '../access/protocols/contract.ts'
import { openingOf } from '../access/protocols/grant.ts'
import { Invariant } from '../base/faults.ts'
import { type Declaration, hubOf } from './declare.ts'
import { valueOnSheet } from './fact-sheet.ts'
import { type ChildRows, selectChildRows } from './select-child-rows.ts'
import { openSql, type Place, type Statement } from './statement.ts'

/** What of the document is needed to follow a selection. */
export type Document = { fragments: Record<string, FragmentDefinitionNode>; variables: Record<string, unknown> }

type Field = { field: GraphQLField<unknown, unknown>; nodes: readonly FieldNode[]; parent: GraphQLObjectType }

/** Text of a subselect with one column per response key (see answer-names.ts), in the order asked, to be turned into a JSON object by row_to_json. */
export function selectObject(
  statement: Statement,
  document: Document,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  place: Place,
): string {
  const columns = [...collectFields(statement, document, type, nodes)].flatMap(([key, fieldNodes]) => {
    const name = fieldNodes[0]?.name.value ?? ''
    const field = type.getFields()[name]
    // The only field that is not the type's own is __typename.
    if (field === undefined) return [`'${type.name}' as "${statement.names.of(key, '__typename')}"`]
    return selectField(statement, document, { field, nodes: fieldNodes, parent: type }, place, key)
  })
  return `select ${columns.join(', ')}`
}

/** Key under which an assessment gets the day of a fact. */
export const dayKeyOf = (key: string): string => `${key}@asOf`

/** Column of a field; for an assessment also that of its day, which is granted with it: who may judge by a fact may judge how old it is. */
function selectField(statement: Statement, document: Document, asked: Field, place: Place, key: string): string[] {
  const coordinate = `${asked.parent.name}.${asked.field.name}`
  const hub = hubOf(asked.field)
  const grant = statement.contract.grants.get(coordinate)
  // Projection already took away what is not granted; this is the backstop that must never fire.
  if (hub.read === undefined || grant === undefined) throw new Invariant('inv_r3ad', { coordinate })
  const own = openingOf(statement.contract.grants, grant, hub.sameAs).map((when) => statement.maskOf(when))
  const masks = [...new Set([...place.masks, ...own])]
  const assessed = isForAssessments(statement.contract)
  statement.disclosures.push({ coordinate, masks, by: assessed ? 'ASSESSMENT' : 'FIELD' })
  const open = (sql: string) => (own.length === 0 ? sql : `case when ${openSql(own)} then (${sql}) end`)
  const at = { ...place, masks }
  const column = (read: Declaration, name: string) => `${open(readSql(statement, document, asked, read, at))} as "${name}"`
  const value = column(hub.read, statement.names.of(key, asked.field.name))
  if (!assessed || hub.asOf === undefined) return [value]
  return [value, column({ kind: 'expression', value: hub.asOf }, statement.names.of(dayKeyOf(key), dayKeyOf(asked.field.name)))]
}

function readSql(statement: Statement, document: Document, asked: Field, read: Declaration, place: Place): string {
  const onSheet = place.sheetValue?.(read)
  if (onSheet !== undefined) return onSheet
  switch (read.kind) {
    case 'pseudonym':
      return place.pseudonym
    case 'column':
      return columnSql(statement, read, place)
    case 'expression': {
      const node = asked.nodes[0] as FieldNode
      return `(${read.value(statement.terms(place, (name) => (run) => getArgumentValues(asked.field, node, run.variables)[name]))})`
    }
    case 'person':
      return personSql(statement, document, asked, place)
    case 'one':
    case 'many':
      return selectChildRows(statement, read, place, rowsAsked(statement, document, asked))
  }
}

/** Column of the row at hand; of the person's own row, where that is not at hand, from the sheet that repeats it. */
function columnSql(statement: Statement, { column, sheet }: Declaration & { kind: 'column' }, place: Place): string {
  const terms = statement.terms(place, () => () => undefined)
  const onSheet = sheet !== undefined && place.row.carried ? valueOnSheet(terms, sheet, column) : undefined
  return onSheet ?? place.row.column(column)
}

/** Person of a row about a person. As a newcomer it exists only in scope, like everywhere: the row alone opens nothing of it. */
function personSql(statement: Statement, document: Document, asked: Field, place: Place): string {
  const type = getNamedType(asked.field.type)
  if (!isObjectType(type)) throw new Invariant('inv_p3rs', { field: asked.field.name })
  const at = { ...place, row: place.own, scoped: place.scoped || type.name === 'Newcomer' }
  const select = (masks: readonly number[]) =>
    `(select row_to_json(h_o) from (${selectObject(statement, document, type, asked.nodes, { ...at, masks })}) h_o)`
  if (type.name !== 'Newcomer' || place.scoped) return `case when ${place.person} is not null then ${select(place.masks)} end`
  const inScope = statement.maskOf([PERSON_IN_SCOPE])
  return `case when ${openSql([inScope])} then ${select([...place.masks, inScope])} end`
}

/** What is asked of a field's rows: how each of their fields is read, and their selection at a place. */
function rowsAsked(statement: Statement, document: Document, { field, nodes }: Field): ChildRows {
  const type = getNamedType(field.type)
  if (!isObjectType(type)) throw new Invariant('inv_r0ws', { field: field.name })
  const names = [...collectFields(statement, document, type, nodes)].map(([, [node]]) => node?.name.value ?? '')
  const reads = names.flatMap((name) => hubOf(type.getFields()[name]).read ?? [])
  return { reads, select: (place) => selectObject(statement, document, type, nodes, place) }
}

const collectFields = (statement: Statement, { fragments, variables }: Document, type: GraphQLObjectType, nodes: readonly FieldNode[]) =>
  collectSubfields(statement.contract.schema, fragments, variables, type, nodes)
