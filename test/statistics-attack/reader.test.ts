import { beforeAll, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../../src/activities/statistics/disclosure/policy.ts'
import { protectTable } from '../../src/activities/statistics/disclosure/protect.ts'
import { createSolver, type Solver } from '../../src/activities/statistics/disclosure/solver.ts'
import type { CountTable, ProtectedTable } from '../../src/activities/statistics/disclosure/table.ts'
import { flat, fullCross, places, sampleTable, steps } from '../support/disclosure-sample.ts'
import { publishCarelessly } from './careless.ts'
import { firstNotes, nameOf, sumsOf, truthOf, workOut } from './reader.ts'

let solver: Solver
beforeAll(async () => {
  solver = await createSolver()
})

const DIMENSIONS = [places([3, 3]), flat('status', ['OBLIGED', 'ENTITLED'])]

/** Hidden figures, and those of which the reader is left with fewer than six values. */
function narrowed(table: CountTable, release: ProtectedTable): { hidden: number; narrow: number; wrong: number } {
  const notes = workOut(firstNotes(release), sumsOf(release), 50)
  const truth = truthOf(table, release)
  const names = release.cells.flatMap(({ at, measure, value }) => (value === null ? [nameOf(measure, at)] : []))
  const ranges = names.map((name) => ({ ...(notes.get(name) ?? { low: 0, high: 0 }), truth: truth.get(name) ?? -1 }))
  return {
    hidden: names.length,
    narrow: ranges.filter(({ low, high }) => high - low < 5).length,
    wrong: ranges.filter((range) => range.truth < range.low || range.truth > range.high).length,
  }
}

test('pen and paper narrow the hidden figures of careless releases and none of the protected ones, and are never wrong', () => {
  const totals = { careless: 0, guarded: 0, hidden: 0, wrong: 0 }
  for (let seed = 1; seed <= 8; seed += 1) {
    const table = sampleTable(seed, DIMENSIONS, steps(['INFLOW', 'REACHED']), fullCross(DIMENSIONS), 25)
    const { release } = protectTable({ table, policy: DEFAULT_POLICY, solver })
    const careless = narrowed(table, publishCarelessly(table, release))
    const guarded = narrowed(table, release)
    totals.careless += careless.narrow
    totals.guarded += guarded.narrow
    totals.hidden += guarded.hidden
    totals.wrong += careless.wrong + guarded.wrong
  }
  expect(totals).toMatchObject({ guarded: 0, wrong: 0 })
  expect(totals.careless).toBeGreaterThan(20)
  expect(totals.hidden).toBeGreaterThan(100)
}, 60_000)
