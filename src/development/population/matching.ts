/** What VDAB knows of a jobseeker beyond the registration: profile, training, exemption, transmission to the control service. */

import type { Random } from '../../base/random.ts'
import { MONTH, type Period } from './day.ts'
import { columns, happened, known, type Life } from './life.ts'

const GOALS = [
  'Schoonmaker',
  'Magazijnier',
  'Zorgkundige',
  'Lasser',
  'Keukenhulp',
  'Poetshulp',
  'Bouwvakker',
  'Administratief medewerker',
  'Programmeur',
  'Chauffeur',
] as const
const COMPETENCES = [
  'Teamwerk',
  'Rijbewijs B',
  'Heftruck',
  'Koken',
  'Zorg verlenen',
  'Lassen',
  'Office',
  'Verkoop',
  'Schilderen',
  'Programmeren',
] as const
const TRAININGS = [
  'Heftruckchauffeur',
  'Zorgkundige',
  'Nederlands op de opleidingsvloer',
  'Lassen',
  'Schoonmaak',
  'Webontwikkeling',
] as const

/** @param known registrations and rights to benefit, in order; at least one registration. */
export function emitMatching(life: Life, means: { registrations: readonly Period[]; benefits: readonly Period[] }, draw: Random): void {
  life.emit('work.jobseeker_profile', {
    job_goal: draw.pick(GOALS),
    competences: COMPETENCES.filter(() => draw.chance(0.25)),
    writing_required: draw.chance(0.3),
    medical_indication: draw.chance(0.05),
    driving_licence: draw.chance(0.4) ? 'B' : null,
    max_travel_minutes: draw.pick([30, 45, 60, 75]),
  })
  for (const spell of means.registrations) emitTraining(life, spell, draw)
  for (const right of means.benefits) emitExemption(life, right, draw)
  const [first] = means.registrations
  const transmittedOn = (first?.from ?? 0) + draw.whole(90, 500)
  if (!draw.chance(0.01) || !happened(life, transmittedOn)) return
  life.emit('work.control_transmission', { transmitted_on: transmittedOn, reason_code: draw.pick(['NO_SHOW', 'REFUSED_OFFER']) })
}

function emitTraining(life: Life, spell: Period, draw: Random): void {
  const takes = draw.chance(0.22)
  const from = spell.from + draw.whole(20, 150)
  const title = draw.pick(TRAININGS)
  const agreed = draw.chance(0.9)
  const period = known(life, { from, until: from + Math.round(draw.between(1, 8) * MONTH) })
  if (!takes || !period || (spell.until !== null && from >= spell.until)) return
  life.emit('work.vocational_training', { title, agreed, ...columns(period) })
}

function emitExemption(life: Life, right: Period, draw: Random): void {
  const exempt = draw.chance(0.08)
  const from = right.from + draw.whole(30, 120)
  const period = known(life, { from, until: from + draw.whole(60, 300) })
  if (exempt && period) life.emit('work.availability_exemption', { reason_code: draw.pick(['TRAINING', 'SOCIAL']), ...columns(period) })
}
