/** Utility of a release: the share of persons in published figures. */
import { createLattice } from './lattice.ts'
import type { CountTable, LevelUtility, ProtectedTable } from './table.ts'
import { sumUp } from './totals.ts'

/**
 * How much stays visible at every depth of every dimension: persons in published figures over persons in all figures of the cells at that depth,
 * over all published margins and measures but amounts. Depth 0 of one dimension includes all crosses of the others.
 */
export function utilityOf(table: CountTable, release: ProtectedTable): LevelUtility[] {
  const lattice = createLattice(table.dimensions, table.margins)
  const { persons, measures } = sumUp(table, lattice)
  const counted = table.measures.map(({ kind }) => kind !== 'AMOUNT')
  return table.dimensions.flatMap(({ name }, d) => {
    const deepest = Math.max(...(lattice.codes[d] ?? []).map(({ depth }) => depth))
    const levels = Array.from({ length: deepest + 1 }, () => ({ cells: 0, published: 0, persons: 0, publishedPersons: 0 }))
    for (const { at, measure, state } of release.cells) {
      const cell = lattice.indexOf(at)
      const m = table.measures.findIndex((one) => one.name === measure)
      const level = levels[lattice.codes[d]?.[lattice.codesAt(cell)[d] ?? -1]?.depth ?? -1]
      if (level === undefined || counted[m] !== true) continue
      const size = persons[cell * measures + m] ?? 0
      level.cells += 1
      level.persons += size
      if (state === 'SUPPRESSED') continue
      level.published += 1
      level.publishedPersons += size
    }
    return levels.map((level, depth) => ({
      dimension: name,
      depth,
      ...level,
      personShare: level.persons === 0 ? 1 : level.publishedPersons / level.persons,
    }))
  })
}
