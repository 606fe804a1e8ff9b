/** Which levels a table can bear: figures of codes with a few persons each would all be hidden, and cannot be hidden well. */
import type { StatisticsTable } from '../tables/table.ts'
import type { TableCount } from './count.ts'
import { depthsOf } from './levels.ts'

/** Persons per code, on average, below which a level is left out: twice the threshold. Known from the published total. */
const PERSONS_PER_CODE = 10

/** The table without the levels that are too thin for what was counted. Flat dimensions keep theirs: their margins are chosen in the catalogue. */
export function fitTable(table: StatisticsTable, { table: { cells } }: TableCount): StatisticsTable {
  const total = cells.reduce((sum, { values }) => sum + (values[0] ?? 0), 0)
  return table.dimensions.reduce((fitted, { name, levels, ...dimension }) => {
    if (levels.length <= 2) return fitted
    const depths = [...depthsOf({ ...dimension }).values()]
    const bearable = levels.findLastIndex(
      (_, depth) => depth === 0 || total / depths.filter((each) => each === depth).length >= PERSONS_PER_CODE,
    )
    return limitDepth(fitted, name, bearable)
  }, table)
}

/** The same table one level coarser; undefined when it has no level to give up. */
export function coarsen(table: StatisticsTable): StatisticsTable | undefined {
  const deep = table.dimensions.find(({ levels }) => levels.length > 2)
  if (deep === undefined) return undefined
  const deepest = Math.max(
    0,
    ...table.margins.flat().map(({ dimension, depth }) => (dimension === deep.name ? (depth ?? deep.levels.length - 1) : 0)),
  )
  return deepest === 0 ? undefined : limitDepth(table, deep.name, deepest - 1)
}

function limitDepth(table: StatisticsTable, dimension: string, most: number): StatisticsTable {
  const deepest = (table.dimensions.find(({ name }) => name === dimension)?.levels.length ?? 1) - 1
  if (most >= deepest) return table
  const margins = table.margins.map((margin) =>
    margin.flatMap((part) => {
      if (part.dimension !== dimension) return [part]
      const depth = Math.min(part.depth ?? deepest, most)
      return depth === 0 ? [] : [{ dimension, depth }]
    }),
  )
  return { ...table, margins }
}
