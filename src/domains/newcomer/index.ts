import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graph/builder.ts'
import { addNewcomerFields, addNewcomerFilters } from './schema.ts'

/** Newcomer as the authentic registers know the person: identity, contact, residence and stay. */
export function buildNewcomerSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  addNewcomerFields(domain)
  addNewcomerFilters(domain)
  return toDomainSchema(domain)
}
