/** Referrals between services, as far as the directory knows them: who is a party, and who accepted. */
import type { Sector } from '../access/vault.ts'
import { CALIBRATION } from './calibration.ts'
import { type Day, earliest } from './day.ts'
import type { Draw } from './draw.ts'
import { known, type Life, relate } from './life.ts'
import type { PaidPeriod } from './welfare.ts'

type Party = { organisationId: number; sector: Sector }

/** Days that stand open after the last state of a referral. */
const CLOSES_AFTER_DAYS = 30

/** What a referral can start from. */
export type Contacts = {
  agency: number | undefined
  contractOn: Day | undefined
  livingWage: readonly PaidPeriod[]
  /** First registration at VDAB. */
  jobseekerFrom: Day | undefined
}

/** Writes referrals: OCMW to agency and back, agency to VDAB, VDAB to agency. At most one of each. */
export function emitReferrals(life: Life, { agency, contractOn, livingWage, jobseekerFrom }: Contacts): void {
  const draw = life.draw('referral')
  const { referral } = CALIBRATION
  const vdab: Party = { organisationId: life.world.vdab, sector: 'WORK' }
  const agencyParty: Party = { organisationId: agency ?? life.world.agencyOf(life.stays.at(-1)?.nisCode ?? ''), sector: 'INTEGRATION' }
  const [paid] = livingWage
  const ocmw: Party | undefined = paid?.organisationId === undefined ? undefined : { organisationId: paid.organisationId, sector: 'LOCAL' }
  const refer = (probability: number, from: Party | undefined, to: Party | undefined, since: Day | undefined) => {
    const occurs = draw.chance(probability)
    const sentOn = (since ?? 0) + draw.whole(10, 200)
    if (occurs && from && to && since !== undefined) emitReferral(life, { from, to, sentOn }, draw)
  }
  refer(referral.ofLivingWage, ocmw, agencyParty, paid?.from)
  refer(referral.ofLivingWage, agency === undefined ? undefined : agencyParty, ocmw, paid?.from)
  refer(referral.ofContracts, agency === undefined ? undefined : agencyParty, vdab, contractOn)
  refer(referral.ofJobseekers, vdab, agencyParty, jobseekerFrom)
}

function emitReferral(life: Life, parties: { from: Party; to: Party; sentOn: Day }, draw: Draw): void {
  const answeredOn = parties.sentOn + draw.whole(2, 25)
  const accepted = draw.chance(CALIBRATION.referral.accepted)
  const endsOn = accepted ? (draw.chance(0.5) ? answeredOn + draw.whole(40, 300) : null) : answeredOn
  const closesOn = endsOn === null ? null : endsOn + CLOSES_AFTER_DAYS
  const write = (party: Party, capacity: string, from: Day) => {
    const period = known(life, { from, until: closesOn })
    if (period) relate(life, { ...party, capacity, source: 'REFERRAL', period: { from, until: earliest(period.until, closesOn) } })
  }
  write(parties.from, 'REFERRAL_PARTY', parties.sentOn)
  write(parties.to, 'REFERRAL_PARTY', parties.sentOn)
  if (accepted) write(parties.to, 'ACCEPTED_REFERRAL', answeredOn)
}
