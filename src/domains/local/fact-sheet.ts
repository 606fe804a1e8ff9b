/** Fact sheet of the local domain. */
import type { FactSheet } from '../../query/fact-sheet.ts'
import * as facts from './facts.ts'

/** Facts of the local domain that are computed once a day. Not those about the caller's own OCMW. */
export const LOCAL_SHEET: FactSheet = {
  table: 'local.fact_sheet',
  alsoDependsOn: [],
  facts: {
    local_as_of: facts.localAsOf,
    receives_living_wage: facts.receivesLivingWage,
    charged_to_ocmw: facts.chargedToOcmw,
    gpmi_exists: facts.gpmiExists,
    gpmi_work_oriented: facts.gpmiWorkOriented,
    next_evaluation_month: facts.nextEvaluationMonth,
    article60_contract: facts.article60Contract,
    article60_end_month: facts.article60EndMonth,
    housing_language_duty: facts.housingLanguageDuty,
    household_size_band: facts.householdSizeBand,
    has_children_under_12: facts.hasChildrenUnder12,
    increased_reimbursement: facts.increasedReimbursement,
  },
}
