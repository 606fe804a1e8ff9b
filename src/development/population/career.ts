/** Jobs and registrations as jobseeker in turn, before it is known how much of them has happened. */

import type { Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'
import { addMonths, type Day, MONTH, type Period, parseDay } from './day.ts'
import { worksTowardsWork } from './dossier.ts'
import type { Life } from './life.ts'
import { mayWork } from './permit.ts'
import type { LifePlan } from './plan.ts'

const { benefit, work } = CALIBRATION

/** A job; `until` null has no end yet. */
export type Job = Period & { declaration: number }

export type Career = {
  jobs: readonly Job[]
  /** From registration at VDAB to work found or to leaving the register. */
  registrations: readonly Period[]
  /** Unemployment benefit: `until` is the end of the right, also when it lies ahead. */
  benefits: readonly Period[]
}

const RAMP_FROM = parseDay('2023-01-01')
const RAMP_UNTIL = parseDay('2025-01-01')
/** The reform was published in July 2025; rights older than 2026 ended in phases, the last on 1 April 2026. [S22] */
const LIMIT_KNOWN_ON = parseDay('2025-07-29')
const LIMIT_FROM = parseDay('2026-01-01')
const LAST_PHASE_ON = parseDay('2026-04-01')
const MOST_SPELLS = 4

/** @param wageFrom start of a living wage: whoever needs one has no job before it. */
export function drawCareer(life: Life, plan: LifePlan | undefined, wageFrom: Day | undefined): Career {
  const draw = life.draw('work')
  const story: Story = { life, draw, jobs: [], registrations: [], benefits: [] }
  if (!mayWork(life)) return story
  const arrives = work.arrivesToWork[life.origin.eu || life.channel === 'WORK' ? 'eu' : 'third']
  const startsOn = life.adultOn + Math.round(draw.gamma(2, 2) * MONTH)
  const first = wageFrom === undefined && draw.chance(arrives) ? addJob(story, startsOn) : undefined
  const seeksFrom = drawRegistration(life, plan, draw, first)
  if (seeksFrom !== undefined && first !== undefined && first.from > seeksFrom) {
    story.registrations.push({ from: seeksFrom, until: first.from })
    afterJob(story, first, wageFrom)
  } else if (seeksFrom !== undefined) seek(story, seeksFrom, wageFrom)
  else if (first?.until) afterJob(story, first, wageFrom)
  return story
}

type Story = { life: Life; draw: Random; jobs: Job[]; registrations: Period[]; benefits: Period[] }

/** Day of registration at VDAB when the contract or the person's own wish asks for it. */
function drawRegistration(life: Life, plan: LifePlan | undefined, draw: Random, job: Job | undefined): Day | undefined {
  const contractOn = plan?.contractOn
  if (contractOn === undefined) {
    const from = life.adultOn + Math.round(draw.gamma(6, 2) * MONTH)
    return draw.chance(work.registersFreely) && job === undefined ? from : undefined
  }
  const inTime = draw.chance(shareWithin60Days(contractOn))
  const lag = inTime ? draw.whole(0, 59) : draw.whole(61, 400)
  if (!worksTowardsWork(life, contractOn) || !(inTime || draw.chance(0.4))) return undefined
  const working = job !== undefined && job.from <= contractOn + lag && (job.until === null || contractOn < job.until)
  return working ? undefined : contractOn + lag
}

/** Share of contracts followed by registration within 60 days, growing from 2023 to 2025. [S24] */
function shareWithin60Days(contractOn: Day): number {
  const progress = Math.min(Math.max((contractOn - RAMP_FROM) / (RAMP_UNTIL - RAMP_FROM), 0), 1)
  return work.within60DaysAtStart + progress * (work.within60DaysSince - work.within60DaysAtStart)
}

function addJob(story: Story, from: Day): Job {
  const stays = story.draw.chance(0.35)
  const length = Math.max(20, Math.round(story.draw.gamma(work.jobMeanMonths, 2) * MONTH))
  const job = { from, until: stays ? null : from + length, declaration: story.jobs.length }
  story.jobs.push(job)
  return job
}

/** A time on the register, which ends with work for some. */
function seek(story: Story, from: Day, wageFrom: Day | undefined): void {
  const { draw, life } = story
  const finds = draw.chance(life.obliged ? work.findsWork.obliged : work.findsWork.entitled)
  const months = draw.gamma(finds ? 7 : 26, 2)
  const until = Math.max(from, finds ? (wageFrom ?? 0) + 90 : 0) + 10 + Math.round(months * MONTH)
  story.registrations.push({ from, until })
  if (finds) afterJob(story, addJob(story, until), wageFrom)
}

/** Benefit for those who worked long enough, and back on the register for most. */
function afterJob(story: Story, job: Job, wageFrom: Day | undefined): void {
  const { draw, life } = story
  if (job.until === null || job.until > life.knownUntil || story.registrations.length >= MOST_SPELLS) return
  const monthsWorked = (job.until - job.from) / MONTH
  const claims = monthsWorked >= benefit.qualifyingMonths && draw.chance(benefit.claims)
  if (claims) story.benefits.push({ from: job.until, until: endOfRight(life, job.until, monthsWorked) })
  if (claims || draw.chance(0.5)) seek(story, job.until, wageFrom)
}

/** Twelve months and one per four months worked, at most 24; null while the limit was not yet law. [S22] */
function endOfRight(life: Life, from: Day, monthsWorked: number): Day | null {
  if (life.knownUntil < LIMIT_KNOWN_ON) return null
  const until = addMonths(from, 12 + Math.min(12, Math.floor(monthsWorked / 4)))
  return from < LIMIT_FROM ? Math.max(until, LAST_PHASE_ON) : until
}
