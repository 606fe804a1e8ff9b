/** What comes with a contract besides lessons: fees, the participation track, infringements and their fines. */
import { CALIBRATION } from './calibration.ts'
import { type Day, type Period, parseDay } from './day.ts'
import { columns, happened, known, type Life, stayOn } from './life.ts'
import { type LifePlan, tookPlace } from './plan.ts'

const { fee, infringement, participation } = CALIBRATION

const FEES_SINCE = parseDay('2023-09-01')

/** Writes the four fees as they fall due; the ground of an exemption is the living wage where there is one. */
export function emitFees(life: Life, plan: LifePlan, livingWage: readonly Period[]): void {
  if (!happened(life, plan.contractOn) || plan.contractOn < FEES_SINCE) return
  const draw = life.draw('dossier')
  const exempt = draw.chance(life.obliged ? fee.exemptOfObliged : fee.exemptOfEntitled)
  const ground = draw.pick(['JOBSEEKER_OBLIGED', 'JOBSEEKER_OBLIGED', 'OTHER'])
  for (const [item, dueOn] of dueDays(plan)) {
    const paidOn = dueOn + draw.whole(1, 45)
    const pays = draw.chance(fee.paid)
    if (!tookPlace(life, plan, dueOn)) continue
    const supported = livingWage.some(({ from, until }) => from <= dueOn && (until === null || dueOn < until))
    life.emit('integration.fee', {
      item,
      amount_cents: exempt ? 0 : fee.amountCents,
      exemption_ground: exempt ? (supported ? 'INCOME_SUPPORT' : ground) : null,
      due_on: dueOn,
      paid_on: !exempt && pays && happened(life, paidOn) ? paidOn : null,
    })
  }
}

function dueDays({ orientation, contractOn = 0, reaches, startLevel }: LifePlan): [string, Day][] {
  const [first] = orientation
  const dutch: [string, Day][] = startLevel === 'A0' || startLevel === 'A1' ? [['NT2_COURSE', contractOn + 25]] : []
  if (reaches.A2 !== undefined) dutch.push(['NT2_TEST', reaches.A2])
  const course: [string, Day][] = first === undefined ? [] : [['MO_COURSE', first.startedOn]]
  return [...course, ...orientation.map(({ testedOn }): [string, Day] => ['MO_TEST', testedOn]), ...dutch]
}

const ACTIVITIES = ['BUDDY', 'VOLUNTEERING', 'INTERNSHIP', 'SPORTS_CLUB', 'NEIGHBOURHOOD_CENTRE'] as const
const HOSTS = ['Buurthuis De Linde', 'Sportclub Vooruit', 'Repair Café Noord', 'Woonzorgcentrum Zonnebloem', 'Wijkbibliotheek'] as const

/** Writes the participation track of 40 hours, for the obliged. [S7] */
export function emitParticipation(life: Life, plan: LifePlan): void {
  const draw = life.draw('integration')
  if (!life.obliged || plan.contractOn === undefined || !draw.chance(participation.startsOfObliged)) return
  const from = plan.contractOn + Math.round(plan.days * draw.between(0.3, 0.6))
  if (!tookPlace(life, plan, from)) return
  const period = known(life, { from, until: Math.min(from + draw.whole(60, 180), plan.endsOn + 1) })
  if (!period) return
  life.emit('integration.participation', {
    activity_type: draw.pick(ACTIVITIES),
    host_name: draw.pick(HOSTS),
    host_nis_code: stayOn(life, from)?.nisCode,
    hours: period.until === null ? draw.whole(4, 32) : draw.chance(0.85) ? draw.whole(40, 52) : draw.whole(5, 39),
    ...columns(period),
  })
}

/** Writes the rare infringement of an obliged person, with its fine. */
export function emitInfringement(life: Life, plan: LifePlan | undefined): void {
  const draw = life.draw('dossier')
  const occurs = life.obliged && life.member && draw.chance(infringement.ofObliged)
  const establishedOn = (plan?.contractOn ?? life.adultOn) + draw.whole(100, 400)
  if (!occurs || !happened(life, establishedOn)) return
  const fined = draw.chance(infringement.fined)
  const paidOn = establishedOn + draw.whole(30, 120)
  life.emit('integration.infringement', {
    type_code: String(draw.whole(1, 5)),
    established_on: establishedOn,
    authority: 'HH',
    fine_cents: fined ? (draw.chance(infringement.below500) ? draw.whole(2, 19) * 2500 : draw.whole(10, 40) * 5000) : null,
    fine_paid_on: fined && draw.chance(0.5) && happened(life, paidOn) ? paidOn : null,
  })
}
