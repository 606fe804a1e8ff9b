/** GraphQL schema of referrals. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../../graphql/schema/builder.ts'
import { pageInfoType } from '../../../graphql/schema/page-info.ts'
import { addReferralEnums } from './enums.ts'
import { addReferralMutations } from './mutations.ts'
import { addOutreach } from './outreach.ts'
import { addReferralRoots } from './roots.ts'
import { addReferralTypes } from './types.ts'

/** Referrals: a file that sender and receiver share, beside the dossiers of the domains. */
export function buildReferralSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('REFERRAL', mode)
  const enums = addReferralEnums(domain)
  const types = addReferralTypes(domain, enums)
  const PageInfo = pageInfoType(domain)
  addReferralRoots(domain, enums, types, PageInfo)
  addOutreach(domain, enums, PageInfo)
  addReferralMutations(domain, enums, types)
  return toDomainSchema(domain)
}
