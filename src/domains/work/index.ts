/** GraphQL schema of the work domain. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { addWorkFilters } from './filters.ts'
import { addWorkFields } from './schema.ts'

/** Newcomer as VDAB knows the person: registration, benefit, training and employment. */
export function buildWorkSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('WORK', mode)
  const enums = addWorkFields(domain)
  addWorkFilters(domain, enums)
  return toDomainSchema(domain)
}
