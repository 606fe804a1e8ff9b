/** What is done in a hub, for requests and by itself: incentives, referrals, statistics, questions about the evidence. */
import { CLAIM_TEXTS } from '../activities/delivery/store/relationships.ts'
import { bindHandovers } from '../activities/handover/port.ts'
import { createHandOver } from '../activities/handover/store/hand-over.ts'
import { createAssessor } from '../activities/incentive/assessment/assessor.ts'
import { createFactReader } from '../activities/incentive/assessment/read-facts.ts'
import { createRuleRecorder } from '../activities/incentive/assessment/record-rule.ts'
import { bindIncentives } from '../activities/incentive/port.ts'
import { reassessWork } from '../activities/incentive/reassessment/reassess-job.ts'
import { createIncentiveActs } from '../activities/incentive/store/acts.ts'
import { deadlineWork } from '../activities/referral/deadline-work.ts'
import { bindReferrals } from '../activities/referral/port.ts'
import { createReferralActs } from '../activities/referral/store/acts.ts'
import { createFiguresPort } from '../activities/statistics/figures-port.ts'
import { bindStatistics } from '../activities/statistics/port.ts'
import type { ContractName } from '../base/recipient.ts'
import { forgetKeys } from '../database/jobs/forget-keys.ts'
import { openScheduler } from '../database/jobs/scheduler.ts'
import { FACT_SHEETS } from '../domains/all.ts'
import { createAskDataUse } from '../evidence/data-use/ask-data-use.ts'
import { createAskOwnWord } from '../evidence/data-use/own-word.ts'
import { bindDataUse, bindOwnWord } from '../evidence/data-use/port.ts'
import type { Binders } from '../graphql/schema/context.ts'
import type { CurrentContracts } from '../graphql/server/contract-servers.ts'
import { factSheetRefresh } from '../query/fact-sheets/refresh-job.ts'
import type { Reader } from '../query/reader.ts'
import { type HubParts, type Pools, queryOf, type Rules } from './foundation.ts'

export type Incentives = ReturnType<typeof createIncentives>

export function createIncentives({ vault, clock }: HubParts, { catalogue }: Rules, reader: Reader, pools: Pools) {
  const query = queryOf(pools.acts)
  const desk = createAssessor(catalogue, createFactReader(reader))
  const recordRule = createRuleRecorder(query)
  return { desk, recordRule, acts: createIncentiveActs({ query, desk, vault, recordRule, now: clock.now }) }
}

/** Work at set times. */
export async function openWorks(
  { database, vault, clock, log, opened }: HubParts,
  { deadlines }: Rules,
  { desk, recordRule }: Incentives,
  contracts: CurrentContracts,
  pools: Pools,
): Promise<void> {
  const { today, now } = clock
  const contractOf = async (name: string) => (await contracts.on(today())).contracts.byName.get(name as ContractName)
  const works = [
    deadlineWork({ pool: pools.app, settings: deadlines, clock, log }),
    forgetKeys(database),
    factSheetRefresh({ pool: pools.app, sheets: FACT_SHEETS, clock, log }),
    reassessWork({ pool: pools.acts, desk, vault, recordRule, contractOf, today, now }, log),
  ]
  opened.push((await openScheduler({ pool: pools.jobs, works, log })).close)
}

/** What capabilities hand to requests; one that is missing does not compile. */
export function bindCapabilities({ config }: HubParts, { hub, deadlines }: Rules, incentives: Incentives, pools: Pools): Binders {
  return {
    referrals: bindReferrals(createReferralActs({ query: queryOf(pools.acts), deadlines, allowPlaceholders: !config.production })),
    incentives: bindIncentives(incentives),
    handovers: bindHandovers(createHandOver(pools.acts)),
    statistics: bindStatistics(createFiguresPort(pools.app)),
    dataUse: bindDataUse(createAskDataUse({ pool: pools.app, hub, claimTexts: CLAIM_TEXTS })),
    ownWord: bindOwnWord(createAskOwnWord(pools.app)),
  }
}
