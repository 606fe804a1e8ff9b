/** The example of docs/statistics.md: its tables are those that the code gives. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEFAULT_POLICY } from './policy.ts'
import { protectTable } from './protect.ts'
import { createSolver } from './solver.ts'
import type { CountTable } from './table.ts'

const PLACES = ['FLANDERS', 'North', 'Abele', 'Beuk', 'Cipres', 'South', 'Den', 'Els']
const PARENTS: Readonly<Record<string, string>> = {
  North: 'FLANDERS',
  South: 'FLANDERS',
  Abele: 'North',
  Beuk: 'North',
  Cipres: 'North',
  Den: 'South',
  Els: 'South',
}
const COUNTS: Readonly<Record<string, readonly [inflow: number, reached: number, contract: number]>> = {
  Abele: [64, 41, 22],
  Beuk: [33, 32, 9],
  Cipres: [12, 6, 3],
  Den: [118, 74, 40],
  Els: [3, 2, 0],
}

const TABLE: CountTable = {
  name: 'example',
  dimensions: [{ name: 'place', sensitive: false, codes: PLACES.map((code) => ({ code, parent: PARENTS[code] ?? null })) }],
  measures: [
    { name: 'INFLOW', kind: 'PERSONS', within: null },
    { name: 'REACHED', kind: 'PERSONS', within: 'INFLOW' },
    { name: 'CONTRACT', kind: 'PERSONS', within: 'REACHED' },
  ],
  margins: [[{ dimension: 'place' }]],
  sensitive: false,
  cells: Object.entries(COUNTS).map(([code, values]) => ({ at: [code], values: [...values] })),
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

test('the worked example of docs/statistics.md is what the code gives', async () => {
  const { release, audit } = protectTable({ table: TABLE, policy: DEFAULT_POLICY, solver: await createSolver() })
  const names = TABLE.measures.map(({ name }) => name)
  const shown = (place: string, measure: string) => release.cells.find((cell) => cell.at[0] === place && cell.measure === measure)?.value
  const truth = (place: string, m: number): number =>
    COUNTS[place]?.[m] ?? PLACES.reduce((sum, part) => (PARENTS[part] === place ? sum + truth(part, m) : sum), 0)
  const figures = tableOf(
    ['Place', ...names],
    PLACES.map((place) => [place, ...names.map((name, m) => `${truth(place, m)} → ${shown(place, name) ?? 'x'}`)]),
  )
  const intervals = tableOf(
    ['Hidden', 'Least', 'Most'],
    audit.intervals.map(({ at, measure, low, high }) => [`${measure} of ${at[0]}`, String(low), String(high)]),
  )
  const page = readFileSync(new URL('../../../../docs/statistics.md', import.meta.url), 'utf8')
  expect(page).toContain(figures)
  expect(page).toContain(intervals)
})
