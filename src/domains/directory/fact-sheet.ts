/** Fact sheet of the directory domain. */
import type { Rows } from '../../query/declare.ts'
import type { FactSheet, SheetRows } from '../../query/fact-sheet.ts'
import { inForce } from '../../query/fact-sql.ts'
import {
  ageBand,
  labourMarketAccess,
  municipalityName,
  nationalityGroup,
  nisCodeToday,
  permitValidThreeMonths,
  underTwentyFive,
  workingAge,
} from './facts.ts'

const RESIDENCE: Rows = { table: 'directory.residence', where: ({ column, today }) => inForce(column, today), order: 'valid_from desc' }

/** Residence of today, by its municipality. */
export const MUNICIPALITY: SheetRows = {
  as: 'one',
  prefix: 'municipality',
  rows: RESIDENCE,
  columns: ['valid_from'],
  derived: { nis_code: nisCodeToday, name: municipalityName },
}

/** Residence title in force today. */
export const RESIDENCE_TITLE: SheetRows = {
  as: 'one',
  prefix: 'residence_title',
  rows: { ...RESIDENCE, table: 'directory.residence_title' },
  columns: ['valid_from', 'valid_until', 'card_type'],
}

/** What the registers say of a person, computed once a day. */
export const DIRECTORY_SHEET: FactSheet = {
  table: 'directory.fact_sheet',
  alsoDependsOn: [],
  facts: {
    under_twenty_five: underTwentyFive,
    working_age: workingAge,
    age_band: ageBand,
    nationality_group: nationalityGroup,
    labour_market_access: labourMarketAccess,
    permit_valid_three_months: permitValidThreeMonths,
  },
  own: [
    'family_name',
    'given_names',
    'birth_date',
    'sex',
    'nationality',
    'country_of_birth',
    'first_registered_on',
    'contact_language',
    'interpreter_needed',
  ],
  rows: [MUNICIPALITY, RESIDENCE_TITLE],
}
