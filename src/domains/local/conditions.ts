/** Conditions on the person's project for social integration (GPMI). */
import type { Condition } from '../../access/protocols/condition.ts'
import { inForce } from '../../base/period.ts'
import { standsFor } from '../../query/lineage.ts'
import { IS_OF_INTEGRATION } from './integration-objectives.ts'

export const LOCAL_CONDITIONS: Readonly<Record<string, Condition>> = {
  GPMI_HAS_INTEGRATION_OBJECTIVE: {
    nl: 'als het GPMI bij dit OCMW een doel rond Nederlands, maatschappelijke oriëntatie of het traject heeft',
    en: 'when the GPMI with this OCMW has an objective for Dutch, social orientation or the trajectory',
    unmet: 'NO_INTEGRATION_OBJECTIVE_IN_GPMI',
    sql: ({ person, organisation, today }) => `exists (
    select from local.gpmi g
    join local.gpmi_objective o
      on o.person_id = g.person_id
      and o.organisation_id = g.organisation_id
      and o.agreed_on >= g.valid_from
      and o.kind ${IS_OF_INTEGRATION}
    where g.person_id = ${person}
      and ${standsFor(organisation, 'g.organisation_id', today)}
      and ${inForce('g', today)}
  )`,
  },
  AGENCY_IS_GPMI_PARTY: {
    nl: 'als het agentschap het GPMI mee ondertekend heeft',
    en: 'when the agency co-signed the GPMI',
    unmet: 'AGENCY_NOT_PARTY_TO_GPMI',
    sql: ({ person, organisation, today }) => `exists (
    select from local.gpmi g
    where g.person_id = ${person}
      and ${standsFor(organisation, 'g.party_agency_id', today)}
      and ${inForce('g', today)}
  )`,
  },
}
