/** Referrals between services: who refers whom, when and why. What then happens is drawn act by act along the machine. */

import { AGREEMENTS, type Agreement, isAgreementEnough, isOnPath, type ReferralReason } from '../../activities/referral/reason.ts'
import type { Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'
import type { Day, Period } from './day.ts'
import { uuid } from './identity.ts'
import { type Life, stayOn } from './life.ts'
import { fictionalCounsellor, fictionalPhone } from './names.ts'
import { drawExplanation } from './referral-course.ts'
import { emitReferralRows, type Party, type Payload } from './referral-rows.ts'
import { type Course, inOffice, walkReferral } from './referral-walk.ts'
import type { PaidPeriod } from './welfare.ts'

/** What a referral can start from. */
export type Contacts = {
  agency: number | undefined
  contractOn: Day | undefined
  livingWage: readonly PaidPeriod[]
  /** First registration at VDAB. */
  jobseekerFrom: Day | undefined
}

/** A referral that may be made. @property since day from which there is ground for it; undefined: never. */
type Wish = {
  from: Party | undefined
  to(day: Day): Party | undefined
  reason(day: Day, draw: Random): ReferralReason
  since: Day | undefined
}

/** Writes referrals: OCMW to agency and back, agency to VDAB, VDAB to agency. At most one of each, and what becomes of one that is passed on. */
export function emitReferrals(life: Life, { agency, contractOn, livingWage, jobseekerFrom }: Contacts): void {
  const draw = life.draw('referral')
  const { referral } = CALIBRATION
  const [paid] = livingWage
  const vdab: Party = { organisationId: life.world.vdab, kind: 'VDAB', sector: 'WORK' }
  const own = agency === undefined ? undefined : agencyParty(agency)
  const nearest = (day: Day) => own ?? agencyParty(life.world.agencyOf(stayOn(life, day)?.nisCode ?? ''))
  const ocmw = ocmwParty(paid?.organisationId)
  const started = (day: Day) => contractOn !== undefined && contractOn <= day
  const supported = (day: Day) => livingWage.some(({ from, until }) => from <= day && (until === null || day < until))
  const toAgency = (day: Day, chance: Random) => (started(day) || chance.chance(0.4) ? 'NT2_INTAKE' : 'INBURGERING_INFO')
  const wishes: readonly (readonly [number, Wish])[] = [
    [referral.ofLivingWage, { from: ocmw, to: nearest, since: paid?.from, reason: toAgency }],
    [
      referral.ofLivingWage,
      {
        from: own,
        to: (day) => ocmwParty(life.world.localOrganisation('OCMW', stayOn(life, day)?.nisCode ?? '')),
        since: paid?.from,
        reason: (day, chance) => (chance.chance(0.2) ? 'UITVAL_HERSTART' : supported(day) ? 'GPMI_OVERLEG' : 'RMI_ORIENTATIE'),
      },
    ],
    [
      referral.ofContracts,
      {
        from: own,
        to: () => vdab,
        since: contractOn,
        reason: (_, chance) => (chance.chance(0.1) ? 'UITVAL_HERSTART' : 'TRAJECT_NAAR_WERK'),
      },
    ],
    [
      referral.ofJobseekers,
      {
        from: vdab,
        to: nearest,
        since: jobseekerFrom,
        reason: (day, chance) => (chance.chance(0.2) ? 'EINDE_UITKERING' : toAgency(day, chance)),
      },
    ],
  ]
  for (const [probability, wish] of wishes) refer(life, probability, wish, draw)
}

const agencyParty = (organisationId: number): Party => ({ organisationId, kind: 'INTEGRATION_AGENCY', sector: 'INTEGRATION' })
const ocmwParty = (organisationId: number | undefined): Party | undefined =>
  organisationId === undefined ? undefined : { organisationId, kind: 'OCMW', sector: 'LOCAL' }

function refer(life: Life, probability: number, { from, to, since, reason }: Wish, draw: Random): void {
  const occurs = draw.chance(probability)
  const wanted = (since ?? 0) + draw.whole(10, 200)
  if (!occurs || from === undefined || since === undefined) return
  const begin = inOffice(wanted, draw)
  if (!isKnown(life, from.organisationId, begin.day)) return
  const receiver = to(begin.day)
  if (receiver === undefined || begin.day >= life.today) return
  const why = reason(begin.day, draw)
  const act = draw.chance(0.06) ? 'draft' : 'submit'
  const payload = drawPayload(life, { from, to: receiver }, draw)
  tell(life, { from, to: receiver, payload, reason: why, agreement: drawAgreement(why, draw), begin: { ...begin, act } }, draw)
}

/** Whether the person is in the organisation's scope on a day: it refers nobody whom it does not know. */
function isKnown({ relations }: Life, organisationId: number, day: Day): boolean {
  const holds = ({ from, until }: Period) => from <= day && (until === null || day < until)
  return relations.some((relation) => relation.organisationId === organisationId && holds(relation.period))
}

const AGREEMENT_NAMES = Object.keys(AGREEMENTS) as Agreement[]

/** Told, agreed or asked: at least what the reason needs. */
function drawAgreement(reason: ReferralReason, draw: Random): Agreement {
  const enough = AGREEMENT_NAMES.filter((agreement) => isAgreementEnough(reason, agreement))
  return enough[draw.whole(0, enough.length - 1)] ?? 'ASKED'
}

/** Agencies are applications that people use; the others are machines. */
function drawPayload(life: Life, { from, to }: { from: Party; to: Party }, draw: Random): Payload {
  const users = [from, to].map(
    ({ organisationId, kind }) => [organisationId, kind === 'INTEGRATION_AGENCY' ? `synthetic-${draw.whole(1, 40)}` : null] as const,
  )
  return {
    id: uuid(life.index, draw),
    replacesId: null,
    explanation: drawExplanation(draw),
    contact: { name: fictionalCounsellor(draw), phone: draw.chance(0.7) ? fictionalPhone(draw) : null, email: null },
    sentBy: from.organisationId,
    users: new Map(users),
  }
}

type Tale = { from: Party; to: Party; payload: Payload } & Pick<Course, 'reason' | 'agreement' | 'begin'>

/** Writes a referral, and the one that it lives on as when it is passed on. */
function tell(life: Life, { from, to, payload, ...why }: Tale, draw: Random): void {
  const next = payload.replacesId === null ? passesTo(life, { from, to, reason: why.reason }, draw) : undefined
  const { today, goneOn, diedOn, terms } = life
  const movedOn = diedOn === null ? goneOn : null
  const course = { ...why, sender: from.kind, receiver: to.kind, passesTo: next?.kind ?? null, today, movedOn, diedOn, terms }
  const steps = walkReferral(course, draw)
  const last = steps.at(-1)
  if (last === undefined) return
  emitReferralRows(life, { from, to, course, steps, payload })
  if (last.act !== 'reroute' || next === undefined) return
  const passed = { ...payload, id: uuid(life.index, draw), replacesId: payload.id, sentBy: to.organisationId }
  tell(life, { from, to: next, payload: passed, ...why, begin: { day: last.day, at: last.at, act: 'submit' } }, draw)
}

/** Another organisation on a path of the reason: another agency, or VDAB in the place of an OCMW. */
function passesTo(
  { world }: Life,
  { from, to, reason }: { from: Party; to: Party; reason: ReferralReason },
  draw: Random,
): Party | undefined {
  const others = [...world.agencies.map(agencyParty), { organisationId: world.vdab, kind: 'VDAB', sector: 'WORK' } as const].filter(
    ({ organisationId, kind }) =>
      organisationId !== to.organisationId && organisationId !== from.organisationId && isOnPath(reason, from.kind, kind),
  )
  return others.length === 0 ? undefined : others[draw.whole(0, others.length - 1)]
}
