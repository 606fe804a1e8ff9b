/** Tables for the tests: small trees, counts drawn from a seed. */

import type { CountTable, Dimension, Margin, Measure } from '../../src/activities/statistics/disclosure/table.ts'
import { Random } from '../../src/base/random.ts'

/** Dimension with a total and leaves. */
export function flat(name: string, leaves: readonly string[], sensitive = false): Dimension {
  return { name, sensitive, codes: [{ code: 'TOTAL', parent: null }, ...leaves.map((code) => ({ code, parent: 'TOTAL' }))] }
}

/** Dimension of three levels: regions with as many places each as said. */
export function places(sizes: readonly number[]): Dimension {
  const regions = sizes.map((_, r) => `R${r}`)
  const leaves = sizes.flatMap((size, r) => Array.from({ length: size }, (_, p) => ({ code: `R${r}P${p}`, parent: `R${r}` })))
  return {
    name: 'place',
    sensitive: false,
    codes: [{ code: 'ALL', parent: null }, ...regions.map((code) => ({ code, parent: 'ALL' })), ...leaves],
  }
}

/** Steps of a funnel, each within the one before. */
export function steps(names: readonly string[]): Measure[] {
  return names.map((name, i) => ({ name, kind: 'PERSONS', within: names[i - 1] ?? null }))
}

/** Codes of a dimension that carry counts. */
function leavesOf({ codes }: Dimension): string[] {
  return codes.filter(({ code }) => !codes.some(({ parent }) => parent === code)).map(({ code }) => code)
}

/** Table with counts drawn for every leaf: up to `most` in the first measure, and about two thirds of it in each further step. */
export function sampleTable(
  seed: number,
  dimensions: readonly Dimension[],
  measures: readonly Measure[],
  margins: readonly Margin[],
  most: number,
): CountTable {
  const draw = new Random(seed, 0, 0)
  const leaves = dimensions.map(leavesOf).reduce<string[][]>((ats, codes) => ats.flatMap((at) => codes.map((code) => [...at, code])), [[]])
  const cells = leaves.map((at) => {
    let left = draw.chance(0.3) ? 0 : draw.whole(0, most)
    const values = measures.map((_, m) => {
      if (m > 0) left = Array.from({ length: left }).filter(() => draw.chance(0.67)).length
      return left
    })
    return { at, values }
  })
  return { name: 'sample', dimensions, measures, margins, sensitive: false, cells }
}

/** Every dimension by its leaves, all crossed. */
export function fullCross(dimensions: readonly Dimension[]): Margin[] {
  return [dimensions.map(({ name }) => ({ dimension: name }))]
}
