/** GraphQL schema of the directory domain. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { addNewcomerFilters } from './filters.ts'
import { addRoots } from './roots.ts'
import { addNewcomerFields } from './schema.ts'

/** Newcomer as the authentic registers know the person: identity, contact, residence and stay. */
export function buildNewcomerSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  const enums = addNewcomerFields(domain)
  // As a subgraph it brings the root fields; across subgraphs a filter would be cut to what all of them know.
  if (mode.federated) addRoots(domain)
  else addNewcomerFilters(domain, enums)
  return toDomainSchema(domain)
}
