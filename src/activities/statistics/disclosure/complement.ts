/** Complementary suppression: hides further figures until every target is open enough. */
import { createHash } from 'node:crypto'
import { findBinding } from './binding.ts'
import { type Bounds, narrow } from './bounds.ts'
import { isShown, knownBounds, type ProtectionPlan, type Target, targetsOf } from './plan.ts'
import type { FigureReader } from './reader.ts'

/**
 * Hides further figures until the sums and orders between published cells leave every target open by what is demanded, for each
 * reader. Takes the figure with the fewest persons in the relation that narrows a target most. @returns how many figures it hid.
 */
export function hideComplements(plan: ProtectionPlan, readers: readonly FigureReader[]): number {
  let hidden = 0
  for (;;) {
    const added = readers.reduce((sum, reader) => sum + openNarrow(plan, reader), 0)
    if (added === 0) return hidden
    hidden += added
  }
}

function openNarrow(plan: ProtectionPlan, reader: FigureReader): number {
  const { known, bounds } = readerBounds(plan, reader)
  const targets = targetsOf(plan).filter((target) => reader.judges(...judged(plan, target)))
  return openAll(
    plan,
    { known, bounds },
    targets.filter(({ kind, index, demanded }) => (bounds[kind].high[index] ?? 0) - (bounds[kind].low[index] ?? 0) < demanded),
  )
}

/** Figure of a target, by which a reader knows it or not, and whether earlier releases told it: a gap when they told both its figures. */
function judged({ relations, totals, earlier }: ProtectionPlan, { kind, index }: Target): [number, boolean] {
  if (kind === 'figures') return [index, earlier.known[index] === 1]
  const first = Math.floor(index / relations.orders.length) * totals.measures
  const { whole, part } = relations.orders[index % relations.orders.length] ?? { whole: 0, part: 0 }
  return [first + whole, earlier.known[first + whole] === 1 && earlier.known[first + part] === 1]
}

/** What a reader knows of every figure by itself, and what follows when it is combined relation by relation. */
export type ReaderBounds = { readonly known: Bounds; readonly bounds: Bounds }

/** What a reader can say of every figure from the published ones. */
export function readerBounds(plan: ProtectionPlan, { knows, remembers }: FigureReader): ReaderBounds {
  const known = knownBounds(plan, remembers)
  plan.totals.values.forEach((value, figure) => {
    if (!knows(figure)) return
    known.figures.low[figure] = value
    known.figures.high[figure] = value
  })
  const copy = ({ low, high }: Bounds['figures']) => ({ low: low.slice(), high: high.slice() })
  const bounds = { figures: copy(known.figures), gaps: copy(known.gaps) }
  narrow(bounds, plan.relations, plan.totals.measures)
  return { known, bounds }
}

/** Opens each target by one figure, but for those that share a relation with one just hidden: they are judged again first. @returns how many. */
export function openAll(plan: ProtectionPlan, { known, bounds }: ReaderBounds, targets: readonly Target[]): number {
  const touched = new Set<number>()
  let added = 0
  for (const target of targets) {
    const candidates = findBinding(plan, known, bounds, target)
    if (candidates.some((index) => touched.has(index))) continue
    const choice = cheapest(plan, candidates)
    if (choice === undefined) continue
    plan.hidden[choice] = 1
    for (const index of candidates) touched.add(index)
    added += 1
  }
  return added
}

/** Fewest persons first; then deeper in the table; then by the seed. What an earlier release still tells comes last: hiding it hides little. */
function cheapest(plan: ProtectionPlan, candidates: readonly number[]): number | undefined {
  const { totals, earlier, lattice, policy } = plan
  const rank = (index: number) => {
    const depth = lattice.depthAt(Math.floor(index / totals.measures))
    return [earlier.known[index] ?? 0, totals.persons[index] ?? 0, -depth, -(index % totals.measures)]
  }
  let best: { index: number; rank: number[] } | undefined
  for (const index of candidates) {
    if (!isShown(plan, index)) continue
    const mine = rank(index)
    const order = best === undefined ? -1 : compare(mine, best.rank) || compareSeeded(policy.seed, index, best.index)
    if (order < 0) best = { index, rank: mine }
  }
  return best?.index
}

function compare(left: readonly number[], right: readonly number[]): number {
  const first = left.findIndex((value, i) => value !== right[i])
  return first === -1 ? 0 : (left[first] ?? 0) - (right[first] ?? 0)
}

function compareSeeded(seed: string, left: number, right: number): number {
  const lot = (index: number) => createHash('sha256').update(`${seed} ${index}`).digest('hex')
  return lot(left) < lot(right) ? -1 : 1
}
