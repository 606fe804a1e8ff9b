/** Where a cell stands: how deep each of its codes is, and what consumers call that. */
import type { DimensionSpec, StatisticsTable } from '../tables/table.ts'

type Dimensions = Pick<StatisticsTable, 'dimensions' | 'margins'>

/** Depth of every code of a dimension; the total has 0. */
export function depthsOf({ codes }: Pick<DimensionSpec, 'codes'>): Map<string, number> {
  const parents = new Map(codes.map(({ code, parent }) => [code, parent]))
  const depthOf = (code: string): number => {
    const parent = parents.get(code) ?? null
    return parent === null ? 0 : depthOf(parent) + 1
  }
  return new Map(codes.map(({ code }) => [code, depthOf(code)]))
}

/** Code of a dimension's total. */
export function rootOf({ codes, name }: Pick<DimensionSpec, 'codes' | 'name'>): string {
  const root = codes.find(({ parent }) => parent === null)
  if (root === undefined) throw new Error(`Dimension ${name} has no total.`)
  return root.code
}

/** Names of the levels that a cell is broken down by, in the order of the dimensions; totals are left out. */
export function createLevelNamer({ dimensions }: Dimensions): (at: readonly string[]) => string[] {
  const named = dimensions.map((dimension) => ({ depths: depthsOf(dimension), levels: dimension.levels }))
  return (at) =>
    at.flatMap((code, index) => {
      const depth = named[index]?.depths.get(code) ?? 0
      const level = named[index]?.levels[depth]
      return depth === 0 || level === undefined ? [] : [level.name]
    })
}

/** Every combination of depths that the margins publish, per dimension in the table's order; each once. */
export function publishedDepths({ dimensions, margins }: Dimensions): number[][] {
  const combinations = margins.flatMap((margin) =>
    dimensions.reduce<number[][]>(
      (before, dimension) => {
        const part = margin.find((named) => named.dimension === dimension.name)
        const deepest = part === undefined ? 0 : (part.depth ?? dimension.levels.length - 1)
        return before.flatMap((depths) => Array.from({ length: deepest + 1 }, (_, depth) => [...depths, depth]))
      },
      [[]],
    ),
  )
  return [...new Map(combinations.map((depths) => [depths.join(), depths])).values()]
}

/** Level names that the margins publish together, as consumers ask for them; the grand total is the empty one. */
export function publishedLevels(table: Dimensions): string[][] {
  return publishedDepths(table).map((depths) =>
    depths.flatMap((depth, index) => {
      const level = table.dimensions[index]?.levels[depth]
      return depth === 0 || level === undefined ? [] : [level.name]
    }),
  )
}
