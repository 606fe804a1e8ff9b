/**
 * Answers passed on as PostgreSQL wrote them. Most operations need nothing of their rows: the text already has the response keys, in
 * the order of the selection (where a caller chose one, the reader put it on). For these the root fields are resolved as always, guards included, and the JSON
 * goes from the database to the socket unread. What must be rewritten on the way (encrypted numbers, cursors per row) takes the
 * executor instead; both ways answer the same bytes.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  locatedError,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { collectSubfields } from 'graphql/execution/collectFields.js'
import { getArgumentValues, getVariableValues } from 'graphql/execution/values.js'
import { hubOf } from '../../query/declare.ts'
import { sourceTypes } from '../../query/declared.ts'
import { JsonText, type RequestContext } from '../schema/context.ts'

/** JSON text of `data`, and what went wrong by root field. */
export type PassthroughAnswer = { text: string; errors: ReturnType<typeof locatedError>[] }

type Root = { key: string; node: FieldNode; field: GraphQLField<unknown, unknown> }

type Asked = {
  operation: OperationDefinitionNode
  document: DocumentNode
  variables: Record<string, unknown> | undefined
  context: RequestContext
}

/** Answers operations of one contract as text. Returns null for those that need the executor, before anything is read. */
export function createPassthrough(schema: GraphQLSchema): (asked: Asked) => Promise<PassthroughAnswer | null> {
  const known = new WeakMap<OperationDefinitionNode, Root[] | null>()
  const rootsOf = (operation: OperationDefinitionNode, document: DocumentNode) => {
    const found = known.get(operation)
    if (found !== undefined) return found
    const roots = passableRoots(schema, operation, document)
    known.set(operation, roots)
    return roots
  }
  return async ({ operation, document, variables, context }) => {
    const roots = rootsOf(operation, document)
    if (roots === null) return null
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 1 })
    // The executor words these errors, and reads nothing either.
    if (coerced === undefined) return null
    context.form = 'TEXT'
    const base = { schema, fragments: fragmentsOf(document), operation, variableValues: coerced, rootValue: undefined }
    const answers = await Promise.all(roots.map((root) => answerRoot(root, base, context)))
    const members = answers.map(({ text }, index) => `${JSON.stringify(roots[index]?.key)}:${text}`)
    return { text: `{${members.join(',')}}`, errors: answers.flatMap(({ error }) => (error === undefined ? [] : [error])) }
  }
}

const fragmentsByDocument = new WeakMap<DocumentNode, Record<string, FragmentDefinitionNode>>()

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const known = fragmentsByDocument.get(document)
  if (known !== undefined) return known
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )
  fragmentsByDocument.set(document, fragments)
  return fragments
}

/** Root fields of an operation that can be passed on; null when one of them cannot. Decided once per document. */
function passableRoots(schema: GraphQLSchema, operation: OperationDefinitionNode, document: DocumentNode): Root[] | null {
  const query = schema.getQueryType()
  if (operation.operation !== 'query' || query == null || !isPassable(schema, document)) return null
  const roots = operation.selectionSet.selections.map((node): Root | null => {
    if (node.kind !== Kind.FIELD || (node.directives?.length ?? 0) > 0) return null
    const field = query.getFields()[node.name.value]
    return field === undefined ? null : { key: (node.alias ?? node.name).value, node, field }
  })
  const unique = new Set(roots.map((root) => root?.key))
  return roots.every((root) => root !== null) && unique.size === roots.length ? roots : null
}

/** Objects around the rows of a list, whose few members are written here; whatever else carries no declaration goes to the executor. */
function framesOf(schema: GraphQLSchema): { rows: Set<string>; edges: Set<string>; frames: Set<string> } {
  const names = sourceTypes(schema).map(({ name }) => name)
  const edges = names.map((name) => `${name}Edge`)
  return {
    rows: new Set(names),
    edges: new Set(edges),
    frames: new Set([...names.map((name) => `${name}Connection`), ...edges, 'PageInfo']),
  }
}

/** Whether no field of the document needs rewriting, also none that a variable may skip. */
function isPassable(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema)
  const query = schema.getQueryType()
  const { rows, edges, frames } = framesOf(schema)
  let passable = true
  const look = () => {
    const [field, parent] = [types.getFieldDef(), types.getParentType()]
    if (field == null || parent == null || field.name === '__typename') return
    const hub = hubOf(field)
    const target = getNamedType(field.type)
    const framed = frames.has(parent.name) || (parent === query && (rows.has(target.name) || frames.has(target.name)))
    const rewritten = hub.decode !== undefined || (edges.has(parent.name) && field.name === 'cursor')
    if (rewritten || (hub.read === undefined && !framed)) passable = false
  }
  visit(document, visitWithTypeInfo(types, { Field: look }))
  return passable
}

type Base = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'operation' | 'variableValues' | 'rootValue'>

async function answerRoot({ key, node, field }: Root, base: Base, context: RequestContext) {
  const path = { prev: undefined, key, typename: 'Query' }
  try {
    const info = {
      ...base,
      fieldName: field.name,
      fieldNodes: [node],
      returnType: field.type,
      parentType: base.schema.getQueryType(),
      path,
    } as GraphQLResolveInfo
    const args = getArgumentValues(field, node, base.variableValues)
    const value = await field.resolve?.(undefined, args, context, info)
    // Guards hand errors back instead of throwing them; the executor treats both alike, and so does this.
    if (value instanceof Error) throw value
    return { text: write(value, getNamedType(field.type) as GraphQLObjectType, [node], info, context), error: undefined }
  } catch (error) {
    return { text: 'null', error: locatedError(error, [node], [key]) }
  }
}

/** JSON of a value: the database's own text as it is, and the few members of a frame around it. */
function write(
  value: unknown,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  info: GraphQLResolveInfo,
  context: RequestContext,
): string {
  if (value == null) return 'null'
  if (value instanceof JsonText) return value.text
  const fields = collectSubfields(info.schema, info.fragments, info.variableValues, type, [...nodes])
  const members = [...fields].map(([key, fieldNodes]) => {
    const field = type.getFields()[fieldNodes[0]?.name.value ?? '']
    const inner =
      field === undefined
        ? type.name
        : resolveMember(field, value, { ...info, path: { prev: info.path, key, typename: type.name } }, context)
    const target = getNamedType(field?.type)
    return `${JSON.stringify(key)}:${isObjectType(target) ? write(inner, target, fieldNodes, info, context) : (JSON.stringify(inner) ?? 'null')}`
  })
  return `{${members.join(',')}}`
}

function resolveMember(field: GraphQLField<unknown, unknown>, value: unknown, info: GraphQLResolveInfo, context: RequestContext): unknown {
  return field.resolve?.(value, {}, context, info)
}
