/**
 * The contract is the schema: what a contract does not grant does not exist in it, so there is nothing to bypass by alias,
 * fragment, filter or order, and nothing to check while resolving.
 */
import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils'
import { type GraphQLSchema, isEnumType } from 'graphql'
import { accessOf } from './coordinate.ts'
import type { Grants } from './grant.ts'

/** Projects the hub schema onto granted coordinates and root operations, and prunes what is no longer reached. */
export function projectSchema(hub: GraphQLSchema, grants: Grants, operations: ReadonlySet<string>): GraphQLSchema {
  const unconditional = (coordinates: readonly string[]) => coordinates.every((coordinate) => grants.get(coordinate)?.when === null)
  const revealsNothingElse = (carrier: Parameters<typeof accessOf>[0]) => unconditional(accessOf(carrier).reveals ?? [])
  const projected = mapSchema(hub, {
    [MapperKind.ROOT_FIELD]: (field, name) => (operations.has(name) ? field : null),
    [MapperKind.OBJECT_FIELD]: (field, name, typeName) =>
      accessOf(field).structural === true || grants.has(`${typeName}.${name}`) ? field : null,
    [MapperKind.ARGUMENT]: (argument) => (revealsNothingElse(argument) ? argument : null),
    [MapperKind.INPUT_OBJECT_FIELD]: (field) => (revealsNothingElse(field) ? field : null),
    [MapperKind.ENUM_VALUE]: (value, typeName, schema, name) => {
      const type = schema.getType(typeName)
      const byValue = isEnumType(type) && accessOf(type).grantedByValue === true
      const granted = !byValue || grants.get(`${typeName}.${name}`)?.when === null
      return granted && revealsNothingElse(value) ? value : null
    },
  })
  return pruneSchema(projected)
}
