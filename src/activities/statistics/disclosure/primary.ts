/** Primary suppression: hides every figure that is unsafe on its own. */
import type { ProtectionPlan } from './plan.ts'

/**
 * Hides every figure that may not be seen by itself: fewer distinct persons than the threshold (also none, unless by definition), an
 * amount that one contributor dominates, and what an earlier release kept hidden.
 */
export function hidePrimary({
  lattice,
  totals,
  thresholds,
  structural,
  earlier,
  policy,
  hidden,
}: Omit<ProtectionPlan, 'relations' | 'table'>): void {
  for (let index = 0; index < hidden.length; index += 1) {
    const cell = Math.floor(index / totals.measures)
    if (lattice.published[cell] === 0 || structural[cell] === 1) continue
    const small = (totals.persons[index] ?? 0) < (thresholds[cell] ?? 0)
    const dominance = totals.dominance.get(index)
    // p% rule: the second largest contributor knows its own part; what remains must hide the largest by p percent.
    const dominated = dominance !== undefined && dominance.rest * 100 < policy.dominancePercent * dominance.largest
    if (small || dominated || earlier.hidden[index] === 1) hidden[index] = 1
  }
}
