/** Living wage in the making: who needs one, from when, and which OCMW pays which part of it. */
import { CALIBRATION, LIVING_WAGE_OF_ENTITLED } from './calibration.ts'
import type { Career } from './career.ts'
import { type Day, earliest, MONTH, overlap, type Period } from './day.ts'
import { known, type Life } from './life.ts'

const { local } = CALIBRATION

/** Known period paid by one OCMW. */
export type PaidPeriod = Period & { nisCode: string; organisationId: number | undefined }

/** Planned need: from when, and how long at most. */
export type Need = { from: Day; days: number }

/** @returns undefined for the many who never need one. */
export function drawNeed(life: Life): Need | undefined {
  const draw = life.draw('welfare')
  const needs = draw.chance(life.obliged ? local.livingWageOfObliged : LIVING_WAGE_OF_ENTITLED)
  const from = life.adultOn + Math.round(draw.gamma(4, 2) * MONTH)
  const days = Math.max(30, Math.round(draw.gamma(local.durationMeanMonths, 2) * MONTH))
  return needs && life.member ? { from, days } : undefined
}

/** Living wage as it came to pass: until the first job at the latest, and a new OCMW after a move. */
export function livingWagePeriods(life: Life, need: Need | undefined, career: Career): PaidPeriod[] {
  if (need === undefined) return []
  const job = career.jobs.find(({ from }) => from > need.from)
  const paid = known(life, { from: need.from, until: earliest(need.from + need.days, job?.from ?? null) })
  if (paid === undefined) return []
  return life.stays.flatMap((stay) => {
    const period = overlap(stay, paid)
    return period ? [{ ...period, nisCode: stay.nisCode, organisationId: life.world.localOrganisation('OCMW', stay.nisCode) }] : []
  })
}
