/** Search for the published figures that narrow a hidden figure most. */
import type { Bounds, Range } from './bounds.ts'
import { isShown, type ProtectionPlan, type Target } from './plan.ts'

/** Figure or gap, by its index. */
type Node = { readonly kind: 'figures' | 'gaps'; readonly index: number }

/** Relation seen from one node: everything in it (the whole first), and the interval that it leaves that node. */
type View = { readonly name: string; readonly nodes: readonly Node[]; readonly width: number }

/** How many relations to follow before giving up on a target. */
const REACH = 400

/**
 * Figures of which hiding one opens the target: the published ones of the relation that narrows it most, or, when that relation shows
 * nothing, of the relations that narrow the others in it. `known` has the bounds before they were combined, `bounds` after.
 * Empty when nothing published is linked to the target.
 */
export function findBinding(plan: ProtectionPlan, known: Bounds, bounds: Bounds, target: Target): number[] {
  const views = viewsOf(plan, known, target)
  views.sort((a, b) => a.width - b.width)
  const [tightest] = views
  // Narrow by one relation alone: that one it is. Otherwise several work together, and the combined bounds tell which matter most.
  if (tightest !== undefined && tightest.width < target.demanded) return shownIn(plan, tightest)
  const seen = new Set<string>()
  let edge: Node[] = [target]
  while (edge.length > 0 && seen.size < REACH) {
    const around = edge.flatMap((node) => viewsOf(plan, bounds, node)).filter(({ name }) => !seen.has(name))
    around.sort((a, b) => a.width - b.width)
    for (const view of around) {
      const shown = shownIn(plan, view)
      if (shown.length > 0) return shown
      seen.add(view.name)
    }
    const nodes = around.flatMap((view) => view.nodes)
    edge = [...new Map(nodes.map((node) => [`${node.kind} ${node.index}`, node])).values()]
  }
  return []
}

function shownIn(plan: ProtectionPlan, { nodes }: View): number[] {
  return nodes.flatMap(({ kind, index }) => (kind === 'figures' && isShown(plan, index) ? [index] : []))
}

function viewsOf(
  { relations: { sums, rowsOf, orders }, totals: { measures } }: ProtectionPlan,
  bounds: Bounds,
  { kind, index }: Node,
): View[] {
  const stride = kind === 'figures' ? measures : orders.length
  const cell = Math.floor(index / stride)
  const offset = index % stride
  const inSums = (rowsOf[cell] ?? []).map((row) => {
    const { whole, parts } = sums[row] ?? { whole: cell, parts: [] }
    const nodes = [whole, ...parts].map((other): Node => ({ kind, index: other * stride + offset }))
    return { name: `${kind} ${offset} sum ${row}`, nodes, width: widthIn(bounds, nodes, { kind, index }) }
  })
  const inOrders = orders.flatMap(({ whole, part }, o): View[] => {
    if (kind === 'gaps' ? o !== offset : whole !== offset && part !== offset) return []
    const nodes: Node[] = [
      { kind: 'figures', index: cell * measures + whole },
      { kind: 'figures', index: cell * measures + part },
      { kind: 'gaps', index: cell * orders.length + o },
    ]
    return [{ name: `order ${o} ${cell}`, nodes, width: widthIn(bounds, nodes, { kind, index }) }]
  })
  return [...inSums, ...inOrders]
}

/** Width of what the first node being the sum of the others leaves to `one`. */
function widthIn(bounds: Bounds, nodes: readonly Node[], one: Node): number {
  const [top, ...parts] = nodes
  if (top === undefined) return Number.POSITIVE_INFINITY
  const isOne = ({ kind, index }: Node) => kind === one.kind && index === one.index
  const total = (side: keyof Range) =>
    parts.reduce((sum, node) => (isOne(node) ? sum : sum + (bounds[node.kind][side][node.index] ?? 0)), 0)
  if (isOne(top)) return total('high') - total('low')
  return (
    Math.max(0, (bounds[top.kind].high[top.index] ?? 0) - total('low')) -
    Math.max(0, (bounds[top.kind].low[top.index] ?? 0) - total('high'))
  )
}
