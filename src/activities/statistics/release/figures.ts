/** From protected counts to what a release holds: the counts, and what follows from them, in a fixed order. */
import type { ProtectedTable } from '../disclosure/table.ts'
import type { ShareSpec, StatisticsTable } from '../tables/table.ts'
import type { Quantile } from './count.ts'
import { createLevelNamer } from './levels.ts'

/** One figure. `at` has a code per dimension in the table's order; `by` names the levels it is broken down by; null: suppressed. */
export type Figure = {
  readonly at: readonly string[]
  readonly by: readonly string[]
  readonly measure: string
  readonly value: number | null
}

/** Quartiles are shown from so many persons: then at least five stand on either side of each. */
const QUANTILE_PERSONS = 20
/** Quartiles are rounded to so many days, so that they are no single person's. */
const QUANTILE_DAYS = 5

/** @returns figures in the order of the protected cells, and within one place of the table in the order of its measures. */
export function toFigures(table: StatisticsTable, released: ProtectedTable, quantiles: readonly Quantile[]): Figure[] {
  const levelsOf = createLevelNamer(table)
  const days = new Map(quantiles.map(({ at, measure, value }) => [keyOf(at, measure), value]))
  const places = Map.groupBy(released.cells, ({ at }) => JSON.stringify(at))
  return [...places.values()].flatMap((cells) => {
    const at = cells[0]?.at ?? []
    const by = levelsOf(at)
    const published = new Map(cells.map(({ measure, value }) => [measure, value]))
    const publishedOf = (measure: string) => published.get(measure) ?? null
    const figure = (measure: string, value: number | null): Figure => ({ at, by, measure, value })
    return [
      ...table.counts.map(({ name }) => figure(name, publishedOf(name))),
      ...table.shares.map((share) => figure(share.name, shareOf(share, publishedOf))),
      ...table.quantiles.map(({ name, of }) => figure(name, quantileOf(days.get(keyOf(at, name)), publishedOf(of)))),
    ]
  })
}

const keyOf = (at: readonly string[], measure: string): string => JSON.stringify([at, measure])

/** Whole percents of two published figures; null when either is suppressed or there is nobody to share. */
function shareOf({ of, in: whole }: ShareSpec, publishedOf: (measure: string) => number | null): number | null {
  const [part, all] = [publishedOf(of), publishedOf(whole)]
  return part === null || all === null || all === 0 ? null : Math.round((100 * part) / all)
}

/** Decided on the published count alone, so that showing a quartile tells no more about the count. */
function quantileOf(days: number | undefined, persons: number | null): number | null {
  if (days === undefined || persons === null || persons < QUANTILE_PERSONS) return null
  return QUANTILE_DAYS * Math.round(days / QUANTILE_DAYS)
}
