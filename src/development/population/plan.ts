/**
 * Course of an integration trajectory before it is known how much of it has happened. All days lie in causal order: registration, contract,
 * courses, levels, certificate. Steps are shares of the whole duration, so that a slow trajectory is slow throughout.
 */

import { choice, type Random } from '../../base/random.ts'
import { CALIBRATION, CONTRACT_OF_ENTITLED } from './calibration.ts'
import { type Day, MONTH, parseDay } from './day.ts'
import { happened, type Life } from './life.ts'

const { contract, dutch, orientation, registration, trajectory } = CALIBRATION

export type Level = 'A0' | 'A1' | 'A2' | 'B1'
export type CourseOutcome = 'CERTIFICATE' | 'EFFORT_STATEMENT' | 'DROP_OUT'

/** Social orientation: courses with their test, in turn. */
export type OrientationTry = { startedOn: Day; testedOn: Day; passed: boolean }

export type LifePlan = {
  kind: 'OBLIGED' | 'ENTITLED' | 'DUTCH_ONLY' | 'GUIDANCE'
  exempted: boolean
  registeredOn: Day
  contractOn: Day | undefined
  /** Last day of the course: of the certificate, or of dropping out. */
  endsOn: Day
  /** Agencies close a dossier some weeks after a certificate. [P] */
  closesOn: Day
  outcome: CourseOutcome
  literate: boolean
  startLevel: Level
  /** Day on which each level is reached orally, through lessons. */
  reaches: Partial<Record<Level, Day>>
  /** Days from contract to end. */
  days: number
  orientation: readonly OrientationTry[]
}

const startLevel = choice<Level>([
  ['A0', dutch.startLevel.A0],
  ['A1', dutch.startLevel.A1],
  ['A2', dutch.startLevel.A2],
  ['B1', dutch.startLevel.B1],
])

const THRESHOLD_ON = parseDay('2023-03-01')
const SHORTEST_DAYS = 150

/** Chance of A2 for those who start below it, so that lessons bring `reachesA2` of all contracts there. */
const REACHES_A2 = dutch.reachesA2 / (dutch.startLevel.A0 + dutch.startLevel.A1)
const HAS_A2 = dutch.reachesA2 + dutch.startLevel.A2 + dutch.startLevel.B1
/** A second try is as likely to succeed as the first. */
const PASSES_IN_THE_END = 1 - (1 - orientation.passSince) ** 2
/** A certificate needs A2 and social orientation: who has both gets it by this chance. */
const CERTIFIED = trajectory.certificate / (HAS_A2 * PASSES_IN_THE_END)
/** Median of the duration, to set the share of it at which A2 is reached. */
const MEDIAN_OF_MEAN = 0.945
const A2_AT = dutch.a2MedianMonths / (trajectory.durationMeanMonths * MEDIAN_OF_MEAN)

/** @returns undefined for persons outside the target group and those who never meet an agency. */
export function drawPlan(life: Life): LifePlan | undefined {
  const draw = life.draw('integration')
  const exempted = life.obliged && draw.chance(registration.exemptedOfObliged)
  const signs = !exempted && draw.chance(contractChance(life))
  const comes = signs || draw.chance(life.obliged ? registration.obligedWithoutContract : registration.entitledWithoutContract)
  if (!life.member || !comes) return undefined
  const lag = draw.logNormal(registration.lagMedianMonths, registration.lagSigma)
  const registeredOn = life.adultOn + Math.round(lag * MONTH)
  return signs ? withContract(life, draw, registeredOn) : withoutContract(draw, registeredOn, exempted)
}

function contractChance(life: Life): number {
  if (life.obliged) return contract.obliged / (1 - registration.exemptedOfObliged)
  return life.origin.eu ? CONTRACT_OF_ENTITLED.eu : CONTRACT_OF_ENTITLED.third
}

function withContract(life: Life, draw: Random, registeredOn: Day): LifePlan {
  const contractOn = registeredOn + 1 + Math.round(draw.gamma(contract.waitMeanMonths, 2) * MONTH)
  const days = Math.max(SHORTEST_DAYS, Math.round(draw.gamma(trajectory.durationMeanMonths, trajectory.durationShape) * MONTH))
  const start = startLevel(draw)
  const literate = start !== 'A0' || life.origin.latin || draw.chance(0.75)
  const reaches = drawLevels(draw, { start, contractOn, days, reachesA2: draw.chance(REACHES_A2) })
  const tries = drawOrientation(draw, contractOn, days)
  const hasA2 = start === 'A2' || start === 'B1' || reaches.A2 !== undefined
  const certified = hasA2 && tries.some(({ passed }) => passed) && draw.chance(CERTIFIED)
  const effort = !hasA2 && draw.chance(trajectory.effortStatement / (1 - HAS_A2))
  const outcome = certified ? 'CERTIFICATE' : effort ? 'EFFORT_STATEMENT' : 'DROP_OUT'
  const endsAt = outcome !== 'DROP_OUT' ? 1 : hasA2 ? draw.between(0.86, 0.98) : draw.between(0.2, 0.95)
  const kind = life.obliged ? 'OBLIGED' : 'ENTITLED'
  const endsOn = contractOn + Math.round(days * endsAt)
  const closesOn = endsOn + (outcome === 'DROP_OUT' ? 0 : draw.whole(30, 120))
  return {
    kind,
    exempted: false,
    registeredOn,
    contractOn,
    endsOn,
    closesOn,
    outcome,
    literate,
    startLevel: start,
    reaches,
    days,
    orientation: tries,
  }
}

/** Dutch lessons or advice without an integration contract. */
function withoutContract(draw: Random, registeredOn: Day, exempted: boolean): LifePlan {
  const days = SHORTEST_DAYS + Math.round(draw.gamma(4, 2) * MONTH)
  const start = startLevel(draw)
  const lessons = start === 'A0' && draw.chance(0.5)
  const common = {
    exempted,
    registeredOn,
    contractOn: undefined,
    endsOn: registeredOn + days,
    closesOn: registeredOn + days,
    outcome: 'DROP_OUT',
    days,
    orientation: [],
  } as const
  const reaches = lessons && draw.chance(0.7) ? { A1: registeredOn + Math.round(days * 0.8) } : {}
  return { ...common, kind: lessons ? 'DUTCH_ONLY' : 'GUIDANCE', literate: true, startLevel: start, reaches }
}

function drawLevels(draw: Random, plan: { start: Level; contractOn: Day; days: number; reachesA2: boolean }): LifePlan['reaches'] {
  const at = (share: number) => plan.contractOn + Math.round(plan.days * share)
  const a2At = A2_AT * draw.between(0.85, 1.15)
  const reaches: LifePlan['reaches'] = {}
  if (plan.start === 'A0' && (plan.reachesA2 || draw.chance(0.6))) reaches.A1 = at(a2At * draw.between(0.45, 0.6))
  if ((plan.start === 'A0' || plan.start === 'A1') && plan.reachesA2) reaches.A2 = at(a2At)
  const from = plan.start === 'A2' ? plan.contractOn + 30 : reaches.A2
  if (from !== undefined && draw.chance(dutch.reachesB1)) reaches.B1 = from + 60 + Math.round(draw.gamma(9, 3) * MONTH)
  return reaches
}

function drawOrientation(draw: Random, contractOn: Day, days: number): OrientationTry[] {
  const attempt = (startedOn: Day): OrientationTry => {
    const testedOn = startedOn + 30 + Math.round(days * 0.1)
    return { startedOn, testedOn, passed: draw.chance(testedOn < THRESHOLD_ON ? orientation.passBefore : orientation.passSince) }
  }
  const first = attempt(contractOn + 1 + Math.round(days * draw.between(0.04, 0.2)))
  return first.passed ? [first] : [first, attempt(first.testedOn + Math.round(days * 0.05) + 1)]
}

/** Whether a day of the plan came to pass: known, and not after the trajectory had ended. */
export function tookPlace(life: Life, plan: LifePlan, day: Day | undefined): day is Day {
  return happened(life, day) && day <= plan.endsOn
}
