/** GraphQL schema of the directory domain. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { defineDomain } from '../declaration/domain.ts'
import { DIRECTORY_CONDITIONS } from './conditions.ts'
import { MENTIONS, NEWCOMER_RECORDS, PARTS, REPLACEMENT } from './delivery.ts'
import { DIRECTORY_SHEET } from './fact-sheet.ts'
import { addNewcomerFilters } from './filters.ts'
import { addRoots } from './roots.ts'
import { addNewcomerFields } from './schema.ts'

/** Newcomer as the authentic registers know the person: identity, contact, residence and stay. */
function build(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  const enums = addNewcomerFields(domain)
  // As a subgraph it brings the root fields; across subgraphs a filter would be cut to what all of them know.
  if (mode.federated) addRoots(domain)
  else addNewcomerFilters(domain, enums)
  return toDomainSchema(domain)
}

/** Identity from the authentic registers: what every other domain is about. */
export const DIRECTORY = defineDomain({
  name: 'newcomer',
  owner: 'DIRECTORY',
  description: 'Authentic registers.',
  schema: 'directory',
  build,
  sheet: DIRECTORY_SHEET,
  records: [...Object.values(NEWCOMER_RECORDS), REPLACEMENT, ...Object.values(MENTIONS), ...Object.values(PARTS)],
  conditions: DIRECTORY_CONDITIONS,
})
