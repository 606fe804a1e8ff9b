/** What a table of the catalogue states about itself: enough to count it, to protect it and to explain it in two languages. */
import type { Owner } from '../../../base/owner.ts'
import type { Margin } from '../disclosure/table.ts'

/** The same text in Dutch and English. */
export type Bilingual = { readonly nl: string; readonly en: string }

/** Code of a dimension, with its label. `parent` is null for the total only. */
export type CodeSpec = { readonly code: string; readonly parent: string | null; readonly label: Bilingual }

/** One depth of a dimension, from the total (0) down; `name` is what consumers break down by, and unique over the dimensions of a table. */
export type LevelSpec = { readonly name: string; readonly title: Bilingual }

/** Classification of a table. `column` of the counted rows carries the leaf code. */
export type DimensionSpec = {
  readonly name: string
  readonly title: Bilingual
  readonly definition: Bilingual
  readonly sensitive: boolean
  readonly levels: readonly LevelSpec[]
  readonly codes: readonly CodeSpec[]
}

/** What a figure counts. PERCENT is whole percents, DAYS whole days. */
export type Unit = 'PERSONS' | 'REFERRALS' | 'DECISIONS' | 'DAYS' | 'PERCENT'

type Named = { readonly name: string; readonly title: Bilingual; readonly definition: Bilingual; readonly unit: Unit }

/** Counted measure. `when` is an SQL condition over a counted row (alias `counted`); EVENTS can hold a person more than once. */
export type CountSpec = Named & { readonly kind: 'PERSONS' | 'EVENTS'; readonly within: string | null; readonly when: string }

/** Share of one published measure in another: made from published figures only, so it tells nothing that they do not. */
export type ShareSpec = Named & { readonly kind: 'SHARE'; readonly of: string; readonly in: string }

/** Quartile of a number of the rows that a measure counts; shown only where that measure is published and large enough. */
export type QuantileSpec = Named & {
  readonly kind: 'QUANTILE'
  readonly of: string
  /** SQL over a counted row (alias `counted`), whole number. */
  readonly value: string
  readonly fraction: 0.25 | 0.5 | 0.75
}

/** What is counted of when. Days as YYYY-MM-DD. */
export type Scope = {
  /** Year, as 2025. */
  readonly period: string
  /** First and last day of the period. */
  readonly from: string
  readonly until: string
  /** Day up to which the sources are counted. */
  readonly asOf: string
  /** Day on which stocks are looked at: the last of the period, or `asOf` when that is earlier. */
  readonly on: string
}

/** Who knows some cells by its own work, so that the others must hold against it as well. */
export type Insider = { readonly dimension: string; readonly code: string }

/** One table of the catalogue. */
export type StatisticsTable = {
  readonly name: string
  readonly title: Bilingual
  readonly definition: Bilingual
  readonly unit: Unit
  /** Domains whose data is counted. */
  readonly sources: readonly Owner[]
  /** Whether every cell falls under the higher threshold. */
  readonly sensitive: boolean
  readonly dimensions: readonly DimensionSpec[]
  readonly counts: readonly CountSpec[]
  readonly shares: readonly ShareSpec[]
  readonly quantiles: readonly QuantileSpec[]
  readonly margins: readonly Margin[]
  readonly insiders: readonly Insider[]
  /** Whether a person of one period can be counted in the next one too: then releases are protected against those of the years beside them. */
  readonly overlaps: boolean
  /** Counted rows: one per person or event, with a column per dimension and `person_id`. Reads the temporary table `milestone`. */
  readonly rows: (scope: Scope) => string
}

type Naming = 'name' | 'title' | 'definition'

/** A table, and how its content is made for the municipalities and the year of a release. */
export type TableDeclaration = Pick<StatisticsTable, Naming> & {
  content: (parts: { readonly place: DimensionSpec; readonly period: string }) => Omit<StatisticsTable, Naming>
}
