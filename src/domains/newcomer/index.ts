import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graph/builder.ts'
import { addNewcomerFilters } from './filters.ts'
import { addNewcomerFields } from './schema.ts'

/** Newcomer as the authentic registers know the person: identity, contact, residence and stay. */
export function buildNewcomerSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  const enums = addNewcomerFields(domain)
  addNewcomerFilters(domain, enums)
  return toDomainSchema(domain)
}
