/**
 * Limits of an operation (docs/guides/limits.md): what one request may ask at most. Each has one code, QUERY_TOO_COSTLY, and a message that
 * names the limit, so that a consumer knows what to split.
 */
import {
  type ArgumentNode,
  type ASTVisitor,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  type ValidationContext,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { InvalidInput } from '../../base/faults.ts'
import { hubOf, type PageBounds } from '../../query/declare.ts'
import { BATCH_MAX } from '../schema/batch.ts'
import { pageOutOfBounds, ROWS_PAGE } from '../schema/page.ts'

export const LIMITS = {
  /** Nesting of selections. */
  depth: 12,
  /** Aliases in a document: they multiply work under one name. */
  aliases: 15,
  directives: 50,
  tokens: 1_000,
  characters: 15_000,
  /** Fields answered at most, counting page sizes. */
  cost: 250_000,
  /** Length of a response key, which the answer repeats for every row. */
  responseKey: 256,
  /** Root fields in one operation: each is a statement. */
  rootFields: 10,
  /** Mutations in one operation: an act is done once by its key, and a request has one key. */
  acts: 1,
  bodyBytes: 256 * 1024,
  variablesDepth: 20,
  listInput: BATCH_MAX,
} as const

export function tooCostly(limit: keyof typeof LIMITS, what: string): GraphQLError {
  const fault = new InvalidInput('QUERY_TOO_COSTLY', `${what} (limit: ${LIMITS[limit]}).`)
  return asGraphqlError(fault, { limit, max: LIMITS[limit] })
}

/** The message of a fault is known to hold no value, so it goes with the error. */
export function asGraphqlError(fault: InvalidInput, more: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(fault.message, { originalError: fault, extensions: { code: fault.code, ...more, http: { status: 400 } } })
}

/** Validation rule: measures a document in one walk, fragments followed once per use. */
export function limitRule(context: ValidationContext): ASTVisitor {
  return {
    Document: (document) => {
      for (const error of measure(document, context.getSchema())) context.reportError(error)
    },
    StringValue: ({ value }) => {
      if (!isStorable(value)) context.reportError(unstorable())
    },
  }
}

/** Of one row: how deep it goes, how many fields it answers counting page sizes, and how many it names at its top. */
type Measure = { depth: number; cost: number; fields: number }

function measure(document: DocumentNode, schema: GraphQLSchema): GraphQLError[] {
  const count = countSyntax(document.definitions)
  const errors: GraphQLError[] = []
  if ((document.loc?.source.body.length ?? 0) > LIMITS.characters) errors.push(tooCostly('characters', 'Document is too long'))
  if (count.aliases > LIMITS.aliases) errors.push(tooCostly('aliases', 'Document has too many aliases'))
  if (count.directives > LIMITS.directives) errors.push(tooCostly('directives', 'Document has too many directives'))
  if (count.longestKey > LIMITS.responseKey) errors.push(tooCostly('responseKey', 'Document has an alias that is too long'))
  const measureSet = measureSelections(document, schema)
  for (const operation of document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)) {
    const size = measureSet(operation.selectionSet, schema.getRootType(operation.operation))
    if (size.fields > LIMITS.rootFields) errors.push(tooCostly('rootFields', 'Operation has too many root fields'))
    if (operation.operation === 'mutation' && size.fields > LIMITS.acts)
      errors.push(tooCostly('acts', 'Operation has more than one mutation'))
    if (size.depth > LIMITS.depth) errors.push(tooCostly('depth', 'Operation is nested too deeply'))
    if (size.cost > LIMITS.cost) errors.push(tooCostly('cost', 'Operation requests too many fields, counting page sizes'))
  }
  return errors
}

function countSyntax(definitions: readonly DefinitionNode[]): { aliases: number; directives: number; longestKey: number } {
  const count = { aliases: 0, directives: 0, longestKey: 0 }
  const walk = (selectionSet: SelectionSetNode | undefined): void => {
    for (const selection of selectionSet?.selections ?? []) {
      count.directives += selection.directives?.length ?? 0
      if (selection.kind === Kind.FIELD) {
        if (selection.alias !== undefined) count.aliases += 1
        count.longestKey = Math.max(count.longestKey, (selection.alias ?? selection.name).value.length)
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD) walk(selection.selectionSet)
    }
  }
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    count.directives += definition.directives?.length ?? 0
    walk(definition.selectionSet)
  }
  return count
}

/** Type in which a selection stands; undefined where the document is wrong, which is another rule's error. */
type Parent = GraphQLNamedType | null | undefined

/**
 * Measures what one row of a selection costs. Fragments are measured once, however often they are spread: expanding them
 * would take time exponential in their nesting. A cycle is another rule's error, and measures nothing here.
 */
function measureSelections(document: DocumentNode, schema: GraphQLSchema) {
  const known = new Map<string, Measure>()
  const typeOf = (condition: NamedTypeNode | undefined): Parent => condition && schema.getType(condition.name.value)
  const measureFragment = (name: string): Measure => {
    const before = known.get(name)
    if (before !== undefined) return before
    known.set(name, NOTHING)
    const fragment = findFragment(document, name)
    const size = measureSet(fragment?.selectionSet, typeOf(fragment?.typeCondition))
    known.set(name, size)
    return size
  }
  const measureField = (node: FieldNode, parent: Parent): Measure => {
    // Introspection goes deeper than any question about persons; the standard rule against its circles bounds it.
    if (node.name.value.startsWith('__')) return { depth: 1, cost: 1, fields: 1 }
    const field = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined
    const inner = measureSet(node.selectionSet, field && getNamedType(field.type))
    return { depth: inner.depth + 1, cost: 1 + rowsOf(node, field) * inner.cost, fields: 1 }
  }
  const measureOne = (selection: SelectionNode, parent: Parent): Measure => {
    if (selection.kind === Kind.FIELD) return measureField(selection, parent)
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value)
    return measureSet(selection.selectionSet, typeOf(selection.typeCondition) ?? parent)
  }
  const measureSet = (selectionSet: SelectionSetNode | undefined, parent: Parent): Measure =>
    (selectionSet?.selections ?? []).map((selection) => measureOne(selection, parent)).reduce(join, NOTHING)
  return measureSet
}

const NOTHING: Measure = { depth: 0, cost: 0, fields: 0 }

const join = (one: Measure, other: Measure): Measure => ({
  depth: Math.max(one.depth, other.depth),
  cost: one.cost + other.cost,
  fields: one.fields + other.fields,
})

function findFragment(document: DocumentNode, name: string): FragmentDefinitionNode | undefined {
  return document.definitions.find((definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) as
    | FragmentDefinitionNode
    | undefined
}

/** Rows that a field can answer: the size where it stands in the text, else the most there can be. At least one, so that nothing is free. */
function rowsOf(node: FieldNode, field: GraphQLField<unknown, unknown> | undefined): number {
  const argument = (name: string) => node.arguments?.find((given) => given.name.value === name)?.value
  const paged = field?.args.find(({ name }) => name === 'first')
  if (paged !== undefined) return rowsOfPage(argument(paged.name), hubOf(paged).page ?? ROWS_PAGE)
  const ids = argument('ids')
  if (ids === undefined) return 1
  return ids.kind === Kind.LIST ? Math.max(1, ids.values.length) : BATCH_MAX
}

function rowsOfPage(first: ValueNode | undefined, { max, usual }: PageBounds): number {
  if (first === undefined) return usual
  return first.kind === Kind.INT ? Math.min(Math.max(1, Number(first.value)), max) : max
}

/** @throws GraphQLError when variables are nested too deeply, a list among them is too long, or a text cannot be stored. */
export function assertVariables(value: unknown, depth = 0): void {
  if (depth > LIMITS.variablesDepth) throw tooCostly('variablesDepth', 'Variables are nested too deeply')
  if (typeof value === 'string' && !isStorable(value)) throw unstorable()
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value) && value.length > LIMITS.listInput)
    throw asGraphqlError(new InvalidInput('BAD_USER_INPUT', `A list in the variables may have at most ${LIMITS.listInput} items.`))
  for (const inner of Object.values(value)) assertVariables(inner, depth + 1)
}

const costByDocument = new WeakMap<DocumentNode, number>()

/** Fields that a document can answer at most, counting page sizes: what it takes of its consumer's minute. At least one. */
export function costOf(schema: GraphQLSchema, document: DocumentNode): number {
  const known = costByDocument.get(document)
  if (known !== undefined) return known
  const measureSet = measureSelections(document, schema)
  const costs = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? measureSet(definition.selectionSet, schema.getRootType(definition.operation)).cost : 0,
  )
  const cost = Math.max(1, ...costs)
  costByDocument.set(document, cost)
  return cost
}

type AskedPage = { size: ValueNode; page: PageBounds }

const pagesByDocument = new WeakMap<DocumentNode, readonly AskedPage[]>()

/** @throws GraphQLError when a page is larger or smaller than its list allows: before anything is read, as for every wrong argument. */
export function assertPages(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown> | undefined): void {
  const pages = pagesByDocument.get(document) ?? findPages(schema, document)
  pagesByDocument.set(document, pages)
  for (const { size, page } of pages) {
    const rows = size.kind === Kind.VARIABLE ? variables?.[size.name.value] : size.kind === Kind.INT ? Number(size.value) : undefined
    // What is no number at all is refused by its type.
    if (typeof rows === 'number' && (rows < 1 || rows > page.max)) throw asGraphqlError(pageOutOfBounds(page))
  }
}

function findPages(schema: GraphQLSchema, document: DocumentNode): AskedPage[] {
  const types = new TypeInfo(schema)
  const found: AskedPage[] = []
  const look = ({ name, value }: ArgumentNode) => {
    const argument = name.value === 'first' ? types.getArgument() : undefined
    if (argument != null) found.push({ size: value, page: hubOf(argument).page ?? ROWS_PAGE })
  }
  visit(document, visitWithTypeInfo(types, { Argument: look }))
  return found
}

/** PostgreSQL stores no NUL, and half of a surrogate pair is no text in any encoding. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

function unstorable(): GraphQLError {
  return asGraphqlError(new InvalidInput('BAD_USER_INPUT', 'A text contains a NUL character or an unpaired surrogate.'))
}
