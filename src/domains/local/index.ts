/** GraphQL schema of the local domain. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { addLocalFilters } from './filters.ts'
import { addLocalFields } from './schema.ts'

/** Newcomer as local government knows the person: household, living wage and project for social integration. */
export function buildLocalSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('LOCAL', mode)
  addLocalFields(domain)
  addLocalFilters(domain)
  return toDomainSchema(domain)
}
