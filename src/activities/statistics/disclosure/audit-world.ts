/** Knowledge of a reader of a release, as linear relations between figures. */
import type { Lattice } from './lattice.ts'
import { thresholdsOf, valuesRoundedTo } from './policy.ts'
import type { ProtectedTable } from './table.ts'
import type { Totals } from './totals.ts'

/** Relation between figures: `whole` is the sum of `parts`, or at least that when `rest` is true. */
export type WorldRow = { readonly whole: number; readonly parts: readonly number[]; readonly rest: boolean }

/** Quantity that must stay open: one figure, or the difference between two. */
export type OpenTarget = { readonly whole: number; readonly part: number | null; readonly demanded: number }

/** Everything a reader of a release knows, by figure (cell * measures + measure), with the true figures as the one world that surely fits. */
export type AuditedWorld = {
  readonly low: Float64Array
  readonly high: Float64Array
  readonly truth: Float64Array
  readonly rows: readonly WorldRow[]
  readonly rowsOf: readonly (readonly number[])[]
  readonly targets: readonly OpenTarget[]
  /** Published figures that break the rules by themselves: fewer persons than the threshold, or not what rounding gives. */
  readonly wronglyShown: readonly number[]
}

const NO_LIMIT = 1e9

/** Builds what a reader knows from the release alone: published values to their rounding, thresholds, hierarchies, parts of measures. */
export function readWorld(release: ProtectedTable, lattice: Lattice, totals: Totals): AuditedWorld {
  const measureAt = new Map(release.measures.map(({ name }, m) => [name, m]))
  const thresholds = thresholdsOf(lattice, release)
  const low = new Float64Array(totals.values.length)
  const high = new Float64Array(totals.values.length).fill(NO_LIMIT)
  const hidden: number[] = []
  const wronglyShown: number[] = []
  for (const { at, measure, state, value } of release.cells) {
    const cell = lattice.indexOf(at)
    const m = measureAt.get(measure) ?? -1
    if (cell === -1 || m === -1)
      throw new Error(`Release of ${release.name} has a cell outside its margins: ${measure} at ${at.join(', ')}.`)
    const figure = cell * totals.measures + m
    if (state === 'SUPPRESSED') {
      hidden.push(figure)
      continue
    }
    const nobody = value === 0
    const from = valuesRoundedTo(value, release.base)
    const floor = release.measures[m]?.kind === 'AMOUNT' ? 0 : (thresholds[cell] ?? 0)
    low[figure] = nobody ? 0 : Math.max(from.low, floor)
    high[figure] = nobody ? 0 : from.high
    const truth = totals.values[figure] ?? 0
    const small = !nobody && (totals.persons[figure] ?? 0) < (thresholds[cell] ?? 0)
    if (small || truth < (low[figure] ?? 0) || truth > (high[figure] ?? 0)) wronglyShown.push(figure)
  }
  const rows = [...sumRows(release, lattice), ...partRows(release, lattice)]
  return {
    low,
    high,
    truth: totals.values,
    rows,
    rowsOf: rowsByFigure(rows, totals.values.length),
    targets: [...hiddenTargets(hidden, totals, thresholds, release), ...differenceTargets(release, lattice, totals, thresholds, high)],
    wronglyShown,
  }
}

function sumRows({ dimensions, measures }: ProtectedTable, lattice: Lattice): WorldRow[] {
  const rows: WorldRow[] = []
  for (let cell = 0; cell < lattice.keys.length; cell += 1) {
    const at = lattice.at(cell)
    dimensions.forEach(({ codes }, d) => {
      const below = codes.flatMap(({ code, parent }) => (parent === at[d] ? [lattice.indexOf(at.with(d, code))] : []))
      if (below.length === 0 || below.includes(-1)) return
      measures.forEach((_, m) => {
        rows.push({ whole: cell * measures.length + m, parts: below.map((part) => part * measures.length + m), rest: false })
      })
    })
  }
  return rows
}

function partRows({ measures }: ProtectedTable, lattice: Lattice): WorldRow[] {
  return measures.flatMap(({ within }, m) => {
    const whole = measures.findIndex(({ name }) => name === within)
    if (whole === -1) return []
    return Array.from(lattice.keys, (_, cell) => ({
      whole: cell * measures.length + whole,
      parts: [cell * measures.length + m],
      rest: true,
    }))
  })
}

function rowsByFigure(rows: readonly WorldRow[], figures: number): number[][] {
  const rowsOf: number[][] = Array.from({ length: figures }, () => [])
  rows.forEach(({ whole, parts }, row) => {
    rowsOf[whole]?.push(row)
    for (const part of parts) rowsOf[part]?.push(row)
  })
  return rowsOf
}

function hiddenTargets(hidden: readonly number[], totals: Totals, thresholds: Int32Array, release: ProtectedTable): OpenTarget[] {
  return hidden.map((whole) => {
    const largest = totals.dominance.get(whole)?.largest ?? 0
    const demanded = Math.max(
      thresholds[Math.floor(whole / totals.measures)] ?? 0,
      2 * Math.ceil((release.dominancePercent * largest) / 100),
    )
    return { whole, part: null, demanded }
  })
}

/** Persons who are in the whole and not in the part are a count as well, and so few of them that they would not be published. */
function differenceTargets(
  { measures }: ProtectedTable,
  lattice: Lattice,
  totals: Totals,
  thresholds: Int32Array,
  high: Float64Array,
): OpenTarget[] {
  return measures.flatMap(({ within }, m) => {
    const outer = measures.findIndex(({ name }) => name === within)
    if (outer === -1) return []
    return Array.from(lattice.keys).flatMap((_, cell) => {
      const whole = cell * totals.measures + outer
      const part = cell * totals.measures + m
      const demanded = thresholds[cell] ?? 0
      const small = (totals.values[whole] ?? 0) - (totals.values[part] ?? 0) < demanded
      return small && lattice.published[cell] === 1 && high[whole] !== 0 ? [{ whole, part, demanded }] : []
    })
  })
}
