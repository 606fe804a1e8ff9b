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
export const WORTH = 0.1

/** Whether the hub is a tenth worse without it: in rate, latency, processor time or memory. */
export function pays({ of }: Gain): boolean {
  const { perSecond, ...costs } = of
  return perSecond.median <= 1 / (1 + WORTH) || Object.values(costs).some(({ median }) => median >= 1 + WORTH)
}

const HEAD = ['idea', 'question', 'requests/s', 'p50', 'server CPU', 'PostgreSQL CPU', 'CPU', 'memory', 'with it: CPU ms', 'pays']

/** Medians with [least, most] of the hub without the idea as multiples of the hub with it. */
export function renderGains(gains: readonly Gain[]): string {
  const rows = gains.map((gain) => [
    gain.idea,
    gain.asked,
    ...(['perSecond', 'p50', 'serverCpu', 'postgresCpu', 'cpu'] as const).map((measure) => wide(gain.of[measure])),
    gain.of.memoryMib.median.toFixed(2),
    gain.given.cpu.median.toFixed(2),
    pays(gain) ? 'yes' : 'no',
  ])
  return renderRows([HEAD, ...rows])
}

function wide({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} [${min.toFixed(2)}, ${max.toFixed(2)}]`
}
