/** What a person learns on the way: social orientation and Dutch, with courses, tests and levels. */

import type { Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'
import { type Day, MONTH } from './day.ts'
import { columns, happened, known, type Life } from './life.ts'
import { type Level, type LifePlan, tookPlace } from './plan.ts'

/** Invented centres by provider type. */
const SCHOOLS = {
  CBE: [
    ['CBE De Open Klas', '990011'],
    ['CBE Woordenrijk', '990012'],
  ],
  CVO: [
    ['CVO Zandkant', '990021'],
    ['CVO Vierwegen', '990022'],
    ['CVO De Spreekbuis', '990023'],
  ],
  UTC: [['Talencentrum Campuspoort', '990031']],
} as const

const MODULES: Partial<Record<Level, string>> = { A1: 'NT2 - Breakthrough', A2: 'NT2 - Waystage', B1: 'NT2 - Threshold' }
const DAYPARTS = [
  ['MON_AM', 'WED_AM', 'FRI_AM'],
  ['TUE_AM', 'THU_AM'],
  ['MON_EVE', 'WED_EVE'],
  ['TUE_PM', 'THU_PM', 'FRI_PM'],
  ['SAT_AM'],
] as const
const LADDER = ['A1', 'A2', 'B1'] as const

/** Norms and practical questions together: 41, of which 25 pass. [S28] */
const TEST_QUESTIONS = 41
const TEST_PASSES = 25

/** Writes the courses of social orientation with their test, one row per try. */
export function emitOrientation(life: Life, plan: LifePlan): void {
  const draw = life.draw('dutch')
  for (const { startedOn, testedOn, passed } of plan.orientation) {
    const attendance = passed ? draw.whole(75, 100) : draw.whole(40, 95)
    const score = passed ? draw.whole(TEST_PASSES, TEST_QUESTIONS) : draw.whole(8, TEST_PASSES - 1)
    if (!tookPlace(life, plan, startedOn)) continue
    const tested = tookPlace(life, plan, testedOn)
    life.emit('integration.social_orientation', {
      started_on: startedOn,
      attendance_percent: attendance,
      test_score: tested ? score : null,
      passed: tested ? passed : null,
      passed_on: tested && passed ? testedOn : null,
    })
  }
}

/** Writes intake, courses and levels of Dutch. */
export function emitDutch(life: Life, plan: LifePlan): void {
  const draw = life.draw('dutch')
  const intakeOn = Math.min(plan.registeredOn + draw.whole(1, 30), (plan.contractOn ?? Number.POSITIVE_INFINITY) - 1)
  if (!tookPlace(life, plan, intakeOn)) return
  life.emit('integration.dutch_intake', { held_on: intakeOn, learning_ability: draw.whole(1, 5) })
  for (const level of levelsUpTo(plan.startLevel)) emitLevel(life, { level, orallyOn: intakeOn, written: plan.literate }, draw)
  emitSteps(life, plan, draw)
}

function levelsUpTo(level: Level): Level[] {
  return LADDER.filter((step) => step <= level)
}

/** Courses one after the other: each runs until its level is reached, the first that is not reached until the end. */
function emitSteps(life: Life, plan: LifePlan, draw: Random): void {
  let from = (plan.contractOn ?? plan.registeredOn) + draw.whole(10, 25)
  for (const level of LADDER.filter((step) => step > plan.startLevel)) {
    const reachedOn = plan.reaches[level]
    if (level === 'B1' && reachedOn === undefined) return
    emitCourse(life, { level, from, until: reachedOn ?? plan.endsOn, completed: reachedOn !== undefined, literate: plan.literate }, draw)
    if (reachedOn === undefined) return
    if (level === 'B1' ? !happened(life, reachedOn) : !tookPlace(life, plan, reachedOn)) return
    emitLevel(life, { level, orallyOn: reachedOn, written: plan.literate && draw.chance(CALIBRATION.dutch.writtenFollows) }, draw)
    from = reachedOn + draw.whole(3, 21)
  }
}

type Course = { level: Level; from: Day; until: Day; completed: boolean; literate: boolean }

function emitCourse(life: Life, { level, from, until, completed, literate }: Course, draw: Random): void {
  const provider = !literate ? 'CBE' : draw.chance(0.12) ? 'UTC' : draw.chance(0.25) ? 'CBE' : 'CVO'
  const [school, number] = draw.pick<readonly [string, string]>(SCHOOLS[provider])
  const dayparts = draw.pick<readonly string[]>(DAYPARTS)
  const attendance = completed ? draw.whole(70, 100) : draw.whole(30, 85)
  if (until <= from) return
  const period = known(life, { from, until })
  if (!period) return
  life.emit('integration.dutch_course', {
    school,
    school_number: number,
    provider_type: provider,
    module: MODULES[level] ? `${MODULES[level]} mondeling` : null,
    level,
    dayparts,
    weekly_hours: dayparts.length * 3,
    attendance_percent: attendance,
    status: period.until === null ? 'INGESCHREVEN' : period.until === until && completed ? 'GESLAAGD' : 'STOPGEZET',
    ...columns(period),
  })
}

/** Oral level, and the written one up to three months later. */
function emitLevel(life: Life, reached: { level: Level; orallyOn: Day; written: boolean }, draw: Random): void {
  const { level, orallyOn } = reached
  const writtenOn = orallyOn + Math.round(draw.between(0, 3) * MONTH)
  life.emit('integration.dutch_level', { mode: 'ORAL', level, reached_on: orallyOn, test_score: draw.whole(50, 98) })
  if (!reached.written || !happened(life, writtenOn)) return
  life.emit('integration.dutch_level', { mode: 'WRITTEN', level, reached_on: writtenOn, test_score: draw.whole(50, 95) })
}
