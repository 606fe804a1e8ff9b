/** From legs to figures: the hub without an idea, as a multiple of the hub with it in the same round. */
import type { Cost } from '../load/leg.ts'
import { type Spread, spreadOf } from '../report/summary.ts'
import { renderRows } from '../report/table.ts'
import type { Asked } from './ideas.ts'

/** One leg of each, next to each other. */
export type Pair = { idea: string; asked: Asked; given: Cost; without: Cost }

const MEASURES = ['perSecond', 'p50', 'serverCpu', 'postgresCpu', 'cpu', 'memoryMib'] as const
type Measure = (typeof MEASURES)[number]

/** @property of multiples, round by round. @property given figures of the hub as it is. */
export type Gain = { idea: string; asked: Asked; of: Record<Measure, Spread>; given: Record<Measure, Spread> }

/** One per idea and question, in the order of their first legs. */
export function gainsOf(pairs: readonly Pair[]): Gain[] {
  const groups = Map.groupBy(pairs, ({ idea, asked }) => `${idea} ${asked}`)
  return [...groups.values()].map((group) => {
    const [{ idea, asked }] = group as [Pair, ...Pair[]]
    const spread = (value: (pair: Pair, measure: Measure) => number) =>
      Object.fromEntries(MEASURES.map((measure) => [measure, spreadOf(group.map((pair) => value(pair, measure)))])) as Gain['of']
    return {
      idea,
      asked,
      of: spread(({ given, without }, measure) => without[measure] / given[measure]),
      given: spread(({ given }, measure) => given[measure]),
    }
  })
}

/** What an idea must gain in some figure to be kept. */
const WORTH = 0.1

/** `yes`: the hub is a tenth worse without it in some figure, and by more than the hub differs from itself. `unclear`: a tenth, within that noise. */
export function verdictOf(gain: Gain, noise: Gain | undefined): 'yes' | 'no' | 'unclear' {
  const worse = MEASURES.filter((measure) => worseOf(gain, measure) >= 1 + WORTH)
  if (worse.length === 0) return 'no'
  return worse.some((measure) => worseOf(gain, measure) > (noise === undefined ? 1 : worstOf(noise, measure))) ? 'yes' : 'unclear'
}

/** How much worse the hub is without the idea: fewer requests, or more of what costs. */
const worseOf = ({ of }: Gain, measure: Measure) => (measure === 'perSecond' ? 1 / of.perSecond.median : of[measure].median)

/** Largest multiple of one round, either way round: which of two equal processes is called the other is chance. */
function worstOf({ of }: Gain, measure: Measure): number {
  return Math.max(of[measure].max, 1 / of[measure].min)
}

const HEAD = ['idea', 'question', 'requests/s', 'p50', 'server CPU', 'PostgreSQL CPU', 'CPU', 'memory', 'with it: CPU ms', 'a tenth']

/** Medians with [least, most] of the hub without the idea as multiples of the hub with it. @param self name of the hub against itself. */
export function renderGains(gains: readonly Gain[], self: string): string {
  const noiseOf = (asked: Asked) => gains.find((gain) => gain.idea === self && gain.asked === asked)
  const rows = gains.map((gain) => [
    gain.idea,
    gain.asked,
    ...(['perSecond', 'p50', 'serverCpu', 'postgresCpu', 'cpu'] as const).map((measure) => wide(gain.of[measure])),
    gain.of.memoryMib.median.toFixed(2),
    gain.given.cpu.median.toFixed(2),
    gain.idea === self ? '-' : verdictOf(gain, noiseOf(gain.asked)),
  ])
  return renderRows([HEAD, ...rows])
}

function wide({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} [${min.toFixed(2)}, ${max.toFixed(2)}]`
}
