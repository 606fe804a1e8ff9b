/** The domains of the hub. A new domain is one folder and one line here. */
import type { GraphQLSchema } from 'graphql'
import { buildIncentiveSchema } from '../activities/incentive/schema/index.ts'
import { buildReferralSchema } from '../activities/referral/schema/index.ts'
import { buildStatisticsSchema } from '../activities/statistics/schema.ts'
import type { Config } from '../base/config.ts'
import type { Owner } from '../base/owner.ts'
import type { Vault } from '../base/vault.ts'
import { DIRECTORY_SHEET } from '../domains/directory/fact-sheet.ts'
import { buildNewcomerSchema } from '../domains/directory/index.ts'
import { addRoots } from '../domains/directory/roots.ts'
import { INTEGRATION_SHEET } from '../domains/integration/fact-sheet.ts'
import { buildIntegrationSchema } from '../domains/integration/index.ts'
import { LOCAL_SHEET } from '../domains/local/fact-sheet.ts'
import { buildLocalSchema } from '../domains/local/index.ts'
import { WORK_SHEET } from '../domains/work/fact-sheet.ts'
import { buildWorkSchema } from '../domains/work/index.ts'
import { buildAuditSchema } from '../evidence/data-use/schema.ts'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../graphql/schema/builder.ts'
import { composeSchemas, stampOwner } from '../graphql/schema/compose.ts'
import type { FactSheet } from '../query/fact-sheet.ts'

/** Facts that are worked out once a day, by domain. */
export const FACT_SHEETS: readonly FactSheet[] = [DIRECTORY_SHEET, INTEGRATION_SHEET, WORK_SHEET, LOCAL_SHEET]

export type Domain = { name: string; owner: Owner; build: (mode: BuildMode) => GraphQLSchema }

const DOMAINS: readonly Domain[] = [
  { name: 'newcomer', owner: 'DIRECTORY', build: buildNewcomerSchema },
  { name: 'integration', owner: 'INTEGRATION', build: buildIntegrationSchema },
  { name: 'work', owner: 'WORK', build: buildWorkSchema },
  { name: 'local', owner: 'LOCAL', build: buildLocalSchema },
]

/** Root fields, on a builder of their own: every domain adds its part of the filter that they take. */
function buildRootSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  addRoots(domain)
  return toDomainSchema(domain)
}

/** Whole schema of the hub: nobody is ever given it; contracts are projected from it. */
export function buildHubSchema(mode: Omit<BuildMode, 'federated'>): GraphQLSchema {
  const evidence = { owner: 'DIRECTORY' as const, build: buildAuditSchema }
  const referrals = { owner: 'REFERRAL' as const, build: buildReferralSchema }
  const incentives = { owner: 'INCENTIVE' as const, build: buildIncentiveSchema }
  const statistics = { owner: 'DIRECTORY' as const, build: buildStatisticsSchema }
  const parts = [{ owner: 'DIRECTORY' as const, build: buildRootSchema }, ...DOMAINS, referrals, incentives, evidence, statistics]
  return composeSchemas(parts.map(({ owner, build }) => ({ owner, schema: build({ ...mode, federated: false }) })))
}

/** Hub schema as this installation reads it. */
export function hubSchemaOf(config: Pick<Config, 'production'>, vault: Pick<Vault, 'hashInsz' | 'decryptInsz'>) {
  return buildHubSchema({
    allowSynthetic: !config.production,
    hashInsz: vault.hashInsz,
    decodeInsz: (stored) => vault.decryptInsz(Buffer.from(stored, 'base64')),
  })
}

/** Each domain as a Federation 2 subgraph, by name. */
export function buildSubgraphs(mode: Omit<BuildMode, 'federated'>): Map<string, GraphQLSchema> {
  return new Map(DOMAINS.map(({ name, owner, build }) => [name, stampOwner(build({ ...mode, federated: true }), owner)]))
}
