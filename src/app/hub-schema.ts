/** The whole schema of the hub, from its domains and from what is done with them. */
import type { GraphQLSchema } from 'graphql'
import { buildHandoverSchema } from '../activities/handover/schema.ts'
import { buildIncentiveSchema } from '../activities/incentive/schema/index.ts'
import { buildReferralSchema } from '../activities/referral/schema/index.ts'
import { buildStatisticsSchema } from '../activities/statistics/schema.ts'
import type { Config } from '../base/config.ts'
import type { Vault } from '../base/vault.ts'
import { CONDITIONS, DOMAINS } from '../domains/all.ts'
import { addRoots } from '../domains/directory/roots.ts'
import { buildAuditSchema } from '../evidence/data-use/schema.ts'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../graphql/schema/builder.ts'
import { composeSchemas, stampOwner } from '../graphql/schema/compose.ts'

/** What an installation decides about its schema. */
type HubMode = Omit<BuildMode, 'federated' | 'conditions'>

/** Root fields, on a builder of their own: every domain adds its part of the filter that they take. */
function buildRootSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  addRoots(domain)
  return toDomainSchema(domain)
}

/** Whole schema of the hub: nobody is ever given it; contracts are projected from it. */
export function buildHubSchema(mode: HubMode): GraphQLSchema {
  const evidence = { owner: 'DIRECTORY' as const, build: buildAuditSchema }
  const referrals = { owner: 'REFERRAL' as const, build: buildReferralSchema }
  const incentives = { owner: 'INCENTIVE' as const, build: buildIncentiveSchema }
  const handovers = { owner: 'DIRECTORY' as const, build: buildHandoverSchema }
  const statistics = { owner: 'DIRECTORY' as const, build: buildStatisticsSchema }
  const parts = [
    { owner: 'DIRECTORY' as const, build: buildRootSchema },
    ...DOMAINS,
    referrals,
    incentives,
    handovers,
    evidence,
    statistics,
  ]
  const schemas = parts.map(({ owner, build }) => ({ owner, schema: build({ ...mode, federated: false, conditions: CONDITIONS }) }))
  return composeSchemas(schemas, CONDITIONS)
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
export function buildSubgraphs(mode: HubMode): Map<string, GraphQLSchema> {
  const built = { ...mode, federated: true, conditions: CONDITIONS }
  return new Map(DOMAINS.map(({ name, owner, build }) => [name, stampOwner(build(built), owner)]))
}
