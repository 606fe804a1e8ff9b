/** What a schema declares under names that are known while it runs: sources of types, filters, subsets and orders. */
import { type GraphQLEnumType, type GraphQLInputObjectType, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql'
import { Invariant } from '../base/faults.ts'
import { type HubExtension, hubOf } from './declare.ts'
import type { RowSource } from './row-source.ts'

/** Source of a type that root fields answer. */
export function sourceOf(type: GraphQLObjectType): RowSource {
  const { source } = hubOf(type)
  if (source === undefined) throw new Invariant('inv_s0urc', { type: type.name })
  return source
}

/** Types of a schema that root fields answer. */
export function sourceTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && hubOf(type).source !== undefined) as GraphQLObjectType[]
}

/** Input field by which lists of a type are narrowed. */
export function filterField(schema: GraphQLSchema, type: string, name: string): HubExtension {
  const filter = schema.getType(`${type}Filter`) as GraphQLInputObjectType | undefined
  return hubOf(filter?.getFields()[name])
}

/** Enum value that names a subset of rows. */
export function subsetValue(schema: GraphQLSchema, subsets: string, name: string | undefined): HubExtension {
  const type = schema.getType(subsets) as GraphQLEnumType | undefined
  return hubOf(type?.getValue(name ?? ''))
}

/** Enum value by which lists of a type are ordered. */
export function orderValue(schema: GraphQLSchema, type: string, name: string): HubExtension {
  const order = schema.getType(`${type}Order`) as GraphQLEnumType | undefined
  return hubOf(order?.getValue(name))
}
