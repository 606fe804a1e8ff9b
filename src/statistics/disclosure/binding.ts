import type { Bounds } from './bounds.ts'
import { isShown, type Plan, type Target } from './plan.ts'

/** Relation seen from one figure: all figures in it, and the interval that it leaves that figure. */
type View = { readonly name: string; readonly figures: readonly number[]; readonly width: number }

/** How many relations to follow before giving up on a target. */
const REACH = 400

/**
 * Figures of which hiding one opens the target: the published ones of the relation that narrows it most, or, when that relation shows
 * nothing, of the relations that narrow its other figures. Empty when nothing published is linked to the target.
 */
export function findBinding(plan: Plan, bounds: Bounds, { whole, part }: Target): number[] {
  // Hiding one side of a difference is enough, and nothing else tells as much of it.
  const sides = part === null ? [] : [part, whole].filter((index) => isShown(plan, index))
  if (sides.length > 0) return sides
  const seen = new Set<string>()
  let edge = part === null ? [whole] : [whole, part]
  while (edge.length > 0 && seen.size < REACH) {
    const views = edge.flatMap((index) => viewsOf(plan, bounds, index)).filter(({ name }) => !seen.has(name))
    views.sort((a, b) => a.width - b.width)
    for (const { figures } of views) {
      const shown = figures.filter((index) => isShown(plan, index))
      if (shown.length > 0) return shown
    }
    for (const { name } of views) seen.add(name)
    edge = [...new Set(views.flatMap(({ figures }) => figures))]
  }
  return []
}

function viewsOf({ relations, totals }: Plan, bounds: Bounds, index: number): View[] {
  const { measures } = totals
  const cell = Math.floor(index / measures)
  const measure = index % measures
  const sums = (relations.rowsOf[cell] ?? []).map((row) => {
    const { whole, parts } = relations.sums[row] ?? { whole: cell, parts: [] }
    const figures = [whole, ...parts].map((other) => other * measures + measure)
    return { name: `sum ${row} ${measure}`, figures, width: widthInSum(bounds, figures, index) }
  })
  const orders = relations.orders.flatMap(({ whole, part }) => {
    if (whole !== measure && part !== measure) return []
    const figures = [cell * measures + whole, cell * measures + part]
    const high = bounds.high[cell * measures + whole] ?? 0
    return [{ name: `order ${cell} ${part}`, figures, width: high - (bounds.low[cell * measures + part] ?? 0) }]
  })
  return [...sums, ...orders]
}

/** Width of what the first figure being the sum of the others leaves to `index`. */
function widthInSum({ low, high }: Bounds, figures: readonly number[], index: number): number {
  const [top = -1, ...parts] = figures
  const total = (side: Float64Array) => parts.reduce((sum, part) => (part === index ? sum : sum + (side[part] ?? 0)), 0)
  if (index === top) return total(high) - total(low)
  return Math.max(0, (high[top] ?? 0) - total(low)) - Math.max(0, (low[top] ?? 0) - total(high))
}
