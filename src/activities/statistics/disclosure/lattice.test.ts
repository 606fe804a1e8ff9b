import { expect, test } from 'vitest'
import { flat, places } from '../../../../test/support/disclosure-sample.ts'
import { createLattice, isDecomposable } from './lattice.ts'

const DIMENSIONS = [flat('a', ['A1', 'A2']), flat('b', ['B1', 'B2']), flat('c', ['C1', 'C2'])]
const pair = (...names: string[]) => names.map((dimension) => ({ dimension }))

test('margins that meet in one of them fit together by their sums; a ring of them does not', () => {
  expect(
    isDecomposable([
      [1, 1, 0],
      [1, 0, 1],
    ]),
  ).toBe(true)
  expect(
    isDecomposable([
      [2, 0, 0],
      [1, 1, 1],
    ]),
  ).toBe(true)
  expect(
    isDecomposable([
      [1, 1, 0],
      [1, 0, 1],
      [0, 1, 1],
    ]),
  ).toBe(false)
})

test('a ring of margins brings the cross behind it into the system, unpublished', () => {
  const star = createLattice(DIMENSIONS, [pair('a', 'b'), pair('a', 'c')])
  expect({ cells: star.keys.length, published: star.published.reduce((sum, one) => sum + one, 0) }).toEqual({ cells: 15, published: 15 })
  const ring = createLattice(DIMENSIONS, [pair('a', 'b'), pair('a', 'c'), pair('b', 'c')])
  expect({ cells: ring.keys.length, published: ring.published.reduce((sum, one) => sum + one, 0) }).toEqual({ cells: 27, published: 19 })
})

test('a cell has its parts along each dimension, and none where they are not published', () => {
  const lattice = createLattice(
    [places([2, 1]), flat('b', ['B1', 'B2'])],
    [pair('place'), [{ dimension: 'place', depth: 1 }, { dimension: 'b' }]],
  )
  const parts = (at: readonly string[], dimension: number) =>
    lattice.children(lattice.indexOf(at), dimension).map((cell) => lattice.at(cell).join(' '))
  expect(parts(['R0', 'TOTAL'], 0)).toEqual(['R0P0 TOTAL', 'R0P1 TOTAL'])
  expect(parts(['R0', 'TOTAL'], 1)).toEqual(['R0 B1', 'R0 B2'])
  expect(parts(['R0', 'B1'], 0)).toEqual([])
})

test('a dimension that is no tree, or a margin of a dimension that is not there, is refused', () => {
  const twoRoots = {
    name: 'a',
    sensitive: false,
    codes: [
      { code: 'X', parent: null },
      { code: 'Y', parent: null },
    ],
  }
  expect(() => createLattice([twoRoots], [pair('a')])).toThrow('Dimension a must be one tree with one root.')
  expect(() => createLattice(DIMENSIONS, [pair('d')])).toThrow('A margin names d, which is not a dimension of the table.')
})
