/** Individual projects for social integration (GPMI): objectives, evaluations, and the agency that co-signs some. */

import { choice, type Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'
import { type Day, MONTH, type Period } from './day.ts'
import { columns, happened, known, type Life, relate } from './life.ts'
import type { PaidPeriod } from './welfare.ts'

const { local } = CALIBRATION

/** A project is drawn up within three months of the decision. [S9] */
const DRAWN_UP_WITHIN_DAYS = 90
/** At least three evaluations a year. [S9] */
const EVALUATION_DAYS = 110

const type = choice([
  ['EMPLOYMENT', 0.45],
  ['TRAINING', 0.2],
  ['STUDY', 0.1],
  ['SOCIAL_INTEGRATION', 0.25],
])
const verdict = choice([
  ['POSITIVE', 0.75],
  ['MIXED', 0.2],
  ['NEGATIVE', 0.05],
])

/** Writes a project per paid period, for the persons who have one. */
export function emitGpmi(life: Life, livingWage: readonly PaidPeriod[], draw: Random): void {
  const has = draw.chance(local.gpmi)
  const agencyIsParty = draw.chance(local.agencyIsParty)
  for (const paid of livingWage) {
    const from = paid.from + draw.whole(0, DRAWN_UP_WITHIN_DAYS)
    const ends = paid.until !== null && paid.until <= from
    if (!has || ends || paid.organisationId === undefined || !happened(life, from)) continue
    const agency = agencyIsParty ? life.world.agencyOf(paid.nisCode) : null
    emitProject(life, { from, until: paid.until }, { organisationId: paid.organisationId, agency, draw })
  }
}

/** @property agency the one that co-signed. */
type Project = { organisationId: number; agency: number | null; draw: Random }

function emitProject(life: Life, period: Period, { organisationId, agency, draw }: Project): void {
  const suspendedOn = period.from + draw.whole(120, 300)
  const suspension = draw.chance(0.02) ? known(life, { from: suspendedOn, until: suspendedOn + 30 }) : undefined
  const suspended = suspension !== undefined && (period.until === null || suspendedOn < period.until)
  life.emit('local.gpmi', {
    organisation_id: organisationId,
    type: type(draw),
    party_agency_id: agency,
    health_or_equity_exception: draw.chance(0.03),
    suspended_from: suspended ? suspendedOn : null,
    suspended_until: suspended ? suspendedOn + 30 : null,
    ...columns(period),
  })
  relate(life, { organisationId, sector: 'LOCAL', capacity: 'GPMI_CLIENT', source: 'OCMW', period })
  emitObjectives(life, { organisationId, agreedOn: period.from }, draw)
  emitEvaluations(life, { ...period, organisationId }, draw)
}

function emitObjectives(life: Life, { organisationId, agreedOn }: { organisationId: number; agreedOn: Day }, draw: Random): void {
  const dueOn = agreedOn + Math.round(draw.between(6, 18) * MONTH)
  const agreed = { organisation_id: organisationId, agreed_on: agreedOn, due_on: dueOn }
  const objective = (kind: string, probability: number, row: { level?: string; mode?: string; note?: string } = {}) => {
    if (draw.chance(probability)) life.emit('local.gpmi_objective', { kind, ...row, ...agreed })
  }
  objective('DUTCH', 0.55, { level: draw.pick(['A1', 'A2', 'A2', 'B1']), mode: draw.chance(0.8) ? 'ORAL' : 'WRITTEN' })
  objective('SOCIAL_ORIENTATION', 0.35)
  objective('WORK', local.gpmiWithWorkTrack)
  objective('OTHER', 0.15, { note: draw.pick(['Budget op orde brengen', 'Vaste huisarts zoeken', 'Een geschikte woning zoeken']) })
}

/** Planned ones in turn; held as long as they lie behind, and the next one planned. */
function emitEvaluations(life: Life, period: Period & { organisationId: number }, draw: Random): void {
  let plannedOn = period.from + EVALUATION_DAYS
  while (period.until === null || plannedOn < period.until) {
    const heldOn = plannedOn + draw.whole(-3, 12)
    const held = draw.chance(0.94) && happened(life, heldOn) && (period.until === null || heldOn < period.until)
    life.emit('local.gpmi_evaluation', {
      organisation_id: period.organisationId,
      planned_on: plannedOn,
      held_on: held ? heldOn : null,
      verdict: held ? verdict(draw) : null,
    })
    if (plannedOn > life.knownUntil) return
    plannedOn += EVALUATION_DAYS + draw.whole(-5, 10)
  }
}
