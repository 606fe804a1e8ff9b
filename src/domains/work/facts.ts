/** Facts of the work domain: coarse answers in place of benefits, registrations and employment. */
import type { Fact, Terms } from '../../query/declare.ts'
import {
  coveredOn,
  endsAfter,
  type FactRows,
  firstValue,
  newestDay,
  newestWord,
  ofFirst,
  ofRowInForce,
  rowsInForce,
  shownBy,
  someRow,
} from '../../query/fact-sql.ts'

const REGISTRATION = 'work.jobseeker_registration'
const BENEFIT = 'work.benefit_right'

const UNKNOWN = 'Null when no source covers it for this person.'

export const jobseekerRegistered: Fact = {
  description: `Whether the person is registered as a jobseeker at VDAB now (ingeschreven werkzoekende). ${UNKNOWN}`,
  ...shownBy(rowsInForce(REGISTRATION)),
}

const CONTRACT: FactRows = { table: 'integration.contract', where: ({ today }) => `fact_row.signed_on <= ${today}` }
const signedLast = (terms: Terms, value: string) => firstValue(CONTRACT, terms, 'fact_row.signed_on desc', value)

/** Registrations that the latest contract counts: begun in time, and still running on the day of signing. */
const registeredInTime = (terms: Terms): FactRows => {
  const signedOn = signedLast(terms, 'fact_row.signed_on')
  return { table: REGISTRATION, where: () => `fact_row.registered_on <= ${signedOn} + 60 and ${endsAfter('fact_row', signedOn)}` }
}

/**
 * The decree gives 60 days from the integration contract to register. A registration that already ran on the day of signing counts.
 * No verdict while the days still run: the person is not late yet.
 */
export const registeredWithin60Days: Fact = {
  description: `Whether the person registered at VDAB no later than 60 days after signing the latest integration contract. Null when there is no contract and while the 60 days run. ${UNKNOWN}`,
  shownBy: [REGISTRATION, CONTRACT.table],
  deniedBy: [REGISTRATION],
  value: (terms) => `case
    when ${someRow(registeredInTime(terms), terms)} then true
    when ${terms.today} > ${signedLast(terms, 'fact_row.signed_on')} + 60 and ${coveredOn([REGISTRATION], terms)} is not null then false
  end`,
  asOf: (terms) =>
    `least(${signedLast(terms, 'fact_row.as_of')}, coalesce(${newestDay(registeredInTime(terms), terms)}, ${coveredOn([REGISTRATION], terms)}))`,
}

export const JOBSEEKER_CATEGORY_GROUPS = {
  BENEFIT: { description: 'Registered with an application for unemployment benefit (category 00).' },
  OCMW: { description: 'Registered and charged to an OCMW (category 05).' },
  FREE: { description: 'Registered on any other ground, working persons included.' },
} as const

/** Three groups only: exclusion from benefit (category 14) is a sanction and must not show, so it is in the largest group. */
export const jobseekerCategoryGroup: Fact = {
  description: 'Source of income on which the registration as a jobseeker is based. Null when no registration is known.',
  ...ofRowInForce(
    REGISTRATION,
    `case fact_row.category
      when 'BENEFIT_APPLICANT' then 'BENEFIT'
      when 'CHARGED_TO_OCMW' then 'OCMW'
      else 'FREE'
    end`,
  ),
}

export const benefitEntitled: Fact = {
  description: `Whether the person has a right to unemployment benefit now (uitkeringsgerechtigd). ${UNKNOWN}`,
  ...shownBy(rowsInForce(BENEFIT)),
}

/** Rights that hold today or begin within three months. */
const RIGHTS_AHEAD: FactRows = {
  table: BENEFIT,
  where: ({ today }) => `fact_row.valid_from <= ${horizonOf(today)} and ${endsAfter('fact_row', today)}`,
}
const horizonOf = (today: string) => `(${today} + interval '3 months')::date`
const lastRight = (terms: Terms, value: string) => firstValue(RIGHTS_AHEAD, terms, 'fact_row.valid_until desc nulls first', value)

/** A right that is renewed before it ends does not end: what counts is the last end among the rights up to then. */
export const benefitEndsWithin3Months: Fact = {
  description: `Whether the right to unemployment benefit ends within three months from today, with no renewal known. False when there is no right. Null when no end is known yet. ${UNKNOWN}`,
  shownBy: [BENEFIT],
  deniedBy: [BENEFIT],
  value: (terms) => `case
    when ${someRow(rowsInForce(BENEFIT), terms)} then ${lastRight(terms, `fact_row.valid_until <= ${horizonOf(terms.today)}`)}
    when ${coveredOn([BENEFIT], terms)} is not null then false
  end`,
  asOf: (terms) => `case
    when ${someRow(rowsInForce(BENEFIT), terms)} then ${lastRight(terms, 'fact_row.as_of')}
    else ${coveredOn([BENEFIT], terms)}
  end`,
}

export const inMediation: Fact = {
  description: `Whether VDAB is helping the person to find work (in bemiddeling). ${UNKNOWN}`,
  ...shownBy(rowsInForce(REGISTRATION, `fact_row.mediation_status = 'IN_MEDIATION'`)),
}

export const inTraining: Fact = {
  description: `Whether the person follows vocational training, or preparation for it, with VDAB (in opleiding of voortraject). ${UNKNOWN}`,
  ...shownBy(rowsInForce('work.vocational_training'), rowsInForce(REGISTRATION, `fact_row.mediation_status = 'IN_TRAINING'`)),
}

export const followsAgreedTraining: Fact = {
  description: `Whether the person follows vocational training that VDAB recognised as part of the trajectory to work (erkende opleiding). ${UNKNOWN}`,
  ...shownBy(rowsInForce('work.vocational_training', 'fact_row.agreed')),
}

/** The end of a period is the first day on which it no longer holds, so the last month is that of the day before. */
export const trainingEndMonth: Fact = {
  description: 'Month of the last day of the vocational training in progress, as YYYY-MM. Null when there is no training or no known end.',
  ...ofFirst(
    rowsInForce('work.vocational_training'),
    'fact_row.valid_until desc nulls first',
    `to_char(fact_row.valid_until - 1, 'YYYY-MM')`,
  ),
}

export const employed: Fact = {
  description: `Whether the person is employed now, by declarations of employment (Dimona, DmfA). ${UNKNOWN}`,
  ...shownBy(rowsInForce('work.employment', 'not fact_row.cancelled')),
}

export const workAsOf: Fact = {
  description:
    'Day of the newest information of the work domain about the person, whatever it is about. Null when there is none. It dates no other field.',
  value: newestWord('work.dossier'),
}
