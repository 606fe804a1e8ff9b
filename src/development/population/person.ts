/** One person from arrival to today, over all domains. */
import { arrive, type Setting } from './arrival.ts'
import { emitBackground } from './background.ts'
import { type Career, drawCareer } from './career.ts'
import { type Client, emitConsents } from './consents.ts'
import { emitDossier, emitTargetGroup } from './dossier.ts'
import { emitDutch, emitOrientation } from './lessons.ts'
import { happened, type Life } from './life.ts'
import { emitLocal } from './local.ts'
import { emitFees, emitInfringement, emitParticipation } from './obligations.ts'
import { emitPermits } from './permit.ts'
import { drawPlan, type LifePlan, tookPlace } from './plan.ts'
import { emitReferrals } from './referrals.ts'
import { emitRelations } from './relations.ts'
import type { Batch } from './rows.ts'
import { drawNeed, livingWagePeriods, type PaidPeriod } from './welfare.ts'
import { emitWork } from './work.ts'

/** Agencies have not heard of everybody who arrived: the register is delivered to them with gaps. [P] */
const UNKNOWN_TO_AGENCIES = 0.03

/** Adds all rows of person `index` (from 0) to the batch. Pure: the same setting and index give the same rows, but for the nonce of the encrypted number. */
export function writePerson(setting: Setting, index: number, batch: Batch): void {
  const life = arrive(setting, index, batch)
  emitPermits(life)
  const plan = drawPlan(life)
  const need = drawNeed(life)
  const career = drawCareer(life, plan, need?.from)
  const livingWage = livingWagePeriods(life, need, career)
  const agency = writeIntegration(life, plan, livingWage)
  emitWork(life, career, livingWage)
  emitLocal(life, livingWage)
  const jobseekerFrom = firstRegistration(life, career)
  const registeredOn = agency === undefined ? undefined : plan?.registeredOn
  emitReferrals(life, { agency, contractOn: plan?.contractOn, livingWage, jobseekerFrom })
  emitRelations(life)
  const [aid] = livingWage
  emitConsents(life, {
    agency: clientOf(agency, registeredOn),
    ocmw: clientOf(aid?.organisationId, aid?.from),
    vdab: clientOf(life.world.vdab, jobseekerFrom),
  })
}

function clientOf(organisationId: number | undefined, since: Client['since'] | undefined): Client | undefined {
  return organisationId === undefined || since === undefined ? undefined : { organisationId, since }
}

/** @returns the agency of which the person is a client. */
function writeIntegration(life: Life, plan: LifePlan | undefined, livingWage: readonly PaidPeriod[]): number | undefined {
  if (plan === undefined && life.draw('dossier').chance(UNKNOWN_TO_AGENCIES)) return undefined
  emitTargetGroup(life, plan)
  emitInfringement(life, plan)
  if (plan === undefined) return undefined
  const agency = emitDossier(life, plan)
  if (agency === undefined) return undefined
  emitOrientation(life, plan)
  emitDutch(life, plan)
  emitBackground(life, plan, plan.startLevel >= 'A2' || tookPlace(life, plan, plan.reaches.A2))
  emitFees(life, plan, livingWage)
  emitParticipation(life, plan)
  return agency
}

function firstRegistration(life: Life, career: Career): number | undefined {
  const from = career.registrations[0]?.from
  return happened(life, from) ? from : undefined
}
