/** Module of the hub schema that answers about incentives. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../../graphql/schema/builder.ts'
import { pageInfoType } from '../../../graphql/schema/page-info.ts'
import { userErrorType } from '../../../graphql/schema/user-error.ts'
import { addAssessFields } from './assess-fields.ts'
import { addAssessmentRoots } from './assessment-roots.ts'
import { addAssessmentTypes } from './assessment-types.ts'
import { addCatalogue, textType } from './catalogue-types.ts'
import { addIncentiveEnums } from './enums.ts'
import { addIncentiveMutations } from './mutations.ts'
import { verdictType } from './verdict-type.ts'

export function buildIncentiveSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('INCENTIVE', mode)
  domain.builder.queryType({ description: 'Read operations of the hub.' })
  domain.builder.mutationType({
    description: 'Acts that change data. Send one act per request; a retry with the same Idempotency-Key does not repeat it.',
  })
  const BilingualText = textType(domain)
  const enums = addIncentiveEnums(domain)
  addCatalogue(domain, enums, BilingualText)
  addAssessFields(domain, verdictType(domain, enums, BilingualText))
  const types = addAssessmentTypes(domain, enums)
  addAssessmentRoots(domain, pageInfoType(domain), enums, types)
  addIncentiveMutations(domain, userErrorType(domain), enums, types)
  return toDomainSchema(domain)
}
