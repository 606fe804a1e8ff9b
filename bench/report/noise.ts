/** How far a system is from itself: A/A. */
import type { Leg } from '../load/leg.ts'
import { COMPARED, type Compared, spreadOf } from './summary.ts'

/** Legs of one process on one question, one after the other. */
export type Self = readonly [Leg, ...Leg[]]

/** A/A of one system on one question: relative differences of what systems are compared by, between the processes that are furthest apart. 0.04 is 4 %. */
export type Noise = Pick<Leg, 'question' | 'system'> & { quiet: boolean } & Record<Compared, number>

/** How far the same system may be from itself. */
const QUIET = 0.1

/** One per (question, system), in the order of their first processes. */
export function noiseOf(selves: readonly Self[]): Noise[] {
  const groups = Map.groupBy(selves, ([{ question, system }]) => `${question} ${system}`)
  return [...groups.values()].map((processes) => {
    const [[{ question, system }]] = processes as [Self, ...Self[]]
    const apart = Object.fromEntries(COMPARED.map((measure) => [measure, apartIn(processes, measure)])) as Record<Compared, number>
    return { question, system, ...apart, quiet: apart.perSecond <= QUIET && apart.cpu <= QUIET }
  })
}

function apartIn(processes: readonly Self[], measure: Compared): number {
  const { min, max } = spreadOf(processes.map((legs) => spreadOf(legs.map((leg) => leg[measure])).median))
  return max === 0 ? 0 : (max - min) / max
}
