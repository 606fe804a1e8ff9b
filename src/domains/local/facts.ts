/** Facts of the OCMW: coarse answers in place of living wages, projects and households. */
import type { Fact, Terms } from '../../query/declare.ts'
import {
  coveredOn,
  type FactRows,
  inForce,
  newestDay,
  newestWord,
  ofRowInForce,
  rowsInForce,
  shownBy,
  someRow,
  yesOrNo,
} from '../../query/fact-sql.ts'
import { heldByOrByNobody, standsFor } from '../../query/lineage.ts'
import { IS_OF_INTEGRATION } from './integration-objectives.ts'

const UNKNOWN = 'Null when no source covers it for this person.'

const LIVING_WAGE = shownBy(rowsInForce('local.living_wage'))

/** Equivalent aid counts as living wage: telling them apart would tell the person's stay status. */
export const receivesLivingWage: Fact = {
  description: `Whether an OCMW pays the person a living wage or equivalent aid now (leefloon of equivalent leefloon). ${UNKNOWN}`,
  ...LIVING_WAGE,
}

/** What the work domain may know of a living wage: the jobseeker category that follows from it. */
export const chargedToOcmw: Fact = {
  description: `Whether the person belongs to the jobseeker category charged to an OCMW (ten laste van het OCMW). ${UNKNOWN}`,
  ...LIVING_WAGE,
}

export const gpmiExists: Fact = {
  description: `Whether an individualised project for social integration (GPMI) is in force. ${UNKNOWN}`,
  ...shownBy(rowsInForce('local.gpmi')),
}

const PROJECT_TABLES = ['local.gpmi', 'local.gpmi_objective']

const objectiveOf = (value: string, today: string) => `(
        select ${value}
        from local.gpmi_objective objective
        where objective.person_id = fact_row.person_id
          and objective.organisation_id = fact_row.organisation_id
          and objective.agreed_on between fact_row.valid_from and ${today}
          and objective.kind ${IS_OF_INTEGRATION}
      )`

/** Projects of the caller's own OCMW with an objective on integration. */
const ownWithObjective: FactRows = rowsInForce(
  'local.gpmi',
  ({ organisation, today }) => `${standsFor(organisation, 'fact_row.organisation_id', today)} and exists ${objectiveOf('', today)}`,
)

/** Coverage of the project by the caller's own OCMW, or by a source that speaks for all. */
const ownProjectCovered = (terms: Terms) =>
  coveredOn(PROJECT_TABLES, terms, heldByOrByNobody(terms.organisation, 'covered.organisation_id', terms.today))

/** Of the caller's own OCMW only, so that nobody else learns that there is one. */
export const gpmiHasIntegrationObjective: Fact = {
  description: `Whether the GPMI in force at the caller's own OCMW has an objective for Dutch, social orientation or the trajectory. ${UNKNOWN}`,
  shownBy: PROJECT_TABLES,
  deniedBy: PROJECT_TABLES,
  value: (terms) => yesOrNo(someRow(ownWithObjective, terms), ownProjectCovered(terms)),
  // Project and objective show it together: the older of both words counts.
  asOf: (terms) => `coalesce((
      select max(least(fact_row.as_of, ${objectiveOf('max(objective.as_of)', terms.today)}))
      from local.gpmi fact_row
      where fact_row.person_id = ${terms.person}
        and ${ownWithObjective.where(terms)}
    ), ${ownProjectCovered(terms)})`,
}

/** False also without a project, so that the answer does not tell whether there is one. */
export const gpmiWorkOriented: Fact = {
  description: `Whether a project in force leads to employment or vocational training (GPMI gericht op werk). False when it does not, or when there is no project. ${UNKNOWN}`,
  ...shownBy(rowsInForce('local.gpmi', `fact_row.type in ('EMPLOYMENT', 'TRAINING')`)),
}

const projectOfEvaluation = rowsInForce('local.gpmi', 'fact_row.organisation_id = planned.organisation_id')

/** Month precision: enough to avoid calling the person twice, without telling how the project is followed. */
export const nextEvaluationMonth: Fact = {
  description: 'Month in which the OCMW plans its next evaluation of the project in force, as YYYY-MM. Null when none is planned.',
  shownBy: ['local.gpmi', 'local.gpmi_evaluation'],
  value: (terms) => `(
    select to_char(min(planned.planned_on), 'YYYY-MM')
    from local.gpmi_evaluation planned
    where planned.person_id = ${terms.person}
      and planned.held_on is null
      and planned.planned_on >= ${terms.today}
      and ${someRow(projectOfEvaluation, terms)}
  )`,
  asOf: (terms) => `(
    select max(least(planned.as_of, ${newestDay(projectOfEvaluation, terms)}))
    from local.gpmi_evaluation planned
    where planned.person_id = ${terms.person}
      and planned.held_on is null
      and planned.planned_on >= ${terms.today}
  )`,
}

export const article60Contract: Fact = {
  description: `Whether the person works under an OCMW employment contract that restores benefit rights (artikel 60 paragraaf 7). ${UNKNOWN}`,
  ...shownBy(rowsInForce('local.article60_contract')),
}

/** The end of a period is the first day on which it no longer holds, so the last month is that of the day before. */
export const article60EndMonth: Fact = {
  description: 'Month of the last day of the article 60 contract in force, as YYYY-MM. Null when there is no contract or no known end.',
  ...ofRowInForce('local.article60_contract', `to_char(fact_row.valid_until - 1, 'YYYY-MM')`),
}

/** Tenants only: since 1-1-2023 a candidate has no language duty yet. */
export const housingLanguageDuty: Fact = {
  description: `Whether the person has the language duty of a tenant of a social dwelling (taalkennisverplichting sociale huur). ${UNKNOWN}`,
  ...shownBy(rowsInForce('local.social_tenancy', 'fact_row.tenant')),
}

export const HOUSEHOLD_SIZE_BANDS = {
  ONE: { description: 'Person lives alone.' },
  TWO: { description: 'Household of two persons.' },
  THREE_OR_FOUR: { description: 'Household of three or four persons.' },
  FIVE_OR_MORE: { description: 'Household of five persons or more.' },
} as const

export const householdSizeBand: Fact = {
  description: 'Size of the household (gezinsgrootte), the person included, as a band. Null when unknown.',
  ...ofRowInForce(
    'local.household',
    `case
      when fact_row.size <= 1 then 'ONE'
      when fact_row.size = 2 then 'TWO'
      when fact_row.size <= 4 then 'THREE_OR_FOUR'
      else 'FIVE_OR_MORE'
    end`,
  ),
}

export const hasChildrenUnder12: Fact = {
  description: 'Whether children younger than 12 live in the household. Null when the household is unknown.',
  ...ofRowInForce('local.household', 'fact_row.children_under_12 > 0'),
}

/** Only the plain statutes of GeefSociaalStatuut: combined ones also tell of help by an OCMW. */
export const increasedReimbursement: Fact = {
  description:
    'Whether the person, or their family, has a right to increased reimbursement of health care (verhoogde tegemoetkoming). Null when no such statute was reported.',
  shownBy: ['local.social_statute'],
  value: (terms) => ofPlainStatutes(terms, 'bool_or(fact_row.applies)'),
  asOf: (terms) => ofPlainStatutes(terms, 'coalesce(max(fact_row.as_of) filter (where fact_row.applies), min(fact_row.as_of))'),
}

const ofPlainStatutes = ({ person, today }: Terms, value: string) => `(
    select ${value}
    from local.social_statute fact_row
    where fact_row.person_id = ${person}
      and fact_row.name in ('BIM_BVT', 'BIM_BVT_IN_FAMILY')
      and ${inForce('fact_row', today)}
  )`

export const localAsOf: Fact = {
  description:
    'Day of the newest information of the local domain about the person, whatever it is about. Null when there is none. It dates no other field.',
  value: newestWord('local.dossier'),
}
