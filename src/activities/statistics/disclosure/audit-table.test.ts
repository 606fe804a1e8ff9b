import { beforeAll, expect, test } from 'vitest'
import { flat, fullCross, sampleTable, steps } from '../../../../test/support/disclosure-sample.ts'
import { Random } from '../../../base/random.ts'
import { auditTable } from './audit-table.ts'
import { DEFAULT_POLICY, methodOf, roundToBase } from './policy.ts'
import { createSolver, type Solver } from './solver.ts'
import type { CountTable, ProtectedCell, ProtectedTable } from './table.ts'

let solver: Solver
beforeAll(async () => {
  solver = await createSolver()
})

const TWO_BY_TWO = [flat('row', ['A', 'B']), flat('column', ['X', 'Y'])]
const CHOICES = { threshold: 5, sensitiveThreshold: 10, base: 5, dominancePercent: 10, seed: '' }

/** Count of one measure in a cell of flat dimensions, added up the plain way. */
function countAt({ cells, measures }: CountTable, at: readonly string[], measure: string): number {
  const m = measures.findIndex(({ name }) => name === measure)
  const inside = cells.filter((cell) => cell.at.every((code, d) => at[d] === 'TOTAL' || at[d] === code))
  return inside.reduce((sum, { values }) => sum + (values[m] ?? 0), 0)
}

/** Release with figures hidden by lot beside the small ones, whether that is safe or not: the auditor has to say what can be seen. */
function carelessRelease(table: CountTable, draw: Random): ProtectedTable {
  const { cells: _, ...shape } = table
  const ats = table.dimensions.reduce<string[][]>((found, { codes }) => found.flatMap((at) => codes.map(({ code }) => [...at, code])), [[]])
  const cells = ats.flatMap((at) =>
    table.measures.map(({ name }): ProtectedCell => {
      const value = countAt(table, at, name)
      const shown = value >= 5 && (at.every((code) => code === 'TOTAL') || draw.chance(0.7))
      return shown
        ? { at, measure: name, state: 'PUBLISHED', value: roundToBase(value, 5) }
        : { at, measure: name, state: 'SUPPRESSED', value: null }
    }),
  )
  return { ...shape, ...CHOICES, method: methodOf(DEFAULT_POLICY), structuralZeros: [], cells }
}

/** All combinations of so many whole numbers from 0 to `most`. */
function* combinations(numbers: number, most: number): Generator<number[]> {
  if (numbers === 0) yield []
  else for (const rest of combinations(numbers - 1, most)) for (let value = 0; value <= most; value += 1) yield [value, ...rest]
}

/** What a reader can say of each quantity, by trying every table there is. */
function triedIntervals(
  table: CountTable,
  release: ProtectedTable,
  wanted: readonly { at: readonly string[]; measure: string }[],
  most: number,
) {
  const width = table.measures.length
  const found = wanted.map(() => ({ low: Number.POSITIVE_INFINITY, high: 0 }))
  for (const numbers of combinations(table.cells.length * width, most)) {
    const other = { ...table, cells: table.cells.map(({ at }, i) => ({ at, values: numbers.slice(i * width, (i + 1) * width) })) }
    const parts = other.cells.every(({ values }) => values.every((value, m) => m === 0 || value <= (values[m - 1] ?? 0)))
    const same = ({ at, measure, value }: ProtectedCell) => {
      const count = countAt(other, at, measure)
      return value === null || (count >= 5 && roundToBase(count, 5) === value)
    }
    if (!parts || !release.cells.every(same)) continue
    wanted.forEach(({ at, measure }, i) => {
      const range = found[i]
      if (range === undefined) return
      const [whole = '', part] = measure.split(' - ')
      const value = countAt(other, at, whole) - (part === undefined ? 0 : countAt(other, at, part))
      range.low = Math.min(range.low, value)
      range.high = Math.max(range.high, value)
    })
  }
  return found
}

test('the intervals of the auditor are those found by trying every table that gives the release', () => {
  let compared = 0
  for (let seed = 1; seed <= 20; seed += 1) {
    const table = sampleTable(seed, TWO_BY_TWO, steps(['ALL']), fullCross(TWO_BY_TWO), 6)
    if (countAt(table, ['TOTAL', 'TOTAL'], 'ALL') < 5) continue
    const release = carelessRelease(table, new Random(seed, 1, 1))
    const { intervals } = auditTable({ table, release, insiders: [], earlier: [], solver })
    const tried = triedIntervals(table, release, intervals, 19)
    expect(
      intervals.map(({ low, high }) => ({ low, high })),
      `seed ${seed}`,
    ).toEqual(tried)
    compared += intervals.length
  }
  expect(compared).toBeGreaterThan(60)
}, 60_000)

test('the same holds for steps of which one is within the other, and for the differences between them', () => {
  const row = [flat('row', ['A', 'B'])]
  let differences = 0
  for (let seed = 1; seed <= 40; seed += 1) {
    const table = sampleTable(seed, row, steps(['ALL', 'SOME']), fullCross(row), 8)
    if (countAt(table, ['TOTAL'], 'ALL') < 5) continue
    const release = carelessRelease(table, new Random(seed, 1, 1))
    const { intervals } = auditTable({ table, release, insiders: [], earlier: [], solver })
    const tried = triedIntervals(table, release, intervals, 18)
    expect(
      intervals.map(({ low, high }) => ({ low, high })),
      `seed ${seed}`,
    ).toEqual(tried)
    differences += intervals.filter(({ measure }) => measure.includes(' - ')).length
  }
  expect(differences).toBeGreaterThan(30)
})

test('a published figure of fewer persons than the threshold fails, whatever the rest', () => {
  const row = [flat('row', ['A', 'B'])]
  const table = {
    ...sampleTable(1, row, steps(['ALL']), fullCross(row), 9),
    cells: [
      ['A', 4],
      ['B', 40],
    ].map(([code, value]) => ({ at: [String(code)], values: [Number(value)] })),
  }
  const cells = ['TOTAL', 'A', 'B'].map(
    (code): ProtectedCell => ({ at: [code], measure: 'ALL', state: 'PUBLISHED', value: code === 'A' ? 5 : 45 - 5 * Number(code === 'B') }),
  )
  const { cells: _, ...shape } = table
  const release: ProtectedTable = { ...shape, ...CHOICES, method: '', structuralZeros: [], cells }
  expect(auditTable({ table, release, insiders: [], earlier: [], solver }).failures).toEqual([
    { at: ['A'], measure: 'ALL', insider: null, remembers: false, low: 4, high: 4, demanded: Number.POSITIVE_INFINITY },
  ])
})
