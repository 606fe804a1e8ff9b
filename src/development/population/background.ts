/** What intake learns about a person: languages, schooling, work before, and what stands in the way. */
import type { Life } from './life.ts'
import { happened } from './life.ts'
import type { LifePlan } from './plan.ts'

const DAYPARTS = ['MON_AM', 'TUE_AM', 'WED_AM', 'THU_AM', 'FRI_AM', 'MON_EVE', 'WED_EVE'] as const
const SECTORS = ['CONSTRUCTION', 'CARE', 'AGRICULTURE', 'TRADE', 'EDUCATION', 'ICT', 'TRANSPORT', 'HOSPITALITY'] as const
const DIPLOMAS = [null, 'PRIMARY', 'SECONDARY', 'SECONDARY', 'BACHELOR', 'MASTER'] as const

/** Writes one background row and the known languages, for those who registered with an agency. */
export function emitBackground(life: Life, plan: LifePlan, reachedA2: boolean): void {
  if (!happened(life, plan.registeredOn)) return
  const draw = life.draw('dossier')
  const diploma = draw.pick(DIPLOMAS)
  const worked = draw.chance(0.65)
  const housingDuty = draw.chance(0.08)
  life.emit('integration.background', {
    literate_latin_script: plan.literate && (life.origin.latin || draw.chance(0.6)),
    foreign_diploma_level: diploma,
    diploma_recognition: diploma === null ? null : draw.pick(['NONE', 'NONE', 'REQUESTED', 'RECOGNISED']),
    foreign_work_years: worked ? draw.whole(1, 20) : 0,
    foreign_work_sector: worked ? draw.pick(SECTORS) : null,
    labour_market_advice: draw.pick([null, 'DIRECT_TO_WORK', 'TRAINING_FIRST', 'DUTCH_FIRST']),
    childcare_obstacle: draw.chance(0.18),
    lesson_intensity: draw.pick([3, 6, 9, 12]),
    lesson_dayparts: DAYPARTS.filter(() => draw.chance(0.35)),
    fee_is_barrier: draw.chance(0.15),
    housing_language_duty: housingDuty,
    housing_language_met: housingDuty ? reachedA2 : null,
  })
  life.origin.languages.forEach((language, index) => {
    life.emit('integration.known_language', { language, knowledge: index === 0 ? 'MOTHER_TONGUE' : draw.pick(['GOOD', 'BASIC']) })
  })
}
