/**
 * Limits of an operation (docs/guides/limits.md): what one request may ask at most. Each has one code, QUERY_TOO_COSTLY, and a message that
 * names the limit, so that a consumer knows what to split.
 */
import {
  type ASTVisitor,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'
import { BATCH_MAX } from './page.ts'

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
  /** Length of a response key; PostgreSQL cuts names off there. */
  responseKey: 63,
  /** Root fields in one operation: each is a statement. */
  rootFields: 10,
  bodyBytes: 256 * 1024,
  variablesDepth: 20,
  listInput: BATCH_MAX,
} as const

export function tooCostly(limit: keyof typeof LIMITS, what: string): GraphQLError {
  return new GraphQLError(`${what} (limit: ${LIMITS[limit]}).`, { extensions: { code: 'QUERY_TOO_COSTLY', limit, max: LIMITS[limit] } })
}

/** Validation rule: measures a document in one walk, fragments followed once per use. */
export function limitRule(context: ValidationContext): ASTVisitor {
  return {
    Document: (document) => {
      for (const error of measure(document)) context.reportError(error)
    },
  }
}

type Measure = { depth: number; cost: number; fields: number }

function measure(document: DocumentNode): GraphQLError[] {
  const count = countSyntax(document.definitions)
  const errors: GraphQLError[] = []
  if (count.aliases > LIMITS.aliases) errors.push(tooCostly('aliases', 'Document has too many aliases'))
  if (count.directives > LIMITS.directives) errors.push(tooCostly('directives', 'Document has too many directives'))
  if (count.longestKey > LIMITS.responseKey) errors.push(tooCostly('responseKey', 'Document has an alias that is too long'))
  for (const operation of document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)) {
    const size = measureSelection(document, operation.selectionSet, 1, new Set())
    if (size.fields > LIMITS.rootFields) errors.push(tooCostly('rootFields', 'Operation has too many root fields'))
    if (size.depth > LIMITS.depth) errors.push(tooCostly('depth', 'Operation is nested too deeply'))
    if (size.cost > LIMITS.cost) errors.push(tooCostly('cost', 'Operation asks for too many fields, counting page sizes'))
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

/** @param following fragments on the way here: a cycle is another rule's error, and must not keep this one busy. */
function measureSelection(
  document: DocumentNode,
  selectionSet: SelectionSetNode | undefined,
  rows: number,
  following: ReadonlySet<string>,
): Measure {
  const total: Measure = { depth: 0, cost: 0, fields: 0 }
  const add = (part: Measure, deeper: number) => {
    total.depth = Math.max(total.depth, part.depth + deeper)
    total.cost += part.cost
  }
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FIELD) {
      total.fields += 1
      total.cost += rows
      add(measureSelection(document, selection.selectionSet, rows * rowsOf(selection), following), 1)
      continue
    }
    const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined
    if (name !== undefined && following.has(name)) continue
    const inner = name === undefined ? (selection as { selectionSet?: SelectionSetNode }).selectionSet : findFragment(document, name)
    const part = measureSelection(document, inner, rows, name === undefined ? following : new Set([...following, name]))
    add(part, 0)
    total.fields += part.fields
    if (total.cost > LIMITS.cost) break
  }
  return total
}

function findFragment(document: DocumentNode, name: string): SelectionSetNode | undefined {
  const found = document.definitions.find((definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name)
  return found?.kind === Kind.FRAGMENT_DEFINITION ? found.selectionSet : undefined
}

/** Persons that a field can answer: the page size where it stands in the text, else the most there can be. */
function rowsOf(field: FieldNode): number {
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value
  if (first !== undefined) return first.kind === Kind.INT ? Number(first.value) : 100
  const ids = field.arguments?.find(({ name }) => name.value === 'ids')?.value
  if (ids !== undefined) return ids.kind === Kind.LIST ? ids.values.length : BATCH_MAX
  return field.name.value === 'newcomers' ? 20 : 1
}

/** @throws GraphQLError when variables are nested too deeply or a list among them is too long. */
export function assertVariables(value: unknown, depth = 0): void {
  if (depth > LIMITS.variablesDepth) throw tooCostly('variablesDepth', 'Variables are nested too deeply')
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value) && value.length > LIMITS.listInput) {
    throw new GraphQLError(`A list in the variables takes at most ${LIMITS.listInput} items.`, { extensions: { code: 'BAD_USER_INPUT' } })
  }
  for (const inner of Object.values(value)) assertVariables(inner, depth + 1)
}
