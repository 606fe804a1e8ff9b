/** Constraints that earlier releases place on the figures of a new one. */
import { UNBOUNDED } from './bounds.ts'
import type { Lattice } from './lattice.ts'
import { valuesRoundedTo } from './policy.ts'
import type { CountTable, EarlierRelease, Policy, ProtectedCell } from './table.ts'
import type { Totals } from './totals.ts'

/** What earlier releases say of the figures of this one. `hidden` figures must stay hidden; `low` and `high` bound those that still hold. */
export type Earlier = { readonly hidden: Uint8Array; readonly known: Uint8Array; readonly low: Float64Array; readonly high: Float64Array }

type Rules = Pick<Policy, 'earlier' | 'base' | 'sensitiveThreshold'>
type Shape = Pick<CountTable, 'dimensions' | 'measures'>

/**
 * Reads the earlier releases. A figure that was hidden stays hidden, so that no reader can take one release from the next. A figure
 * that was published and still has a value that fits counts as known: whoever knows that nothing changed may use it.
 * Where codes were merged, the new figure is the sum of the old ones.
 */
export function readEarlier(
  { earlier: releases, base, sensitiveThreshold }: Rules,
  table: Shape,
  lattice: Lattice,
  totals: Totals,
): Earlier {
  const size = totals.values.length
  const earlier: Earlier = {
    hidden: new Uint8Array(size),
    known: new Uint8Array(size),
    low: new Float64Array(size),
    high: new Float64Array(size).fill(UNBOUNDED),
  }
  for (const release of releases) {
    for (const [index, parts] of partsByFigure(release, table, lattice)) {
      judge(earlier, { index, parts, value: totals.values[index] ?? 0, room: base + sensitiveThreshold, was: release.table.base })
    }
  }
  return earlier
}

/** Cells of the earlier release by the figure of this table that they are, or are a part of. */
function partsByFigure({ table: before, recoded }: EarlierRelease, table: Shape, lattice: Lattice): Map<number, ProtectedCell[]> {
  const columns = table.dimensions.map(({ name }) => before.dimensions.findIndex((dimension) => dimension.name === name))
  const known = table.dimensions.map(({ codes }) => new Set(codes.map(({ code }) => code)))
  const found = new Map<number, ProtectedCell[]>()
  for (const cell of before.cells) {
    const measure = table.measures.findIndex(({ name }) => name === cell.measure)
    const at = table.dimensions.map(({ name }, d) => {
      const code = cell.at[columns[d] ?? -1] ?? ''
      return recoded?.[name]?.[code] ?? (known[d]?.has(code) ? code : '')
    })
    const place = lattice.indexOf(at)
    if (measure === -1 || place === -1) continue
    const index = place * table.measures.length + measure
    found.set(index, [...(found.get(index) ?? []), cell])
  }
  return found
}

/** One figure of this table, the cells that it was before, the room that a merged figure must leave, and the base of that time. */
type Before = {
  readonly index: number
  readonly parts: readonly ProtectedCell[]
  readonly value: number
  readonly room: number
  readonly was: number
}

function judge(earlier: Earlier, { index, parts, value, room, was }: Before): void {
  const shown = parts.flatMap((part) => (part.state === 'PUBLISHED' ? [valuesRoundedTo(part.value, was)] : []))
  const low = shown.reduce((sum, bounds) => sum + bounds.low, 0)
  const high = shown.reduce((sum, bounds) => sum + bounds.high, 0)
  if (shown.length < parts.length) {
    // A merged figure may show unless what is left for its hidden parts would be too narrow.
    if (shown.length === 0 || value - low < room) earlier.hidden[index] = 1
    return
  }
  if (value < low || value > high) return
  earlier.known[index] = 1
  earlier.low[index] = Math.max(earlier.low[index] ?? 0, low)
  earlier.high[index] = Math.min(earlier.high[index] ?? 0, high)
}
