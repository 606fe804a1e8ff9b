/** Recipient groups, and the sector and owner of each. */
import type { Owner } from './owner.ts'
import type { Purpose } from './purpose.ts'
import type { Sector } from './vault.ts'

/** Groups of organisations to which a protocol discloses. An organisation's kind decides its group; CITIZEN is a person asking about itself. */
export const RECIPIENTS = ['INTEGRATION_AGENCY', 'OCMW', 'MUNICIPALITY', 'VDAB', 'BI', 'SUPERVISOR', 'CITIZEN'] as const
export type Recipient = (typeof RECIPIENTS)[number]
/** Groups that organisations are in. */
export type OrganisationRecipient = Exclude<Recipient, 'CITIZEN'>

/** Sector whose pseudonyms a group knows; null for groups that never meet persons. */
export const SECTOR_OF: Record<Recipient, Sector | null> = {
  INTEGRATION_AGENCY: 'INTEGRATION',
  OCMW: 'LOCAL',
  MUNICIPALITY: 'LOCAL',
  VDAB: 'WORK',
  BI: null,
  SUPERVISOR: null,
  CITIZEN: null,
}

/** Domain that a group's organisations own data of; null when they own none. */
export const OWNER_OF: Record<Recipient, Owner | null> = {
  INTEGRATION_AGENCY: 'INTEGRATION',
  OCMW: 'LOCAL',
  MUNICIPALITY: null,
  VDAB: 'WORK',
  BI: null,
  SUPERVISOR: null,
  CITIZEN: null,
}

/** Name of a contract: the executable schema of a recipient group for a purpose; FACTS: of what may be assessed for it, which no caller is ever served. */
export type ContractName = `${Recipient}/${Purpose}` | `${Recipient}/${Purpose}/FACTS`
