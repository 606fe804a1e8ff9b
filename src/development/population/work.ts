/** Rows of the work domain: registrations by category, benefit, jobs, and what VDAB does for a jobseeker. */

import type { Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'
import type { Career, Job } from './career.ts'
import { emitCoverage } from './coverage.ts'
import { addMonths, type Day, earliest, overlap, type Period } from './day.ts'
import { columns, known, type Life, relate } from './life.ts'
import { emitMatching } from './matching.ts'

/** RVA STAT.92 code by category. [S73] */
const CODES = {
  BENEFIT_APPLICANT: '00',
  VOCATIONAL_WAITING_TIME: '02',
  FREELY_REGISTERED: '03',
  CHARGED_TO_OCMW: '05',
  EXCLUDED_FROM_BENEFIT: '14',
} as const

type Category = keyof typeof CODES

/** Writes what VDAB and the social security know. @param livingWage as known, to tell who is charged to an OCMW. */
export function emitWork(life: Life, career: Career, livingWage: readonly Period[]): void {
  const draw = life.draw('matching')
  const registrations = career.registrations.map((spell) => known(life, spell)).filter((spell) => spell !== undefined)
  const benefits = career.benefits.map((right) => endedByWork(right, career.jobs)).filter((right) => known(life, right) !== undefined)
  for (const spell of registrations) emitRegistration(life, spell, { livingWage, benefits }, draw)
  for (const right of benefits) emitBenefit(life, right, draw)
  const jobs = career.jobs.filter((job) => emitJob(life, job, draw))
  const [first] = registrations
  if (first) emitMatching(life, { registrations, benefits }, draw)
  if (first || jobs.length > 0) emitCoverage(life, 'work')
}

/** A right rests when a job begins; rows keep the last day of the right as it is known. */
function endedByWork(right: Period, jobs: readonly Job[]): Period {
  const next = jobs.find(({ from }) => from > right.from)
  return { from: right.from, until: earliest(right.until, next?.from ?? null) }
}

/** One row per category in turn, and the relationship with VDAB over all of them. */
function emitRegistration(
  life: Life,
  spell: Period,
  means: { livingWage: readonly Period[]; benefits: readonly Period[] },
  draw: Random,
): void {
  const edges = [...means.livingWage, ...means.benefits].flatMap(({ from, until }) => [from, until])
  const inside = edges.filter((day): day is Day => day !== null && day > spell.from && (spell.until === null || day < spell.until))
  const cuts = [spell.from, ...new Set(inside.filter((day) => day <= life.knownUntil).sort((one, other) => one - other))]
  const young = addMonths(life.identity.birthDate, 25 * 12) > spell.from && draw.chance(0.12)
  const otherwise: Category = young ? 'VOCATIONAL_WAITING_TIME' : draw.chance(0.02) ? 'EXCLUDED_FROM_BENEFIT' : 'FREELY_REGISTERED'
  const mediation = drawMediation(draw)
  cuts.forEach((from, index) => {
    const period = { from, until: cuts[index + 1] ?? spell.until }
    const within = (periods: readonly Period[]) => periods.some((other) => overlap(other, { from, until: from + 1 }) !== undefined)
    const category = within(means.benefits) ? 'BENEFIT_APPLICANT' : within(means.livingWage) ? 'CHARGED_TO_OCMW' : otherwise
    life.emit('work.jobseeker_registration', {
      registered_on: spell.from,
      category,
      category_code: CODES[category],
      mediation_status: mediation,
      ...columns(period),
    })
  })
  relate(life, { organisationId: life.world.vdab, sector: 'WORK', capacity: 'JOBSEEKER', source: 'VDAB', period: spell })
}

function drawMediation(draw: Random): string {
  if (draw.chance(CALIBRATION.work.inTraining)) return 'IN_TRAINING'
  return draw.chance(0.06) ? 'NOT_EMPLOYABLE_LONG_TERM' : 'IN_MEDIATION'
}

function emitBenefit(life: Life, right: Period, draw: Random): void {
  const until = life.goneOn === null ? right.until : earliest(right.until, life.goneOn)
  const last = Math.min(until ?? life.knownUntil, life.knownUntil)
  life.emit('work.benefit_right', {
    daily_amount_cents: draw.whole(5200, 8600),
    days_paid: Math.max(0, Math.floor(((last - right.from) * 26) / 30.4375)),
    ...columns({ from: right.from, until }),
  })
}

/** Invented employers: numbers from 1.9 up are not given out yet, check digits fit. */
function employerKbo(draw: Random): string {
  const body = 19_000_000 + draw.whole(0, 499) * 37
  return `${body}${String(97 - (body % 97)).padStart(2, '0')}`
}

/** Some keep a part-time job beside their registration as "working" (STAT.92 10, 80, 82, 93). [S16b] */
function emitJob(life: Life, job: Job, draw: Random): boolean {
  const kbo = employerKbo(draw)
  const wage = draw.whole(1450, 3600) * 100
  const registered = draw.chance(0.08) ? draw.pick(['10', '80', '82', '93']) : null
  const period = known(life, job)
  if (!period) return false
  life.emit('work.employment', {
    declaration: `SYN-${life.identity.personId.slice(0, 8)}-${job.declaration}`,
    employer_kbo: kbo,
    monthly_wage_cents: wage,
    cancelled: false,
    ...columns(period),
  })
  if (registered !== null) emitWorkingJobseeker(life, job, registered)
  return true
}

const WORKING_DAYS = 180

function emitWorkingJobseeker(life: Life, job: Job, code: string): void {
  const period = known(life, { from: job.from, until: earliest(job.until, job.from + WORKING_DAYS) })
  if (!period) return
  const row = { registered_on: job.from, category: 'WORKING', category_code: code, mediation_status: 'IN_MEDIATION' }
  life.emit('work.jobseeker_registration', { ...row, ...columns(period) })
  relate(life, { organisationId: life.world.vdab, sector: 'WORK', capacity: 'JOBSEEKER', source: 'VDAB', period })
}
