import { beforeAll, expect, test } from 'vitest'
import { flat, fullCross, places, sampleTable, steps } from '../../../../test/support/disclosure-sample.ts'
import { Random } from '../../../base/random.ts'
import { DEFAULT_POLICY } from './policy.ts'
import { protectTable } from './protect.ts'
import { createSolver, type Solver } from './solver.ts'
import type { CountTable, Policy, ProtectedTable } from './table.ts'
import { utilityOf } from './utility.ts'

let solver: Solver
beforeAll(async () => {
  solver = await createSolver()
})

const PLACE = places([2, 3])
const STATUS = flat('status', ['OBLIGED', 'ENTITLED'])
const LEVER = flat('lever', ['OCMW', 'VDAB', 'OWN'])
const DIMENSIONS = [PLACE, STATUS, LEVER]
const STAR = [
  [{ dimension: 'place' }, { dimension: 'status' }],
  [{ dimension: 'place' }, { dimension: 'lever' }],
]
const STEPS = steps(['INFLOW', 'REACHED', 'CONTRACT'])

const protect = (table: CountTable, policy: Partial<Policy> = {}) =>
  protectTable({ table, solver, policy: { ...DEFAULT_POLICY, ...policy } })

/** State of one figure: its value, or x. */
function shown({ cells }: ProtectedTable, measure: string, ...at: string[]): number | 'x' | undefined {
  const cell = cells.find((one) => one.measure === measure && one.at.join() === at.join())
  return cell?.state === 'SUPPRESSED' ? 'x' : cell?.value
}

function counts(dimension: ReturnType<typeof flat>, values: Readonly<Record<string, number>>): CountTable {
  return {
    name: 'counts',
    dimensions: [dimension],
    measures: steps(['ALL']),
    margins: fullCross([dimension]),
    sensitive: false,
    cells: Object.entries(values).map(([code, value]) => ({ at: [code], values: [value] })),
  }
}

test('fourteen drawn tables of three steps, hierarchy and linked margins: every hidden figure stays open by the threshold, every published one is large and rounded', () => {
  let hidden = 0
  for (let seed = 1; seed <= 14; seed += 1) {
    const table = sampleTable(seed, DIMENSIONS, STEPS, seed % 2 === 0 ? STAR : fullCross(DIMENSIONS), 4 * (1 + (seed % 9)))
    const { release, audit } = protect(table)
    expect(audit.failures, `seed ${seed}`).toEqual([])
    expect(audit.intervals.every(({ low, high }) => high - low >= 5)).toBe(true)
    for (const { value } of release.cells) if (value !== null) expect(value % 5 === 0 && value >= 5).toBe(true)
    hidden += audit.hidden
  }
  expect(hidden).toBeGreaterThan(500)
}, 60_000)

test('the same table, policy and seed give the same bytes', () => {
  const table = sampleTable(5, DIMENSIONS, STEPS, STAR, 20)
  expect(JSON.stringify(protect(table))).toBe(JSON.stringify(protect(structuredClone(table))))
})

test('a small figure takes a complement with it when the published rest would tell it', () => {
  const { release } = protect(counts(flat('row', ['A', 'B', 'C', 'D']), { A: 3, B: 8, C: 8, D: 40 }))
  // 59 in all; 8 is published as 10 twice: without a complement the small one would be at most 60 + 2 - 8 - 8 - 38 = 8, which is open enough.
  expect(['TOTAL', 'A', 'B', 'C', 'D'].map((code) => shown(release, 'ALL', code))).toEqual([60, 'x', 10, 10, 40])
  const narrow = protect(counts(flat('row', ['A', 'B']), { A: 2, B: 40 })).release
  // 42 and 40 are both published as 40: the small one would lie from 0 to 4.
  expect(['TOTAL', 'A', 'B'].map((code) => shown(narrow, 'ALL', code))).toEqual([40, 'x', 'x'])
})

test('a cell that is all of its row is not shown beside it', () => {
  const { release } = protect(counts(flat('row', ['A', 'B']), { A: 40 }))
  expect(['TOTAL', 'A', 'B'].map((code) => shown(release, 'ALL', code))).toEqual([40, 'x', 'x'])
})

test('a step that everybody or nearly everybody took is not shown beside the step before', () => {
  const row = flat('row', ['A', 'B'])
  const table: CountTable = {
    ...counts(row, {}),
    measures: steps(['INFLOW', 'REACHED']),
    cells: [
      { at: ['A'], values: [41, 40] },
      { at: ['B'], values: [60, 30] },
    ],
  }
  const { release } = protect(table)
  expect(['A', 'B'].map((code) => [shown(release, 'INFLOW', code), shown(release, 'REACHED', code)])).toEqual([
    [40, 'x'],
    [60, 30],
  ])
})

test('a zero is hidden like a small figure, unless nobody can be there by definition', () => {
  const table = counts(flat('row', ['A', 'B', 'C', 'D']), { A: 20, B: 30, D: 25 })
  const codes = ['TOTAL', 'A', 'B', 'C', 'D']
  expect(codes.map((code) => shown(protect(table).release, 'ALL', code))).toEqual([75, 20, 30, 'x', 25])
  const defined = protect({ ...table, structuralZeros: [['C']] }).release
  expect(codes.map((code) => shown(defined, 'ALL', code))).toEqual([75, 20, 30, 0, 25])
})

test('a sensitive dimension has the higher threshold where it is told apart, and only there', () => {
  const { release } = protect(counts(flat('benefit', ['A', 'B', 'C', 'D'], true), { A: 8, B: 40, C: 60, D: 11 }))
  expect(['TOTAL', 'A', 'B', 'C', 'D'].map((code) => shown(release, 'ALL', code))).toEqual([120, 'x', 40, 60, 10])
})

test('events are judged by their persons, not by their number', () => {
  const row = flat('row', ['A', 'B', 'C', 'D'])
  const table: CountTable = {
    ...counts(row, { A: 12, B: 30, C: 30, D: 30 }),
    measures: [{ name: 'ALL', kind: 'EVENTS', within: null }],
    persons: [
      { at: ['A'], measure: 'ALL', persons: 3 },
      ...['B', 'C', 'D'].map((code) => ({ at: [code], measure: 'ALL', persons: 20 })),
      { at: ['TOTAL'], measure: 'ALL', persons: 60 },
    ],
  }
  expect(['TOTAL', 'A', 'B', 'C', 'D'].map((code) => shown(protect(table).release, 'ALL', code))).toEqual([100, 'x', 30, 30, 30])
})

test('what was hidden in an earlier release stays hidden, and a complement is one that the earlier release hid', () => {
  const row = flat('row', ['A', 'B', 'C'])
  const first = protect(counts(row, { A: 3, B: 40, C: 44 })).release
  expect(['TOTAL', 'A', 'B', 'C'].map((code) => shown(first, 'ALL', code))).toEqual([85, 'x', 40, 45])
  const before = protect(counts(row, { A: 2, B: 13, C: 100 })).release
  const later = protect(counts(row, { A: 9, B: 13, C: 120 }), { earlier: [{ table: before }] }).release
  for (const cell of before.cells) if (cell.state === 'SUPPRESSED') expect(shown(later, cell.measure, ...cell.at)).toBe('x')
})

test('a merged municipality is not published when its old parts would follow from it', () => {
  const old = protect({ ...counts(flat('place', ['OLD1', 'OLD2', 'OTHER', 'MORE']), { OLD1: 3, OLD2: 40, OTHER: 50, MORE: 31 }) }).release
  expect(['OLD1', 'OLD2'].map((code) => shown(old, 'ALL', code))).toEqual(['x', 40])
  const merged = counts(flat('place', ['NEW', 'OTHER', 'MORE']), { NEW: 43, OTHER: 50, MORE: 31 })
  const recoded = { place: { OLD1: 'NEW', OLD2: 'NEW' } }
  expect(shown(protect(merged).release, 'ALL', 'NEW')).toBe(45)
  expect(shown(protect(merged, { earlier: [{ table: old, recoded }] }).release, 'ALL', 'NEW')).toBe('x')
})

test('whoever knows its own cells exactly cannot narrow the others', () => {
  const table = sampleTable(12, [places([4]), LEVER], steps(['INFLOW', 'REACHED']), fullCross([places([4]), LEVER]), 14)
  const { audit } = protect(table, { insiders: [{ dimension: 'lever', code: 'OCMW' }] })
  expect(audit.failures).toEqual([])
  expect(new Set(audit.intervals.map(({ insider }) => insider))).toEqual(new Set(['OCMW', null]))
})

test('D6: in 1,000 tables with a dominant contributor its amount cannot be estimated within ten percent', () => {
  const row = flat('row', ['A', 'B', 'C'])
  let dominated = 0
  for (let seed = 1; seed <= 1_000; seed += 1) {
    const draw = new Random(seed, 7, 7)
    const amounts = ['A', 'B', 'C'].map((code) => ({ code, parts: Array.from({ length: draw.whole(5, 12) }, () => draw.whole(1, 40)) }))
    const [target] = amounts
    target?.parts.push(draw.whole(6_000, 9_000))
    const table: CountTable = {
      ...counts(row, {}),
      measures: [
        { name: 'PERSONS', kind: 'PERSONS', within: null },
        { name: 'AMOUNT', kind: 'AMOUNT', within: null, personsOf: 'PERSONS' },
      ],
      cells: amounts.map(({ code, parts }) => ({ at: [code], values: [parts.length, parts.reduce((sum, part) => sum + part, 0)] })),
      contributions: amounts.map(({ code, parts }) => ({
        at: [code],
        measure: 'AMOUNT',
        largest: parts
          .map((amount, i) => ({ contributor: `${code}${i}`, amount }))
          .sort((a, b) => b.amount - a.amount)
          .slice(0, 3),
      })),
    }
    const { release, audit } = protect(table)
    expect(shown(release, 'AMOUNT', 'A'), `seed ${seed}`).toBe('x')
    const largest = Math.max(...(target?.parts ?? []))
    const interval = audit.intervals.find(({ at, measure }) => at[0] === 'A' && measure === 'AMOUNT')
    expect((interval?.high ?? 0) - (interval?.low ?? 0), `seed ${seed}`).toBeGreaterThanOrEqual(largest / 5)
    dominated += 1
  }
  expect(dominated).toBe(1_000)
}, 60_000)

test('rules can be made stricter and not weaker', () => {
  const table = counts(flat('row', ['A', 'B', 'C', 'D']), { A: 8, B: 40, C: 60, D: 51 })
  expect(shown(protect(table, { threshold: 9, base: 10 }).release, 'ALL', 'A')).toBe('x')
  expect(() => protect(table, { threshold: 4, base: 1 })).toThrow(
    'Too weak for publication: threshold 4 (at least 5), base 1 (at least 5).',
  )
})

test('utility tells what share of the persons stays visible at every depth', () => {
  const row = flat('row', ['A', 'B', 'C', 'D'])
  const table = counts(row, { A: 3, B: 40, C: 50, D: 7 })
  expect(utilityOf(table, protect(table).release)).toEqual([
    { dimension: 'row', depth: 0, cells: 1, published: 1, persons: 100, publishedPersons: 100, personShare: 1 },
    { dimension: 'row', depth: 1, cells: 4, published: 3, persons: 100, publishedPersons: 97, personShare: 0.97 },
  ])
})
