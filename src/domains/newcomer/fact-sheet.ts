import type { FactSheet } from '../../read/fact-sheet.ts'
import { ageBand, labourMarketAccess, nationalityGroup, permitValidThreeMonths, underTwentyFive, workingAge } from './facts.ts'

/** Facts of the registers that are worked out once a day: they rest on the person's own row and residence titles. */
export const DIRECTORY_SHEET: FactSheet = {
  table: 'directory.fact_sheet',
  restsAlsoOn: [],
  facts: {
    under_twenty_five: underTwentyFive,
    working_age: workingAge,
    age_band: ageBand,
    nationality_group: nationalityGroup,
    labour_market_access: labourMarketAccess,
    permit_valid_three_months: permitValidThreeMonths,
  },
}
