/** GraphQL schema of the integration domain. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { defineDomain } from '../declaration/domain.ts'
import { INTEGRATION_RECORDS } from './delivery.ts'
import { INTEGRATION_SHEET } from './fact-sheet.ts'
import { addIntegrationFilters } from './filters.ts'
import { addIntegrationFields } from './schema.ts'

/** Integration dossier (inburgeringsdossier), owned by the agencies. */
function build(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('INTEGRATION', mode)
  const enums = addIntegrationFields(domain)
  if (!mode.federated) addIntegrationFilters(domain, enums)
  return toDomainSchema(domain)
}

export const INTEGRATION = defineDomain({
  name: 'integration',
  owner: 'INTEGRATION',
  description: 'Integration agencies (agentschappen voor inburgering).',
  schema: 'integration',
  covers: true,
  build,
  sheet: INTEGRATION_SHEET,
  records: Object.values(INTEGRATION_RECORDS),
  alsoDependsOn: ['directory.lineage', 'directory.organisation', 'local.gpmi', 'local.gpmi_objective'],
})
