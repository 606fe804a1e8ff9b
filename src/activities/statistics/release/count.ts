/** Counts a table inside PostgreSQL: one row per leaf comes out, never a person. */
import type { ClientBase } from 'pg'
import type { CellPersons, CountTable } from '../disclosure/table.ts'
import type { CountSpec, QuantileSpec, Scope, StatisticsTable } from '../tables/table.ts'
import { publishedDepths, rootOf } from './levels.ts'

/** Quartile of a cell before it is decided whether it is shown: whole days. */
export type Quantile = { readonly at: readonly string[]; readonly measure: string; readonly value: number }

/** @property quantiles of every published cell, not protected yet. */
export type TableCount = { readonly table: CountTable; readonly quantiles: readonly Quantile[] }

/** @param client session that has the table `milestone`, as `doorstroom_statistics`. */
export async function countTable(client: ClientBase, table: StatisticsTable, scope: Scope): Promise<TableCount> {
  const rows = table.rows(scope)
  const columns = table.dimensions.map(({ name }) => `counted.${name}`)
  const counts = table.counts.map(({ when }) => `count(*) filter (where ${when})::int`)
  const { rows: leaves } = await client.query<(string | number)[]>({
    rowMode: 'array',
    text: `select ${[...columns, ...counts].join(', ')}
      from (${rows}) counted
      group by ${columns.join(', ')}
      order by ${columns.map((column) => `${column} collate "C"`).join(', ')}`,
  })
  const cells = leaves.map((row) => ({
    at: row.slice(0, columns.length).map(String),
    values: row.slice(columns.length).map(Number),
  }))
  const events = table.counts.filter(({ kind }) => kind === 'EVENTS')
  return {
    table: { ...toShape(table), cells, ...(events.length === 0 ? {} : { persons: await countPersons(client, table, rows, events) }) },
    quantiles: table.quantiles.length === 0 ? [] : await findQuantiles(client, table, rows),
  }
}

function toShape({ name, dimensions, counts, margins, sensitive }: StatisticsTable): Omit<CountTable, 'cells'> {
  return {
    name,
    sensitive,
    margins,
    dimensions: dimensions.map(({ name, sensitive, codes }) => ({
      name,
      sensitive,
      codes: codes.map(({ code, parent }) => ({ code, parent })),
    })),
    measures: counts.map(({ name, kind, within }) => ({ name, kind, within })),
  }
}

async function countPersons(
  client: ClientBase,
  table: StatisticsTable,
  rows: string,
  events: readonly CountSpec[],
): Promise<CellPersons[]> {
  const values = events.map(({ when }) => `count(distinct counted.person_id) filter (where ${when})::int`)
  const cells = await groupByPublished(client, table, rows, values)
  return cells.flatMap(({ at, values: persons }) => events.map(({ name }, index) => ({ at, measure: name, persons: persons[index] ?? 0 })))
}

async function findQuantiles(client: ClientBase, table: StatisticsTable, rows: string): Promise<Quantile[]> {
  const values = table.quantiles.map(
    ({ fraction, value }: QuantileSpec) => `percentile_disc(${fraction}) within group (order by ${value})::int`,
  )
  const cells = await groupByPublished(client, table, rows, values)
  return cells.flatMap(({ at, values: found }) =>
    table.quantiles.flatMap(({ name }, index) => {
      const value = found[index]
      return value == null ? [] : [{ at, measure: name, value }]
    }),
  )
}

/** Values of every published cell at once, also where they do not add up from the leaves. */
async function groupByPublished(
  client: ClientBase,
  table: StatisticsTable,
  rows: string,
  values: readonly string[],
): Promise<{ at: string[]; values: (number | null)[] }[]> {
  const { joins, columnAt } = ancestorsOf(table)
  const published = publishedDepths(table)
  const isUsed = (index: number, depth: number) => published.some((depths) => depths[index] === depth)
  const columns = table.dimensions.map(({ levels }, index) =>
    levels.flatMap((_, depth) => (depth > 0 && isUsed(index, depth) ? [columnAt(index, depth)] : [])),
  )
  const sets = published.map((depths) => depths.flatMap((depth, index) => (depth === 0 ? [] : [columnAt(index, depth)])))
  const flat = columns.flat()
  const { rows: found } = await client.query<(string | number | null)[]>({
    rowMode: 'array',
    text: `select ${[...flat, ...values].join(', ')}
      from (${rows}) counted ${joins}
      group by grouping sets (${sets.map((set) => `(${set.join(', ')})`).join(', ')})`,
  })
  return found.map((row) => ({
    at: readAt(table, columns, row),
    values: row.slice(flat.length).map((value) => (value === null ? null : Number(value))),
  }))
}

/** A column that is not grouped by is null; the deepest that is not says the code. */
function readAt(table: StatisticsTable, columns: readonly string[][], row: readonly (string | number | null)[]): string[] {
  let start = 0
  return table.dimensions.map((dimension, index) => {
    const width = columns[index]?.length ?? 0
    const codes = row.slice(start, start + width).filter((code) => code !== null)
    start += width
    return codes.length === 0 ? rootOf(dimension) : String(codes.at(-1))
  })
}

/** Joins that give the codes above the leaves of deep dimensions, and the column of each depth. */
function ancestorsOf({ dimensions }: StatisticsTable) {
  const joins = dimensions.flatMap(({ name, levels, codes }) => {
    if (levels.length <= 2) return []
    const parents = codes.flatMap(({ code, parent }) => (parent === null ? [] : [`('${code}', '${parent}')`]))
    return [`join (values ${parents.join(', ')}) above_${name} (code, parent) on above_${name}.code = counted.${name}`]
  })
  // No dimension is deeper than a total, one level between and leaves.
  const columnAt = (index: number, depth: number): string => {
    const dimension = dimensions[index]
    const deepest = (dimension?.levels.length ?? 0) - 1
    return depth === deepest ? `counted.${dimension?.name}` : `above_${dimension?.name}.parent`
  }
  return { joins: joins.join(' '), columnAt }
}
