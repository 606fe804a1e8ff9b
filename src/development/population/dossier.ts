/** Integration dossier: status in the target group, registration, contract, trajectory and how it ended. */

import type { Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'
import { emitCoverage } from './coverage.ts'
import { addMonths, type Day, type Period, parseDay } from './day.ts'
import { columns, happened, known, type Life, relate, stayOn } from './life.ts'
import { fictionalCounsellor } from './names.ts'
import { type LifePlan, tookPlace } from './plan.ts'

const REGIMES = [
  ['SINCE_SEPTEMBER_2023', parseDay('2023-09-01')],
  ['SINCE_MARCH_2022', parseDay('2022-03-01')],
] as const

/** Writes what every agency knows of the person, whether it came or not. */
export function emitTargetGroup(life: Life, plan: LifePlan | undefined): void {
  const exempted = plan?.exempted ?? false
  const adult = life.adultOn > life.arrivedOn
  if (adult) emitStatus(life, { from: life.arrivedOn, until: life.adultOn }, { member: true, type: 'MINOR', exempted: false })
  emitStatus(
    life,
    { from: life.adultOn, until: null },
    {
      member: life.member,
      type: life.member ? (life.obliged ? 'OBLIGED' : 'ENTITLED') : null,
      subtype: life.member ? (life.obliged ? 'VOL_PROG' : 'RECHT') : null,
      reason_not_member: life.member ? null : life.channel === 'ASYLUM' ? 'ASYLUM_APPLICANT' : 'STAY_UNDER_ONE_YEAR',
      exempted,
      exemption_reason: exempted ? exemptionGround(life) : null,
    },
  )
  emitCoverage(life, 'integration')
}

type Status = {
  member: boolean
  type: string | null
  subtype?: string | null
  reason_not_member?: string | null
  exempted: boolean
  exemption_reason?: string | null
}

function emitStatus(life: Life, planned: Period, status: Status): void {
  const period = known(life, planned)
  if (period) life.emit('integration.target_group', { ...status, ...columns(period) })
}

function exemptionGround(life: Life): string {
  if (addMonths(life.identity.birthDate, 65 * 12) <= life.adultOn) return 'AGE_65'
  return life.draw('dossier').pick(['ILLNESS', 'FLEMISH_DIPLOMA', 'EU_LONG_TERM_RESIDENT'])
}

/** Writes registration, contract, trajectory and outcome as far as they happened. @returns the agency, when the person is its client. */
export function emitDossier(life: Life, plan: LifePlan): number | undefined {
  if (!happened(life, plan.registeredOn)) return undefined
  const draw = life.draw('dossier')
  const agency = life.world.agencyOf(stayOn(life, plan.registeredOn)?.nisCode ?? '')
  life.emit('integration.registration', {
    registered_on: plan.registeredOn,
    repeated: draw.chance(0.06),
    reason_code: draw.chance(0.6) ? '13' : '15',
  })
  emitContract(life, plan, draw)
  emitTrajectory(life, plan, { agency, draw })
  emitCertificate(life, plan)
  return agency
}

function emitContract(life: Life, { contractOn, registeredOn }: LifePlan, draw: Random): void {
  const postponed = draw.chance(CALIBRATION.contract.postponed)
  if (!happened(life, contractOn)) return
  life.emit('integration.contract', {
    signed_on: contractOn,
    regime: REGIMES.find(([, since]) => contractOn >= since)?.[0] ?? 'BEFORE_MARCH_2022',
    social_orientation: true,
    dutch: true,
    work: worksTowardsWork(life, contractOn),
    participation: life.obliged,
  })
  if (!postponed) return
  const from = registeredOn + Math.floor((contractOn - registeredOn) / 2)
  life.emit('integration.signature_postponement', { reason_code: 'BIJSTAND_ZIEK_FAMILIELID', valid_from: from, valid_until: contractOn })
}

/** The track to work is for those of working age who do not study. [S1] */
export function worksTowardsWork(life: Life, contractOn: Day): boolean {
  return life.channel !== 'STUDY' && addMonths(life.identity.birthDate, 65 * 12) > contractOn
}

/** One row per status: none before the contract, active, on hold for some, ended. */
function emitTrajectory(life: Life, plan: LifePlan, { agency, draw }: { agency: number; draw: Random }): void {
  const common = {
    kind: plan.kind,
    organisation_id: agency,
    counsellor_name: fictionalCounsellor(draw),
    counsellor_unit: draw.pick(['Team Noord', 'Team Centrum', 'Team Zuid']),
    weekly_hours: draw.pick([6, 9, 12, 15, 20]),
  }
  for (const [status, planned] of statuses(plan, draw)) {
    const period = known(life, planned)
    if (!period) continue
    const stop_reason = status === 'ENDED' ? stopReason(plan, draw) : null
    life.emit('integration.trajectory', { ...common, status, stop_reason, ...columns(period) })
    if (status !== 'ENDED')
      relate(life, { organisationId: agency, sector: 'INTEGRATION', capacity: 'TRAJECTORY_CLIENT', source: 'KBI', period })
  }
}

function statuses({ registeredOn, contractOn, endsOn, closesOn }: LifePlan, draw: Random): [string | null, Period][] {
  const start = contractOn ?? registeredOn
  const held = contractOn !== undefined && draw.chance(CALIBRATION.trajectory.onHold)
  const at = (share: number) => start + Math.floor((endsOn - start) * share)
  const active: [string, Period][] = held
    ? [
        ['ACTIVE', { from: start, until: at(0.4) }],
        ['ON_HOLD', { from: at(0.4), until: at(0.6) }],
        ['ACTIVE', { from: at(0.6), until: closesOn }],
      ]
    : [['ACTIVE', { from: start, until: closesOn }]]
  const waiting: [null, Period][] = contractOn === undefined ? [] : [[null, { from: registeredOn, until: contractOn }]]
  return [...waiting, ...active, ['ENDED', { from: closesOn, until: null }]]
}

function stopReason({ outcome, contractOn }: LifePlan, draw: Random): string | null {
  if (outcome !== 'DROP_OUT') return 'GOALS_REACHED'
  return contractOn === undefined ? null : draw.pick(['WORK', 'STUDY', 'MOVED', 'NO_LONGER_WANTED', 'UNREACHABLE'])
}

function emitCertificate(life: Life, plan: LifePlan): void {
  if (plan.outcome === 'DROP_OUT' || !tookPlace(life, plan, plan.endsOn)) return
  const certified = plan.outcome === 'CERTIFICATE'
  life.emit('integration.certificate', {
    kind: certified ? 'INTEGRATION' : 'EFFORT_STATEMENT',
    model_code: certified ? 'AI023' : null,
    issued_on: plan.endsOn,
  })
}
