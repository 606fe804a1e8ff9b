/** What Newcomer answers from the integration dossier: rows for the owner, facts for everybody else. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { readFromSheet } from '../../query/fact-sheet.ts'
import { INTEGRATION_SHEET } from './fact-sheet.ts'
import {
  certificateWithin24Months,
  feeExemptionGround,
  feeIsBarrier,
  hasCertificate,
  needsChildcare,
  trackFulfilled,
  trackFulfilledWithin24Months,
} from './facts/certificate.ts'
import { integrationAsOf } from './facts/dossier.ts'
import * as dutch from './facts/dutch.ts'
import * as gpmi from './facts/gpmi.ts'
import * as targetGroup from './facts/target-group.ts'
import * as trajectory from './facts/trajectory.ts'
import { addIntegrationRows } from './rows.ts'
import { addIntegrationEnums, type IntegrationEnums } from './types/enums.ts'

const { fact } = readFromSheet(INTEGRATION_SHEET)

/** Adds the fields of the integration dossier; answers the code lists that filters use too. */
export function addIntegrationFields(domain: DomainBuilder): IntegrationEnums {
  const enums = addIntegrationEnums(domain)
  addIntegrationRows(domain, enums)
  addStatusFacts(domain)
  addTrajectoryFacts(domain, enums)
  addDutchFacts(domain, enums)
  addOutcomeFacts(domain, enums)
  return enums
}

function addStatusFacts({ builder, Newcomer }: DomainBuilder): void {
  builder.objectFields(Newcomer, (t) => ({
    integrationAsOf: t.field({ type: 'Date', ...fact(integrationAsOf) }),
    targetGroupMember: t.boolean(fact(targetGroup.targetGroupMember)),
    entitledNotStarted: t.boolean(fact(targetGroup.entitledNotStarted)),
    entitledNotStartedOneYear: t.boolean(fact(targetGroup.entitledNotStartedOneYear)),
    entitled: t.boolean(fact(targetGroup.entitled)),
    contractSigned: t.boolean(fact(targetGroup.contractSigned)),
    contractBeforeFee: t.boolean(fact(targetGroup.contractBeforeFee)),
    workTrackIncluded: t.boolean(fact(targetGroup.workTrackIncluded)),
    mustRegisterWithin60Days: t.boolean(fact(targetGroup.mustRegisterWithin60Days)),
    sixtyDayTimerRunning: t.boolean(fact(targetGroup.sixtyDayTimerRunning)),
  }))
}

function addTrajectoryFacts({ builder, Newcomer }: DomainBuilder, enums: IntegrationEnums): void {
  const { Daypart, FullTimeShare, TrajectoryStatus, WeeklyHoursBand } = enums
  builder.objectFields(Newcomer, (t) => ({
    trajectoryContinuity: t.field({ type: TrajectoryStatus, ...fact(trajectory.trajectoryContinuity) }),
    trajectoryActive: t.boolean(fact(trajectory.trajectoryActive)),
    weeklyHoursBand: t.field({ type: WeeklyHoursBand, ...fact(trajectory.weeklyHoursBand) }),
    trajectoryFullTimeEquivalent: t.field({ type: FullTimeShare, ...fact(trajectory.trajectoryFullTimeEquivalent) }),
    busyDayparts: t.field({ type: [Daypart], ...fact(trajectory.busyDayparts) }),
    socialOrientationPassed: t.boolean(fact(trajectory.socialOrientationPassed)),
    orientationTestFailedOnce: t.boolean(fact(trajectory.orientationTestFailedOnce)),
    orientationCourseFinished: t.boolean(fact(trajectory.orientationCourseFinished)),
    participationHours: t.int(fact(trajectory.participationHours)),
  }))
}

function addDutchFacts({ builder, Newcomer }: DomainBuilder, { CefrLevel, OralGoal, OralLevelBand }: IntegrationEnums): void {
  builder.objectFields(Newcomer, (t) => ({
    reachedOralLevel: t.boolean({
      ...fact(dutch.reachedOralLevel),
      args: { level: t.arg({ type: OralGoal, required: true, description: 'Level to check.' }) },
    }),
    reachedOralA2: t.boolean(fact(dutch.reachedOralA2)),
    reachedWrittenA2: t.boolean(fact(dutch.reachedWrittenA2)),
    oralLevelBand: t.field({ type: OralLevelBand, ...fact(dutch.oralLevelBand) }),
    levelInProgress: t.field({ type: CefrLevel, ...fact(dutch.levelInProgress) }),
    followsCourseToA2: t.boolean(fact(dutch.followsCourseToA2)),
    needsOralApproach: t.boolean(fact(dutch.needsOralApproach)),
    b1Deadline: t.field({ type: 'Date', ...fact(dutch.b1Deadline) }),
    meetsHousingLanguageDuty: t.boolean(fact(dutch.meetsHousingLanguageDuty)),
    gpmiObjectiveReached: t.boolean(fact(gpmi.gpmiObjectiveReached)),
    gpmiSomeObjectiveReached: t.boolean(fact(gpmi.gpmiSomeObjectiveReached)),
  }))
}

function addOutcomeFacts({ builder, Newcomer }: DomainBuilder, { FeeExemptionGround }: IntegrationEnums): void {
  builder.objectFields(Newcomer, (t) => ({
    hasCertificate: t.boolean(fact(hasCertificate)),
    trackFulfilled: t.boolean(fact(trackFulfilled)),
    certificateWithin24Months: t.boolean(fact(certificateWithin24Months)),
    trackFulfilledWithin24Months: t.boolean(fact(trackFulfilledWithin24Months)),
    feeIsBarrier: t.boolean(fact(feeIsBarrier)),
    feeExemptionGround: t.field({ type: FeeExemptionGround, ...fact(feeExemptionGround) }),
    needsChildcare: t.boolean(fact(needsChildcare)),
  }))
}
