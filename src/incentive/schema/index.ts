/** Module of the hub schema that answers about incentives. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graph/builder.ts'
import { addAssessFields } from './assess-fields.ts'
import { addCatalogue, textType } from './catalogue-types.ts'
import { addIncentiveEnums } from './enums.ts'
import { verdictType } from './verdict-type.ts'

export function buildIncentiveSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('INCENTIVE', mode)
  domain.builder.queryType({ description: 'Questions to the hub.' })
  const BilingualText = textType(domain)
  const enums = addIncentiveEnums(domain)
  addCatalogue(domain, BilingualText)
  addAssessFields(domain, verdictType(domain, enums, BilingualText))
  return toDomainSchema(domain)
}
