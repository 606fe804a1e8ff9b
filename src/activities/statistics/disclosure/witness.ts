/** Witnesses for a proof: tables that are far apart and give the same release. */
import type { AuditedWorld, OpenTarget } from './audit-world.ts'
import type { LinearRow, OpenProgram, Solver } from './solver.ts'

/** Interval of a target that is proven open: worlds at both ends give the same release. */
export type ProvenValue = { low: number; high: number }

/** Part of the world that is free to vary while everything else stays as it is in truth. Whatever is possible in it is possible. */
export type Block = {
  readonly figures: readonly number[] /** -1 when the figure does not vary. */
  readonly placeOf: (figure: number) => number
}

/** Figures linked to `start` by sums and parts, nearest first, at most `size` and the rest of the last relation. */
export function blockAround({ rows, rowsOf }: AuditedWorld, start: OpenTarget, size: number): Block {
  const figures = start.part === null ? [start.whole] : [start.whole, start.part]
  const place = new Map(figures.map((figure, i) => [figure, i]))
  const followed = new Set<number>()
  for (let next = 0; next < figures.length && figures.length < size; next += 1) {
    for (const row of rowsOf[figures[next] ?? -1] ?? []) {
      if (followed.has(row)) continue
      followed.add(row)
      const { whole, parts } = rows[row] ?? { whole: -1, parts: [] }
      for (const figure of [whole, ...parts]) {
        if (place.has(figure)) continue
        place.set(figure, figures.length)
        figures.push(figure)
      }
    }
  }
  return { figures, placeOf: (figure) => place.get(figure) ?? -1 }
}

/** Opens a block as a linear program. `reach` limits how far a figure may be from its true value (so that many can move at once). */
export function openBlock(world: AuditedWorld, { figures, placeOf }: Block, reach: number, solver: Solver): OpenProgram {
  const low = Float64Array.from(figures, (figure) => Math.max(world.low[figure] ?? 0, (world.truth[figure] ?? 0) - reach))
  const high = Float64Array.from(figures, (figure) => Math.min(world.high[figure] ?? 0, (world.truth[figure] ?? 0) + reach))
  const rowNumbers = [...new Set(figures.flatMap((figure) => world.rowsOf[figure] ?? []))]
  const rows = rowNumbers.flatMap((row) => linearRow(world, row, placeOf))
  return solver.open({ low, high, rows })
}

function linearRow({ rows, truth }: AuditedWorld, row: number, placeOf: Block['placeOf']): LinearRow[] {
  const found = rows[row]
  if (found === undefined) return []
  const columns: number[] = []
  const values: number[] = []
  let fixed = 0
  const add = (figure: number, sign: number) => {
    const column = placeOf(figure)
    if (column === -1) fixed += sign * (truth[figure] ?? 0)
    else {
      columns.push(column)
      values.push(sign)
    }
  }
  add(found.whole, 1)
  for (const part of found.parts) add(part, -1)
  return [{ columns, values, low: -fixed, high: found.rest ? Number.POSITIVE_INFINITY : -fixed }]
}

/** Whether a table gives the release: every figure within what is known, every relation kept. */
export function fits({ low, high, rows }: AuditedWorld, figures: Float64Array): boolean {
  const slack = 1e-6
  const known = figures.every((value, figure) => value >= (low[figure] ?? 0) - slack && value <= (high[figure] ?? 0) + slack)
  return (
    known &&
    rows.every(({ whole, parts, rest }) => {
      const left = parts.reduce((sum, part) => sum - (figures[part] ?? 0), figures[whole] ?? 0)
      return rest ? left >= -slack : Math.abs(left) <= slack
    })
  )
}

/** Value of a target in a solution of its block. */
export function valueIn({ placeOf }: Block, solution: Float64Array, { whole, part }: OpenTarget): number {
  const value = (figure: number) => solution[placeOf(figure)] ?? Number.NaN
  return part === null ? value(whole) : value(whole) - value(part)
}

/** Adds the target to the goal of a linear program, with a weight. */
export function weigh({ placeOf }: Block, weights: Float64Array, { whole, part }: OpenTarget, weight: number): void {
  const add = (figure: number, value: number) => {
    const column = placeOf(figure)
    weights[column] = (weights[column] ?? 0) + value
  }
  add(whole, weight)
  if (part !== null) add(part, -weight)
}

/** Widens what is proven by one more world; fractions count to the whole number inside. */
export function widen(proven: ProvenValue, value: number): void {
  // Plus 0, because the ceiling of a hair below zero is written -0.
  proven.low = Math.min(proven.low, Math.ceil(value - 1e-6) + 0)
  proven.high = Math.max(proven.high, Math.floor(value + 1e-6))
}
