/** Fact sheet of the work domain. */
import type { FactSheet } from '../../query/fact-sheet.ts'
import * as facts from './facts.ts'

/** Facts of the work domain that are computed once a day; whether somebody registered in time is counted from the integration contract. */
export const WORK_SHEET: FactSheet = {
  table: 'work.fact_sheet',
  alsoDependsOn: ['integration.contract'],
  facts: {
    work_as_of: facts.workAsOf,
    jobseeker_registered: facts.jobseekerRegistered,
    registered_within_60_days: facts.registeredWithin60Days,
    jobseeker_category_group: facts.jobseekerCategoryGroup,
    benefit_entitled: facts.benefitEntitled,
    benefit_ends_within_3_months: facts.benefitEndsWithin3Months,
    in_mediation: facts.inMediation,
    in_training: facts.inTraining,
    follows_agreed_training: facts.followsAgreedTraining,
    training_end_month: facts.trainingEndMonth,
    employed: facts.employed,
  },
}
