import type { Relations } from './relations.ts'

/** Larger than any count; stands for "no upper bound" in sums that stay exact. */
export const UNBOUNDED = 1e9

/** What is known of each figure (cell * measures + measure): it lies from `low` to `high`. */
export type Bounds = { readonly low: Float64Array; readonly high: Float64Array }

const SWEEPS = 30

/**
 * Narrows the bounds by every sum and order, again and again until nothing changes. The result is never narrower than what
 * follows from all relations together: too narrow here is certainly too narrow.
 */
export function narrow(bounds: Bounds, relations: Relations, measures: number): void {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let changed = false
    for (const row of relations.sums) {
      for (let m = 0; m < measures; m += 1) changed = narrowSum(bounds, row, measures, m) || changed
    }
    for (const { whole, part } of relations.orders) changed = narrowOrder(bounds, measures, whole, part) || changed
    if (!changed) return
  }
}

function narrowSum(
  { low, high }: Bounds,
  { whole, parts }: { whole: number; parts: readonly number[] },
  measures: number,
  m: number,
): boolean {
  let sumLow = 0
  let sumHigh = 0
  for (const part of parts) {
    sumLow += low[part * measures + m] ?? 0
    sumHigh += high[part * measures + m] ?? 0
  }
  const top = whole * measures + m
  let changed = tighten(low, high, top, sumLow, sumHigh)
  const topLow = low[top] ?? 0
  const topHigh = high[top] ?? 0
  for (const part of parts) {
    const index = part * measures + m
    const partLow = low[index] ?? 0
    const partHigh = high[index] ?? 0
    changed = tighten(low, high, index, topLow - (sumHigh - partHigh), topHigh - (sumLow - partLow)) || changed
  }
  return changed
}

function narrowOrder({ low, high }: Bounds, measures: number, whole: number, part: number): boolean {
  let changed = false
  for (let at = 0; at < low.length; at += measures) {
    changed = tighten(low, high, at + whole, low[at + part] ?? 0, UNBOUNDED) || changed
    changed = tighten(low, high, at + part, 0, high[at + whole] ?? UNBOUNDED) || changed
  }
  return changed
}

function tighten(low: Float64Array, high: Float64Array, index: number, from: number, to: number): boolean {
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
