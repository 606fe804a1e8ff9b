/** From legs to figures: medians with the least and the most, and ratios to the limit. */
import type { Leg } from '../load/leg.ts'

export type Spread = { median: number; min: number; max: number }

/** Quantities of a leg that are summed up. */
export const MEASURES = ['perSecond', 'serverCpu', 'postgresCpu', 'p50', 'p95', 'p99', 'bytes', 'memoryMib'] as const
export type Measure = (typeof MEASURES)[number]

export type Summary = Pick<Leg, 'system' | 'question'> & Record<Measure, Spread> & { cpu: Spread; legs: number }

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 }
}

/** One summary per (question, system), in the order of their first legs. */
export function summarise(legs: readonly Leg[]): Summary[] {
  const groups = Map.groupBy(legs, ({ question, system }) => `${question} ${system}`)
  return [...groups.values()].map((group) => {
    const [{ system, question }] = group as [Leg, ...Leg[]]
    const spreads = MEASURES.map((measure) => [measure, spreadOf(group.map((leg) => leg[measure]))])
    const cpu = spreadOf(group.map(({ serverCpu, postgresCpu }) => serverCpu + postgresCpu))
    return { system, question, legs: group.length, cpu, ...(Object.fromEntries(spreads) as Record<Measure, Spread>) }
  })
}

/** How far the two halves of an A/A test are apart, as a share: 0.04 is 4 %. */
export function noiseOf(first: readonly Leg[], second: readonly Leg[]): { perSecond: number; cpu: number } {
  const apart = (value: (leg: Leg) => number) => {
    const [a, b] = [spreadOf(first.map(value)).median, spreadOf(second.map(value)).median]
    return Math.abs(a - b) / Math.max(Math.min(a, b), Number.EPSILON)
  }
  return { perSecond: apart((leg) => leg.perSecond), cpu: apart((leg) => leg.serverCpu + leg.postgresCpu) }
}
