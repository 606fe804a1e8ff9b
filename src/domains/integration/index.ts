/** GraphQL schema of the integration domain. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { addIntegrationFilters } from './filters.ts'
import { addIntegrationFields } from './schema.ts'

/** Integration dossier (inburgeringsdossier), owned by the agencies. */
export function buildIntegrationSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('INTEGRATION', mode)
  const enums = addIntegrationFields(domain)
  if (!mode.federated) addIntegrationFilters(domain, enums)
  return toDomainSchema(domain)
}
