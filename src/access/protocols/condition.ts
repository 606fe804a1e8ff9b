/**
 * Conditions: named predicates on a relationship, a referral, a project or a dated consent that open a coordinate for one
 * person. Closed list; a protocol can only name what stands here. Each is decided in the database, per person, in the same
 * statement that reads the cells it opens.
 */
import { inForce } from '../../base/period.ts'
import type { Purpose } from '../../base/purpose.ts'
import type { Recipient } from '../../base/recipient.ts'

/** Those that a protocol can name. */
export const CONDITIONS = [
  'REFERRAL_ACCEPTED',
  'REFERRAL_PARTY',
  'PERSON_CONSENTED',
  'GPMI_HAS_INTEGRATION_OBJECTIVE',
  'AGENCY_IS_GPMI_PARTY',
  'LIVES_IN_OWN_TERRITORY',
  'JOB_NEEDS_WRITING',
] as const
/** PERSON_IN_SCOPE is every contract's own: a newcomer behind a row about it exists only in scope. */
export type Condition = (typeof CONDITIONS)[number] | 'PERSON_IN_SCOPE'

/** Why a cell is withheld: what a caller reads in `extensions.withheld`. */
export const UNMET_REASONS = {
  REFERRAL_ACCEPTED: 'REFERRAL_NOT_ACCEPTED',
  REFERRAL_PARTY: 'NO_OPEN_REFERRAL',
  PERSON_IN_SCOPE: 'PERSON_NOT_IN_SCOPE',
  PERSON_CONSENTED: 'PERSON_DID_NOT_CONSENT',
  GPMI_HAS_INTEGRATION_OBJECTIVE: 'NO_INTEGRATION_OBJECTIVE_IN_GPMI',
  AGENCY_IS_GPMI_PARTY: 'AGENCY_NOT_PARTY_TO_GPMI',
  LIVES_IN_OWN_TERRITORY: 'NOT_IN_OWN_TERRITORY',
  JOB_NEEDS_WRITING: 'JOB_DOES_NOT_NEED_WRITING',
} as const satisfies Record<Condition, string>

export const CONDITION_LABELS: Record<Condition, { nl: string; en: string }> = {
  REFERRAL_ACCEPTED: { nl: 'als de ontvanger de doorverwijzing aanvaard heeft', en: 'once the receiver has accepted the referral' },
  REFERRAL_PARTY: {
    nl: 'zolang de doorverwijzing loopt en tot 30 dagen erna',
    en: 'while the referral is open, and for 30 days after',
  },
  PERSON_IN_SCOPE: {
    nl: 'als de organisatie de persoon kent in een hoedanigheid die het contract noemt',
    en: 'when the organisation knows the person in a capacity that the contract names',
  },
  PERSON_CONSENTED: { nl: 'als de persoon toestemming gaf of er zelf om vroeg', en: 'when the person gave consent or asked for it' },
  GPMI_HAS_INTEGRATION_OBJECTIVE: {
    nl: 'als het GPMI bij dit OCMW een doel rond Nederlands of maatschappelijke oriëntatie heeft',
    en: 'when the GPMI with this OCMW has an objective for Dutch or social orientation',
  },
  AGENCY_IS_GPMI_PARTY: { nl: 'als het agentschap het GPMI mee ondertekend heeft', en: 'when the agency co-signed the GPMI' },
  LIVES_IN_OWN_TERRITORY: {
    nl: 'als de persoon in de eigen gemeente woont',
    en: "when the person lives in the caller's territory",
  },
  JOB_NEEDS_WRITING: {
    nl: 'als de job die de persoon zoekt geschreven Nederlands vraagt',
    en: 'when the job that the person seeks requires written Dutch',
  },
}

/** SQL terms a condition may use: all are expressions, none is a value of a request's text. */
export type ConditionTerms = {
  person: string
  organisation: string
  today: string
  purpose: Purpose
  recipient: Recipient
  /** Capacities that the contract names. */
  capacities: readonly string[]
}

/** Known to the caller in one of some capacities. */
const knownAs = (capacities: readonly string[], { person, organisation, today }: ConditionTerms) => `exists (
    select from directory.relationship c
    where c.person_id = ${person}
      and c.organisation_id = ${organisation}
      and c.capacity in (${capacities.map((capacity) => `'${capacity}'`).join(', ')})
      and ${inForce('c', today)}
  )`

const PREDICATES: Record<Condition, (terms: ConditionTerms) => string> = {
  REFERRAL_ACCEPTED: (terms) => knownAs(['ACCEPTED_REFERRAL'], terms),
  REFERRAL_PARTY: (terms) => knownAs(['REFERRAL_PARTY'], terms),
  PERSON_IN_SCOPE: (terms) => knownAs(terms.capacities, terms),
  PERSON_CONSENTED: ({ person, today, purpose, recipient }) => `exists (
    select from directory.consent c
    where c.person_id = ${person}
      and c.purpose = '${purpose}'
      and c.recipient = '${recipient}'
      and ${inForce('c', today)}
  )`,
  GPMI_HAS_INTEGRATION_OBJECTIVE: ({ person, organisation, today }) => `exists (
    select from local.gpmi g
    join local.gpmi_objective o
      on o.person_id = g.person_id
      and o.agreed_on >= g.valid_from
      and o.kind in ('DUTCH', 'SOCIAL_ORIENTATION')
    where g.person_id = ${person}
      and g.organisation_id = ${organisation}
      and ${inForce('g', today)}
  )`,
  AGENCY_IS_GPMI_PARTY: ({ person, today }) => `exists (
    select from local.gpmi g
    where g.person_id = ${person}
      and g.agency_is_party
      and ${inForce('g', today)}
  )`,
  LIVES_IN_OWN_TERRITORY: (terms) => knownAs(['RESIDENT'], terms),
  JOB_NEEDS_WRITING: ({ person }) => `exists (
    select from work.jobseeker_profile j
    where j.person_id = ${person}
      and j.writing_required
  )`,
}

/** SQL predicate that tells whether the condition holds for the person. */
export function conditionSql(condition: Condition, terms: ConditionTerms): string {
  return PREDICATES[condition](terms)
}
