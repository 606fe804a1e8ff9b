/** State of the protector: the table, its targets, and the figures hidden so far. */
import { type Bounds, UNBOUNDED } from './bounds.ts'
import type { Earlier } from './earlier.ts'
import type { Lattice } from './lattice.ts'
import { roundToBase, valuesRoundedTo } from './policy.ts'
import type { Relations } from './relations.ts'
import type { CountTable, Policy } from './table.ts'
import type { Totals } from './totals.ts'

/** Everything the protector decides with. `hidden` is 1 for each figure (cell * measures + measure) that will not be published; it only grows. */
export type ProtectionPlan = {
  readonly table: CountTable
  readonly policy: Policy
  readonly lattice: Lattice
  readonly relations: Relations
  readonly totals: Totals
  readonly thresholds: Int32Array
  readonly structural: Uint8Array
  readonly earlier: Earlier
  readonly hidden: Uint8Array
}

/** What must stay open: a figure, or the gap between a measure and its part. `demanded` is the least width of the interval. */
export type Target = { readonly kind: 'figures' | 'gaps'; readonly index: number; readonly demanded: number }

/** Cells that are 0 by definition, by index of the lattice. */
export function structuralZeros(table: Pick<CountTable, 'structuralZeros'>, lattice: Lattice): Uint8Array {
  const marked = new Uint8Array(lattice.keys.length)
  const patterns = (table.structuralZeros ?? []).map((at) =>
    at.map((code, d) => lattice.codes[d]?.findIndex((one) => one.code === code) ?? -1),
  )
  const under = (d: number, code: number, above: number): boolean => {
    for (let at = code; at >= 0; at = lattice.codes[d]?.[at]?.parent ?? -1) if (at === above) return true
    return false
  }
  for (let cell = 0; cell < marked.length; cell += 1) {
    const codes = lattice.codesAt(cell)
    if (patterns.some((pattern) => pattern.every((above, d) => under(d, codes[d] ?? -1, above)))) marked[cell] = 1
  }
  return marked
}

/** Whether a figure is published as it stands; one that is 0 by definition does not count, as it can neither be hidden nor vary. */
export function isShown({ lattice, hidden, totals, structural }: ProtectionPlan, index: number): boolean {
  const cell = Math.floor(index / totals.measures)
  return hidden[index] === 0 && lattice.published[cell] === 1 && structural[cell] === 0
}

/** What a reader knows of every figure before combining them: published ones to the rounding, and what an earlier release still tells, if remembered. */
export function knownBounds(plan: ProtectionPlan, remembers: boolean): Bounds {
  const { table, policy, totals, thresholds, structural, earlier, relations } = plan
  const low = remembers ? earlier.low.slice() : new Float64Array(totals.values.length)
  const high = remembers ? earlier.high.slice() : new Float64Array(totals.values.length).fill(UNBOUNDED)
  for (let index = 0; index < low.length; index += 1) {
    const cell = Math.floor(index / totals.measures)
    if (structural[cell] === 1) high[index] = 0
    else if (isShown(plan, index)) {
      const shown = valuesRoundedTo(roundToBase(totals.values[index] ?? 0, policy.base), policy.base)
      const floor = table.measures[index % totals.measures]?.kind === 'AMOUNT' ? 0 : (thresholds[cell] ?? 0)
      low[index] = Math.max(low[index] ?? 0, shown.low, floor)
      high[index] = Math.min(high[index] ?? 0, shown.high)
    }
  }
  const gaps = (totals.values.length / totals.measures) * relations.orders.length
  return { figures: { low, high }, gaps: { low: new Float64Array(gaps), high: new Float64Array(gaps).fill(UNBOUNDED) } }
}

/** Everything that must stay open under the current plan: hidden figures, and differences between steps that are small in truth. */
export function targetsOf(plan: ProtectionPlan): Target[] {
  const { lattice, relations, totals, thresholds, structural, hidden } = plan
  const targets: Target[] = []
  for (let cell = 0; cell < lattice.keys.length; cell += 1) {
    if (lattice.published[cell] === 0 || structural[cell] === 1) continue
    const demanded = thresholds[cell] ?? 0
    const first = cell * totals.measures
    for (let m = 0; m < totals.measures; m += 1) {
      if (hidden[first + m] === 1) targets.push({ kind: 'figures', index: first + m, demanded: demandedOf(plan, first + m) })
    }
    relations.orders.forEach(({ whole, part }, order) => {
      const gap = (totals.values[first + whole] ?? 0) - (totals.values[first + part] ?? 0)
      if (gap < demanded) targets.push({ kind: 'gaps', index: cell * relations.orders.length + order, demanded })
    })
  }
  return targets
}

/** An amount must stay open by p percent of its largest contribution on both sides, any other figure by its threshold. */
function demandedOf({ totals, policy, thresholds }: ProtectionPlan, index: number): number {
  const dominance = totals.dominance.get(index)
  const threshold = thresholds[Math.floor(index / totals.measures)] ?? 0
  return dominance === undefined ? threshold : Math.max(threshold, 2 * Math.ceil((policy.dominancePercent * dominance.largest) / 100))
}
