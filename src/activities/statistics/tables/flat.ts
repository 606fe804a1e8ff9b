/** Dimensions with one level of codes. */
import type { Bilingual, DimensionSpec } from './table.ts'

/** Code of the total of every dimension but the place. */
export const TOTAL = 'TOTAL'

type Flat = Pick<DimensionSpec, 'name' | 'title' | 'definition' | 'sensitive'> & {
  /** Name of the level below the total. */
  readonly level: string
  readonly labels: Readonly<Record<string, Bilingual>>
}

/** Dimension with a total and one level of codes. */
export function flatDimension({ level, labels, ...dimension }: Flat): DimensionSpec {
  const all = { nl: 'Totaal', en: 'Total' }
  return {
    ...dimension,
    levels: [
      { name: `ALL_${level}`, title: all },
      { name: level, title: dimension.title },
    ],
    codes: [{ code: TOTAL, parent: null, label: all }, ...Object.entries(labels).map(([code, label]) => ({ code, parent: TOTAL, label }))],
  }
}

/** Status under the decree at inflow. */
export const STATUS = flatDimension({
  name: 'status',
  level: 'STATUS',
  sensitive: false,
  title: { nl: 'Statuut', en: 'Status' },
  definition: {
    nl: 'Verplicht of rechthebbend volgens het inburgeringsdecreet, bij de eerste opname in de doelgroep.',
    en: 'Obliged or entitled under the integration decree, on first entry into the target group.',
  },
  labels: {
    OBLIGED: { nl: 'Verplicht', en: 'Obliged' },
    ENTITLED: { nl: 'Rechthebbend', en: 'Entitled' },
  },
})

/** Quarters of a year. */
export function quartersOf(period: string, definition: Bilingual): DimensionSpec {
  return flatDimension({
    name: 'quarter',
    level: 'QUARTER',
    sensitive: false,
    title: { nl: 'Kwartaal', en: 'Quarter' },
    definition,
    labels: Object.fromEntries(
      [1, 2, 3, 4].map((quarter) => [
        `${period}-Q${quarter}`,
        { nl: `${quarter}e kwartaal ${period}`, en: `Quarter ${quarter} of ${period}` },
      ]),
    ),
  })
}

/** SQL: quarter of a day, as 2025-Q1. */
export const quarterOf = (day: string): string => `to_char(${day}, 'YYYY-"Q"Q')`
