/** Lower and upper bounds of figures and gaps. */
import type { Relations, SumRow } from './relations.ts'

/** Larger than any count; stands for "no upper bound" in sums that stay exact. */
export const UNBOUNDED = 1e9

/** Quantity `i` lies from `low[i]` to `high[i]`. */
export type Range = { readonly low: Float64Array; readonly high: Float64Array }

/** What is known of each figure (cell * measures + measure), and of each gap, the persons of a measure who are not in its part (cell * orders + order). */
export type Bounds = { readonly figures: Range; readonly gaps: Range }

const SWEEPS = 30

/**
 * Narrows the bounds by every sum and order, again and again until nothing changes. The result is never narrower than what
 * follows from all relations together: too narrow here is certainly too narrow.
 */
export function narrow({ figures, gaps }: Bounds, { sums, orders }: Relations, measures: number): void {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let changed = false
    for (const row of sums) {
      for (let m = 0; m < measures; m += 1) changed = narrowSum(figures, row, measures, m) || changed
      for (let o = 0; o < orders.length; o += 1) changed = narrowSum(gaps, row, orders.length, o) || changed
    }
    const cells = figures.low.length / measures
    orders.forEach(({ whole, part }, o) => {
      for (let cell = 0; cell < cells; cell += 1) {
        changed = narrowGap(figures, gaps, cell * measures + whole, cell * measures + part, cell * orders.length + o) || changed
      }
    })
    if (!changed) return
  }
}

function narrowSum(range: Range, { whole, parts }: SumRow, stride: number, offset: number): boolean {
  const { low, high } = range
  let sumLow = 0
  let sumHigh = 0
  for (const part of parts) {
    sumLow += low[part * stride + offset] ?? 0
    sumHigh += high[part * stride + offset] ?? 0
  }
  const top = whole * stride + offset
  let changed = tighten(range, top, sumLow, sumHigh)
  const topLow = low[top] ?? 0
  const topHigh = high[top] ?? 0
  for (const part of parts) {
    const index = part * stride + offset
    const partLow = low[index] ?? 0
    const partHigh = high[index] ?? 0
    changed = tighten(range, index, topLow - (sumHigh - partHigh), topHigh - (sumLow - partLow)) || changed
  }
  return changed
}

/** The whole is the part and the gap. */
function narrowGap(figures: Range, gaps: Range, whole: number, part: number, gap: number): boolean {
  const lowOf = (range: Range, index: number) => range.low[index] ?? 0
  const highOf = (range: Range, index: number) => range.high[index] ?? 0
  const first = tighten(gaps, gap, lowOf(figures, whole) - highOf(figures, part), highOf(figures, whole) - lowOf(figures, part))
  const second = tighten(figures, whole, lowOf(figures, part) + lowOf(gaps, gap), highOf(figures, part) + highOf(gaps, gap))
  const third = tighten(figures, part, lowOf(figures, whole) - highOf(gaps, gap), highOf(figures, whole) - lowOf(gaps, gap))
  return first || second || third
}

function tighten({ low, high }: Range, index: number, from: number, to: number): boolean {
  let changed = false
  if (from > (low[index] ?? 0)) {
    low[index] = from
    changed = true
  }
  if (to < (high[index] ?? 0)) {
    high[index] = to
    changed = true
  }
  return changed
}
