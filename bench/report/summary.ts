/** From legs to figures: medians with the least and the most, and ratios of neighbours. */
import type { Leg } from '../load/leg.ts'
import type { QuestionName } from '../questions.ts'
import type { SystemName } from '../systems/system.ts'

export type Spread = { median: number; min: number; max: number }

/** Quantities of a leg that are summed up. */
const MEASURES = ['perSecond', 'cpu', 'serverCpu', 'postgresCpu', 'p50', 'p95', 'p99', 'bytes', 'memoryMib'] as const
type Measure = (typeof MEASURES)[number]

/** Quantities of a leg that systems are compared by. */
export const COMPARED = ['perSecond', 'cpu', 'serverCpu'] as const satisfies readonly Measure[]
export type Compared = (typeof COMPARED)[number]

export type Summary = Pick<Leg, 'system' | 'question'> & Record<Measure, Spread> & { legs: number }

/** One figure of a system: the median of its legs. */
export type OfSystem = { system: SystemName; of: Compared; question: QuestionName }

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
    return { system, question, legs: group.length, ...(Object.fromEntries(spreads) as Record<Measure, Spread>) }
  })
}

/** Undefined when the system was not measured. */
export function figureOf(legs: readonly Leg[], figure: OfSystem): number | undefined {
  const values = valuesOf(legs, figure)
  return values.length === 0 ? undefined : spreadOf(values).median
}

/** One figure as a multiple of another, leg by leg of the same round: a machine that drifts does so under both. The median of the rounds. */
export function ratioOf(legs: readonly Leg[], figure: OfSystem, to: OfSystem): number | undefined {
  const [own, others] = [valuesOf(legs, figure), valuesOf(legs, to)]
  if (own.length === 0 || own.length !== others.length) return undefined
  return spreadOf(own.map((value, round) => value / (others[round] ?? Number.NaN))).median
}

function valuesOf(legs: readonly Leg[], { system, of, question }: OfSystem): number[] {
  return legs.filter((leg) => leg.system === system && leg.question === question).map((leg) => leg[of])
}
