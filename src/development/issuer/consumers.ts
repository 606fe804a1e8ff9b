/** Applications that the development issuer knows, and the fictional people who use some of them. */
import type { OrganisationPurpose, TargetGroup } from '../../access/identity/claims.ts'
import type { Owner } from '../../base/owner.ts'
import type { Purpose } from '../../base/purpose.ts'

/** How an application proves itself: a secret, a signed assertion (private_key_jwt), or not at all (a public client with PKCE). */
export type ClientProof = 'SECRET' | 'PRIVATE_KEY' | 'NONE'

export type Consumer = {
  id: string
  /** Null for an application in which citizens sign in as themselves. */
  organisation: { code: string; targetGroup: TargetGroup; name: string } | null
  purposes: readonly Purpose[]
  /** Domains whose records it may deliver. An application that delivers does nothing else. */
  delivers: readonly Owner[]
  proof: ClientProof
  /** Whether it may ask for tokens of its own (client_credentials). */
  machine: boolean
}

/** @property id the issuer's name of the person (`vo_id`). */
export type Official = { id: string; name: string; consumer: string; purposes: readonly OrganisationPurpose[] }
/** @property insz synthetic number (`rrn`). */
type Citizen = { id: string; name: string; consumer: string; purposes: readonly ['OWN_DATA']; insz: string }
export type Person = Official | Citizen

const GUIDANCE = ['REFERRAL', 'INCENTIVE_DECISION', 'TRAJECTORY_FOLLOW_UP'] as const
const WORK = ['REFERRAL', 'INCENTIVE_DECISION', 'MATCHING', 'TRAJECTORY_FOLLOW_UP'] as const

const AGII = { code: '0543307391', targetGroup: 'GID', name: 'Agentschap Integratie en Inburgering' } as const
const ATLAS = { code: '0421722346', targetGroup: 'LB', name: 'Atlas' } as const
const AMAL = { code: '0000000394', targetGroup: 'LB', name: 'Amal' } as const
const OCMW_GENT = { code: '0212214125', targetGroup: 'LB', name: 'OCMW Gent' } as const
const OCMW_MECHELEN = { code: '0021202517', targetGroup: 'LB', name: 'OCMW Mechelen' } as const
const GENT = { code: '0207451227', targetGroup: 'LB', name: 'Stad Gent' } as const
const VDAB = { code: '0887010362', targetGroup: 'GID', name: 'VDAB' } as const
const BI = { code: 'OVO900020', targetGroup: 'GID', name: 'Agentschap Binnenlands Bestuur' } as const
const SUPERVISOR = { code: 'OVO900030', targetGroup: 'GID', name: 'Vlaamse Toezichtcommissie' } as const

/** Development consumers by id; the codes are those of the reference data, made-up ones where no open source gives the real one. */
export const CONSUMERS: readonly Consumer[] = [
  { id: 'agii-frontend', organisation: AGII, purposes: GUIDANCE, delivers: [], proof: 'SECRET', machine: true },
  { id: 'atlas-frontend', organisation: ATLAS, purposes: GUIDANCE, delivers: [], proof: 'SECRET', machine: true },
  { id: 'amal-frontend', organisation: AMAL, purposes: GUIDANCE, delivers: [], proof: 'PRIVATE_KEY', machine: true },
  { id: 'ocmw-gent', organisation: OCMW_GENT, purposes: GUIDANCE, delivers: [], proof: 'SECRET', machine: true },
  { id: 'ocmw-gent-desk', organisation: OCMW_GENT, purposes: GUIDANCE, delivers: [], proof: 'NONE', machine: false },
  { id: 'ocmw-mechelen', organisation: OCMW_MECHELEN, purposes: GUIDANCE, delivers: [], proof: 'PRIVATE_KEY', machine: true },
  { id: 'gemeente-gent', organisation: GENT, purposes: ['REFERRAL', 'INCENTIVE_DECISION'], delivers: [], proof: 'SECRET', machine: true },
  {
    id: 'gemeente-gent-desk',
    organisation: GENT,
    purposes: ['REFERRAL', 'INCENTIVE_DECISION'],
    delivers: [],
    proof: 'NONE',
    machine: false,
  },
  { id: 'vdab-matching', organisation: VDAB, purposes: WORK, delivers: [], proof: 'PRIVATE_KEY', machine: true },
  { id: 'vdab-consultant', organisation: VDAB, purposes: WORK, delivers: [], proof: 'NONE', machine: false },
  { id: 'agii-deliveries', organisation: AGII, purposes: [], delivers: ['INTEGRATION'], proof: 'SECRET', machine: true },
  { id: 'atlas-deliveries', organisation: ATLAS, purposes: [], delivers: ['INTEGRATION'], proof: 'SECRET', machine: true },
  { id: 'amal-deliveries', organisation: AMAL, purposes: [], delivers: ['INTEGRATION'], proof: 'PRIVATE_KEY', machine: true },
  { id: 'ocmw-gent-deliveries', organisation: OCMW_GENT, purposes: [], delivers: ['LOCAL'], proof: 'SECRET', machine: true },
  { id: 'ocmw-mechelen-deliveries', organisation: OCMW_MECHELEN, purposes: [], delivers: ['LOCAL'], proof: 'PRIVATE_KEY', machine: true },
  { id: 'vdab-deliveries', organisation: VDAB, purposes: [], delivers: ['WORK'], proof: 'PRIVATE_KEY', machine: true },
  { id: 'bi-tool', organisation: BI, purposes: ['STATISTICS'], delivers: [], proof: 'SECRET', machine: true },
  { id: 'auditor', organisation: SUPERVISOR, purposes: ['AUDIT'], delivers: [], proof: 'SECRET', machine: true },
  { id: 'citizen-portal', organisation: null, purposes: ['OWN_DATA'], delivers: [], proof: 'NONE', machine: false },
]

/** Fictional people. The first of an application is the one who signs in when a token is asked and nobody is named. The citizens are
 *  among the persons of clients/example-deliveries. */
const PEOPLE: readonly Person[] = [
  { id: 'person-agii-1', name: 'Noor Voorbeeld, trajectbegeleider', consumer: 'agii-frontend', purposes: GUIDANCE },
  { id: 'person-agii-2', name: 'Bas Voorbeeld, onthaal', consumer: 'agii-frontend', purposes: ['REFERRAL'] },
  { id: 'person-atlas-1', name: 'Mira Voorbeeld, trajectbegeleider', consumer: 'atlas-frontend', purposes: GUIDANCE },
  { id: 'person-amal-1', name: 'Jef Voorbeeld, trajectbegeleider', consumer: 'amal-frontend', purposes: GUIDANCE },
  { id: 'person-ocmw-1', name: 'Lien Voorbeeld, maatschappelijk werker', consumer: 'ocmw-gent-desk', purposes: GUIDANCE },
  {
    id: 'person-gent-1',
    name: 'Ans Voorbeeld, medewerker burgerzaken',
    consumer: 'gemeente-gent-desk',
    purposes: ['REFERRAL', 'INCENTIVE_DECISION'],
  },
  { id: 'person-vdab-1', name: 'Saar Voorbeeld, bemiddelaar', consumer: 'vdab-consultant', purposes: WORK },
  {
    id: 'person-vdab-2',
    name: 'Tuur Voorbeeld, bemiddelaar zonder beslissingen',
    consumer: 'vdab-consultant',
    purposes: ['REFERRAL', 'MATCHING'],
  },
  { id: 'citizen-1', name: 'Amina Voorbeeldi, burger', consumer: 'citizen-portal', purposes: ['OWN_DATA'], insz: '90720400142' },
  { id: 'citizen-2', name: 'Mihai Voorbeeldescu, burger', consumer: 'citizen-portal', purposes: ['OWN_DATA'], insz: '91681100317' },
]

export function findConsumer(id: string): Consumer | undefined {
  return CONSUMERS.find((consumer) => consumer.id === id)
}

export function findPerson(id: string): Person | undefined {
  return PEOPLE.find((person) => person.id === id)
}

/** People who use an application; none for machines. */
export function peopleOf(consumerId: string): readonly Person[] {
  return PEOPLE.filter((person) => person.consumer === consumerId)
}
