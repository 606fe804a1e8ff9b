/** Facts of the OCMW: coarse answers in place of living wages, projects and households. */
import type { Fact, Terms } from '../../query/declare.ts'
import { inForce, knownOr, lastInForce, someInForce } from '../../query/fact-sql.ts'
import { standsFor } from '../../query/lineage.ts'

const DOSSIER = 'local.dossier'

const livingWageInForce = (terms: Terms) => knownOr(DOSSIER, terms, someInForce('local.living_wage', terms))

/** Equivalent aid counts as living wage: telling them apart would tell the person's stay status. */
export const receivesLivingWage: Fact = {
  description:
    'Whether an OCMW pays the person a living wage or equivalent aid now (leefloon of equivalent leefloon). Null when no OCMW knows the person.',
  value: livingWageInForce,
}

/** What the work domain may know of a living wage: the jobseeker category that follows from it. */
export const chargedToOcmw: Fact = {
  description:
    'Whether the person belongs to the jobseeker category charged to an OCMW (ten laste van het OCMW). Null when no OCMW knows the person.',
  value: livingWageInForce,
}

export const gpmiExists: Fact = {
  description: 'Whether an individualised project for social integration (GPMI) is in force. Null when no OCMW knows the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('local.gpmi', terms)),
}

/** Of the caller's own OCMW only, so that nobody else learns that there is one. */
export const gpmiHasIntegrationObjective: Fact = {
  description:
    "Whether the GPMI in force at the caller's own OCMW has an objective for Dutch or social orientation. Null when no OCMW knows the person.",
  value: (terms) => {
    const ownWithObjective = `${standsFor(terms.organisation, 'fact_row.organisation_id', terms.today)}
      and exists (
        select from local.gpmi_objective objective
        where objective.person_id = fact_row.person_id
          and objective.organisation_id = fact_row.organisation_id
          and objective.agreed_on between fact_row.valid_from and ${terms.today}
          and objective.kind in ('DUTCH', 'SOCIAL_ORIENTATION')
      )`
    return knownOr(DOSSIER, terms, someInForce('local.gpmi', terms, ownWithObjective))
  },
}

/** False also without a project, so that the answer does not tell whether there is one. */
export const gpmiWorkOriented: Fact = {
  description:
    'Whether a project in force leads to employment or vocational training (GPMI gericht op werk). False when it does not, or when there is no project. Null when no OCMW knows the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('local.gpmi', terms, `fact_row.type in ('EMPLOYMENT', 'TRAINING')`)),
}

/** Month precision: enough to avoid calling the person twice, without telling how the project is followed. */
export const nextEvaluationMonth: Fact = {
  description: 'Month in which the OCMW plans its next evaluation of the project in force, as YYYY-MM. Null when none is planned.',
  value: (terms) => `(
    select to_char(min(planned.planned_on), 'YYYY-MM')
    from local.gpmi_evaluation planned
    where planned.person_id = ${terms.person}
      and planned.held_on is null
      and planned.planned_on >= ${terms.today}
      and ${someInForce('local.gpmi', terms, 'fact_row.organisation_id = planned.organisation_id')}
  )`,
}

export const article60Contract: Fact = {
  description:
    'Whether the person works under an OCMW employment contract that restores benefit rights (artikel 60 paragraaf 7). Null when no OCMW knows the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('local.article60_contract', terms)),
}

/** The end of a period is the first day on which it no longer holds, so the last month is that of the day before. */
export const article60EndMonth: Fact = {
  description: 'Month of the last day of the article 60 contract in force, as YYYY-MM. Null when there is no contract or no known end.',
  value: (terms) => lastInForce('local.article60_contract', terms, `to_char(fact_row.valid_until - 1, 'YYYY-MM')`),
}

/** Tenants only: since 1-1-2023 a candidate has no language duty yet. */
export const housingLanguageDuty: Fact = {
  description:
    'Whether the person has the language duty of a tenant of a social dwelling (taalkennisverplichting sociale huur). Null when no source knows the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('local.social_tenancy', terms, 'fact_row.tenant')),
}

export const HOUSEHOLD_SIZE_BANDS = {
  ONE: { description: 'Person lives alone.' },
  TWO: { description: 'Household of two persons.' },
  THREE_OR_FOUR: { description: 'Household of three or four persons.' },
  FIVE_OR_MORE: { description: 'Household of five persons or more.' },
} as const

export const householdSizeBand: Fact = {
  description: 'Size of the household (gezinsgrootte), the person included, as a band. Null when unknown.',
  value: (terms) =>
    lastInForce(
      'local.household',
      terms,
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
  value: (terms) => lastInForce('local.household', terms, 'fact_row.children_under_12 > 0'),
}

/** Only the plain statutes of GeefSociaalStatuut: combined ones also tell of help by an OCMW. */
export const increasedReimbursement: Fact = {
  description:
    'Whether the person, or their family, has a right to increased reimbursement of health care (verhoogde tegemoetkoming). Null when no such statute was reported.',
  value: ({ person, today }) => `(
    select bool_or(fact_row.applies)
    from local.social_statute fact_row
    where fact_row.person_id = ${person}
      and fact_row.name in ('BIM_BVT', 'BIM_BVT_IN_FAMILY')
      and ${inForce('fact_row', today)}
  )`,
}

export const localAsOf: Fact = {
  description: 'Day of the latest information from the local domain about the person. Null when no OCMW knows the person.',
  value: (terms) => terms.dossierAsOf(DOSSIER),
}
