/** Facts of the work domain: coarse answers in place of benefits, registrations and employment. */
import type { Expression, Fact, Terms } from '../../query/declare.ts'
import { endsAfter, inForce, knownOr, lastInForce, someInForce } from '../../query/fact-sql.ts'

const DOSSIER = 'work.dossier'

/** Predicate: VDAB knows the person. */
const isKnown = (person: string) => `exists (
    select from ${DOSSIER} known
    where known.person_id = ${person}
  )`

/** Value of an expression over the newcomer's registration in force; null when there is none. */
function fromRegistration(value: string): Expression {
  return (terms) => lastInForce('work.jobseeker_registration', terms, value)
}

export const jobseekerRegistered: Fact = {
  description:
    'Whether the person is registered as a jobseeker at VDAB now (ingeschreven werkzoekende). Null when VDAB does not know the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('work.jobseeker_registration', terms)),
}

/**
 * The decree gives 60 days from the integration contract to register. A registration that already ran on the day of signing counts.
 * No verdict while the days still run: the person is not late yet.
 */
export const registeredWithin60Days: Fact = {
  description:
    'Whether the person registered at VDAB no later than 60 days after signing the latest integration contract. Null when there is no contract, while the 60 days run, or when VDAB does not know the person.',
  value: ({ person, today }) => `(
    select case
        when exists (
          select from work.jobseeker_registration fact_row
          where fact_row.person_id = ${person}
            and fact_row.registered_on <= signed.signed_on + 60
            and ${endsAfter('fact_row', 'signed.signed_on')}
        ) then true
        when ${today} > signed.signed_on + 60 and ${isKnown(person)} then false
      end
    from integration.contract signed
    where signed.person_id = ${person}
      and signed.signed_on <= ${today}
    order by signed.signed_on desc
    limit 1
  )`,
}

export const JOBSEEKER_CATEGORY_GROUPS = {
  BENEFIT: { description: 'Registered with an application for unemployment benefit (category 00).' },
  OCMW: { description: 'Registered and charged to an OCMW (category 05).' },
  FREE: { description: 'Registered on any other ground, working persons included.' },
} as const

/** Three groups only: exclusion from benefit (category 14) is a sanction and must not show, so it is in the largest group. */
export const jobseekerCategoryGroup: Fact = {
  description:
    'Source of income on which the registration as a jobseeker is based. Null when not registered or when VDAB does not know the person.',
  value: fromRegistration(
    `case fact_row.category
      when 'BENEFIT_APPLICANT' then 'BENEFIT'
      when 'CHARGED_TO_OCMW' then 'OCMW'
      else 'FREE'
    end`,
  ),
}

export const benefitEntitled: Fact = {
  description:
    'Whether the person has a right to unemployment benefit now (uitkeringsgerechtigd). Null when VDAB does not know the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('work.benefit_right', terms)),
}

/** A right that is renewed before it ends does not end: what counts is the last end among the rights up to then. */
export const benefitEndsWithin3Months: Fact = {
  description:
    'Whether the right to unemployment benefit ends within three months from today, with no renewal known. False when there is no right. Null when no end is known yet or when VDAB does not know the person.',
  value: (terms) => {
    const { person, today } = terms
    const horizon = `(${today} + interval '3 months')::date`
    return `case
    when ${someInForce('work.benefit_right', terms)} then (
      select fact_row.valid_until <= ${horizon}
      from work.benefit_right fact_row
      where fact_row.person_id = ${person}
        and fact_row.valid_from <= ${horizon}
        and ${endsAfter('fact_row', today)}
      order by fact_row.valid_until desc nulls first
      limit 1
    )
    when ${isKnown(person)} then false
  end`
  },
}

export const inMediation: Fact = {
  description: 'Whether VDAB is helping the person to find work (in bemiddeling). Null when VDAB does not know the person.',
  value: (terms) =>
    knownOr(DOSSIER, terms, someInForce('work.jobseeker_registration', terms, `fact_row.mediation_status = 'IN_MEDIATION'`)),
}

const training = (terms: Terms) => someInForce('work.vocational_training', terms)
const trainingStatus = (terms: Terms) => someInForce('work.jobseeker_registration', terms, `fact_row.mediation_status = 'IN_TRAINING'`)

export const inTraining: Fact = {
  description:
    'Whether the person follows vocational training, or preparation for it, with VDAB (in opleiding of voortraject). Null when VDAB does not know the person.',
  value: (terms) => knownOr(DOSSIER, terms, `(${training(terms)} or ${trainingStatus(terms)})`),
}

export const followsAgreedTraining: Fact = {
  description:
    'Whether the person follows vocational training that VDAB recognised as part of the trajectory to work (erkende opleiding). Null when VDAB does not know the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('work.vocational_training', terms, 'fact_row.agreed')),
}

/** The end of a period is the first day on which it no longer holds, so the last month is that of the day before. */
export const trainingEndMonth: Fact = {
  description: 'Month of the last day of the vocational training in progress, as YYYY-MM. Null when there is no training or no known end.',
  value: ({ person, today }) => `(
    select to_char(fact_row.valid_until - 1, 'YYYY-MM')
    from work.vocational_training fact_row
    where fact_row.person_id = ${person}
      and ${inForce('fact_row', today)}
    order by fact_row.valid_until desc nulls first
    limit 1
  )`,
}

export const employed: Fact = {
  description: 'Whether the person is employed now, by declarations of employment (Dimona, DmfA). Null when VDAB does not know the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('work.employment', terms, 'not fact_row.cancelled')),
}

export const workAsOf: Fact = {
  description: 'Day of the latest information from the work domain about the person. Null when VDAB does not know the person.',
  value: (terms) => terms.dossierAsOf(DOSSIER),
}
