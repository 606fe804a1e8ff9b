/** Conditions on who knows the person, and on what the person agreed to. */
import { type Condition, type ConditionTerms, PERSON_IN_SCOPE } from '../../access/protocols/condition.ts'
import { inForce } from '../../base/period.ts'
import { standsFor } from '../../query/lineage.ts'
import { CONSENT_GROUPS } from './consent-groups.ts'

/** Known to the caller in one of some capacities. */
const knownAs = (capacities: readonly string[], { person, organisation, today }: ConditionTerms) => `exists (
    select from directory.relationship c
    where c.person_id = ${person}
      and c.organisation_id = ${organisation}
      and c.capacity in (${capacities.map((capacity) => `'${capacity}'`).join(', ')})
      and ${inForce('c', today)}
  )`

/** For each group of facts: the person agreed that this organisation, of this group of recipients, uses them for this purpose. */
function consentConditions(): Record<string, Condition> {
  return Object.fromEntries(
    Object.entries(CONSENT_GROUPS).map(([group, { nl, en }]) => [
      `PERSON_CONSENTED_TO_${group}`,
      {
        nl: `als de persoon deze organisatie toestemming gaf voor gegevens ${nl}, of er zelf om vroeg`,
        en: `when the person agreed that this organisation uses data ${en}, or asked for it`,
        unmet: 'PERSON_DID_NOT_CONSENT',
        sql: ({ person, organisation, today, purpose, recipient }) => `exists (
    select from directory.consent c
    where c.person_id = ${person}
      and ${standsFor(organisation, 'c.organisation_id', today)}
      and c.fact_group = '${group}'
      and c.purpose = '${purpose}'
      and c.recipient = '${recipient}'
      and ${inForce('c', today)}
  )`,
      } satisfies Condition,
    ]),
  )
}

export const DIRECTORY_CONDITIONS: Readonly<Record<string, Condition>> = {
  REFERRAL_ACCEPTED: {
    nl: 'als de ontvanger de doorverwijzing aanvaard heeft',
    en: 'once the receiver has accepted the referral',
    unmet: 'REFERRAL_NOT_ACCEPTED',
    sql: (terms) => knownAs(['ACCEPTED_REFERRAL'], terms),
  },
  REFERRAL_PARTY: {
    nl: 'voor de ontvanger, vanaf de ontvangst tot 30 dagen na het einde; de verzender ziet wat zijn eigen contract van de persoon toont',
    en: 'for the receiver, from receipt until 30 days after the end; the sender sees what its own contract shows of the person',
    unmet: 'NO_OPEN_REFERRAL',
    sql: (terms) => knownAs(['REFERRAL_PARTY'], terms),
  },
  [PERSON_IN_SCOPE]: {
    nl: 'als de organisatie de persoon kent in een hoedanigheid die het contract noemt',
    en: 'when the organisation knows the person in a capacity that the contract names',
    unmet: 'PERSON_NOT_IN_SCOPE',
    sql: (terms) => knownAs(terms.capacities, terms),
  },
  ...consentConditions(),
  LIVES_IN_OWN_TERRITORY: {
    nl: 'als de persoon in de eigen gemeente woont',
    en: "when the person lives in the caller's territory",
    unmet: 'NOT_IN_OWN_TERRITORY',
    sql: (terms) => knownAs(['RESIDENT'], terms),
  },
}
