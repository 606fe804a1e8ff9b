/** Every kind of statement that a contract can lead to, compiled as for a request, without the insert of the proof. */
import {
  type FieldNode,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  type OperationDefinitionNode,
  parse,
} from 'graphql'
import type { Contract } from '../../access/protocols/contract.ts'
import { unboundSql } from '../compile.ts'
import { hubOf } from '../declare.ts'
import { sourceOf, sourceTypes } from '../declared.ts'
import type { RowSelection } from '../row-selection.ts'

/** What one statement asks: of which type (Newcomer when left out), which rows, and the selection below it as GraphQL text. */
export type ReachableStatement = { type?: string; who: RowSelection; selection: string; count?: boolean }

/**
 * Statements that between them use everything that the contract grants: all fields at once, each way to persons, every filter and order; and fields
 * of rows on a fact sheet by themselves, because the sheet is read only where it has all that is asked of them.
 */
export function reachableStatementsOf(contract: Contract): ReachableStatement[] {
  return sourceTypes(contract.schema).flatMap((type) => {
    const [subset, ...subsets] = subsetsOf(contract.schema, type)
    const page = { kind: 'page', filter: filtersOf(contract.schema, type.name), order: 'ID', after: true, ...subset } as const
    const others = subsets.map((other): RowSelection => ({ ...page, filter: [], ...other }))
    const orders = ordersOf(contract.schema, type.name).map((order): RowSelection => ({ ...page, filter: [], order }))
    return [
      { type: type.name, who: page, selection: selectAll(type), count: true },
      ...selectSheetRows(type).map((selection): ReachableStatement => ({ type: type.name, who: { kind: 'byId' }, selection })),
      ...[...waysTo(contract, type.name), ...orders, ...others].map((who) => ({ type: type.name, who, selection: '__typename' })),
    ]
  })
}

/** Subsets of which a list names one; a single empty one where the source has none. */
export function subsetsOf(schema: GraphQLSchema, type: GraphQLObjectType): { subset?: string }[] {
  const { subsets } = sourceOf(type)
  if (subsets === undefined) return [{}]
  return ((schema.getType(subsets) as GraphQLEnumType | undefined)?.getValues() ?? []).map(({ name }) => ({ subset: name }))
}

/** Only persons are found by what is known of them. */
function waysTo({ schema }: Contract, type: string): RowSelection[] {
  const roots = schema.getQueryType()?.getFields() ?? {}
  return KEYS.filter(({ only }) => only === null || (type === 'Newcomer' && roots[only] !== undefined)).map(({ who }) => who)
}

type Key = Exclude<RowSelection, { kind: 'page' }>

/** Root field without which a contract never finds persons by this key; null: ids open nothing that pages do not. A new key does not compile until it stands here. */
const ONLY_BY: Record<Key['kind'], string | null> = { byId: null, byIds: null, byInsz: 'newcomerByInsz' }

const KEYS = Object.entries(ONLY_BY).map(([kind, only]) => ({ who: { kind } as Key, only }))

export function filtersOf(schema: GraphQLSchema, type = 'Newcomer'): string[] {
  const filter = schema.getType(`${type}Filter`) as GraphQLInputObjectType | undefined
  return Object.keys(filter?.getFields() ?? {})
}

export function ordersOf(schema: GraphQLSchema, type = 'Newcomer'): string[] {
  const order = schema.getType(`${type}Order`) as GraphQLEnumType | undefined
  return (order?.getValues() ?? []).map(({ name }) => name)
}

/** SQL of a statement: its parameters are null, so that PostgreSQL can take it in without values. */
export function toSql(contract: Contract, { type = 'Newcomer', who, selection, count = false }: ReachableStatement): string {
  const rows = contract.schema.getType(type) as GraphQLObjectType
  const nodes = nodesOf(selection)
  const shape =
    who.kind === 'page' ? { kind: 'rows' as const, parts: [{ path: 'nodes', nodes }], count } : { kind: 'person' as const, nodes }
  return unboundSql(contract, { fragments: {}, variables: {} }, rows, who, shape)
}

/** Selection of everything. Arguments do not change which columns a field reads, and are left out. */
function selectAll(type: GraphQLObjectType, above: readonly GraphQLObjectType[] = []): string {
  const parts = Object.values(type.getFields()).map((field) => {
    const inner = getNamedType(field.type)
    if (!isObjectType(inner)) return field.name
    return above.includes(inner) ? '' : `${field.name} { ${selectAll(inner, [...above, type])} }`
  })
  return ['__typename', ...parts].join(' ')
}

/** One selection for each field of rows on a sheet. */
function selectSheetRows(type: GraphQLObjectType): string[] {
  return sheetRowsOf(type).flatMap(({ name, type: rows }) => Object.keys(rows.getFields()).map((asked) => `${name} { ${asked} }`))
}

/** Fields of a type whose rows are on a fact sheet, each with the type of these rows. */
export function sheetRowsOf(type: GraphQLObjectType): { name: string; type: GraphQLObjectType }[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const { read } = hubOf(field)
    const inner = getNamedType(field.type)
    const isOnSheet = (read?.kind === 'one' || read?.kind === 'many') && read.sheetColumns !== undefined
    return isOnSheet && isObjectType(inner) ? [{ name: field.name, type: inner }] : []
  })
}

function nodesOf(selection: string): readonly FieldNode[] {
  const [operation] = parse(`{ newcomer { ${selection} } }`, { noLocation: true }).definitions
  return (operation as OperationDefinitionNode).selectionSet.selections as readonly FieldNode[]
}
