/** Composition: domain schemas become one hub schema in process; their fields keep declaration and owner. */
import { mergeSchemas } from '@graphql-tools/schema'
import { MapperKind, mapSchema } from '@graphql-tools/utils'
import type { GraphQLSchema } from 'graphql'
import { type Conditions, withConditions } from '../../access/protocols/condition.ts'
import type { Owner } from '../../base/owner.ts'
import { hubExtension, hubOf } from '../../query/declare.ts'

/** Schema of a domain and the owner of whatever does not name another. */
export type DomainSchema = { owner: Owner; schema: GraphQLSchema }

/** Merges domain schemas by type name. @param conditions that protocols over the schema can name. */
export function composeSchemas(domains: readonly DomainSchema[], conditions: Conditions): GraphQLSchema {
  const hub = mergeSchemas({ schemas: domains.map(({ owner, schema }) => stampOwner(schema, owner)), assumeValidSDL: true })
  return withConditions(hub, conditions)
}

/** Writes the owner on every field and enum value, so that it survives the merge. */
export function stampOwner(schema: GraphQLSchema, owner: Owner): GraphQLSchema {
  const owned = (member: Parameters<typeof hubOf>[0]) => {
    const hub = hubOf(member)
    return { ...member?.extensions, ...hubExtension({ ...hub, owner: hub.owner ?? owner }) }
  }
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => ({ ...field, extensions: owned(field) }),
    [MapperKind.ENUM_VALUE]: (value) => ({ ...value, extensions: owned(value) }),
  })
}
