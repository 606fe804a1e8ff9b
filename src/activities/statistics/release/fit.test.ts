import { expect, test } from 'vitest'
import { getTable } from '../tables/catalogue.ts'
import type { DimensionSpec } from '../tables/table.ts'
import type { TableCount } from './count.ts'
import { coarsen, fitTable } from './fit.ts'
import { publishedLevels } from './levels.ts'

const text = (en: string) => ({ nl: en, en })
const code = (own: string, parent: string | null) => ({ code: own, parent, label: text(own) })
/** Two provinces of three municipalities each. */
const place: DimensionSpec = {
  name: 'place',
  title: text('Place'),
  definition: text('Place.'),
  sensitive: false,
  levels: ['FLANDERS', 'PROVINCE', 'MUNICIPALITY'].map((name) => ({ name, title: text(name) })),
  codes: [
    code('FLANDERS', null),
    code('A', 'FLANDERS'),
    code('B', 'FLANDERS'),
    ...['A1', 'A2', 'A3'].map((own) => code(own, 'A')),
    ...['B1', 'B2', 'B3'].map((own) => code(own, 'B')),
  ],
}
const activation = getTable('activation', { place, period: '2025' })
const counted = (persons: number): TableCount => ({
  quantiles: [],
  table: { name: 'x', dimensions: [], measures: [], margins: [], sensitive: true, cells: [{ at: ['A1'], values: [persons] }] },
})

test.each([
  [60, [[], ['PROVINCE'], ['MUNICIPALITY']]],
  [59, [[], ['PROVINCE']]],
  [20, [[], ['PROVINCE']]],
  [19, [[]]],
])('%i persons bear the levels with at least ten a place', (persons, levels) => {
  expect(publishedLevels(fitTable(activation, counted(persons)))).toEqual(levels)
})

test('a table gives up its finest level first, and flat dimensions never', () => {
  const coarser = coarsen(activation)
  expect(coarser && publishedLevels(coarser)).toEqual([[], ['PROVINCE']])
  const coarsest = coarser && coarsen(coarser)
  expect(coarsest && publishedLevels(coarsest)).toEqual([[]])
  expect(coarsest && coarsen(coarsest)).toBeUndefined()
})
