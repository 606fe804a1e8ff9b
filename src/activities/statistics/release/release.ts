/** What a release is: a table, fully described, with its figures; and the text by which two releases are the same. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../base/canonical-json.ts'
import type { LevelUtility, ProtectedTable } from '../disclosure/table.ts'
import type { StatisticsTable } from '../tables/table.ts'
import type { Figure } from './figures.ts'

/** Table as a release describes it: the catalogue's entry without its SQL. */
export type Definition = Omit<StatisticsTable, 'rows' | 'counts' | 'quantiles' | 'insiders' | 'overlaps'> & {
  readonly counts: readonly Omit<StatisticsTable['counts'][number], 'when'>[]
  readonly quantiles: readonly Omit<StatisticsTable['quantiles'][number], 'value'>[]
}

/** Disclosure control as it was applied. */
export type Method = Omit<ProtectedTable, 'name' | 'dimensions' | 'measures' | 'margins' | 'sensitive' | 'seed' | 'cells'>

/** What the auditor found: quantities that stay hidden (counts, and differences between them), and the width of the narrowest interval that anybody can compute for one; null when none is hidden. */
export type AuditSummary = { readonly hidden: number; readonly narrowest: number | null }

/** Everything of a release but its version and the moment at which it was stored. */
export type ReleaseContent = {
  readonly table: string
  readonly period: string
  /** YYYY-MM-DD. */
  readonly asOf: string
  readonly method: Method
  readonly seed: string
  readonly definition: Definition
  readonly utility: readonly LevelUtility[]
  readonly audit: AuditSummary
  readonly figures: readonly Figure[]
}

/** Leaves out what is SQL or work in progress: a release must be readable when the catalogue has moved on. */
export function toDefinition({
  rows: _rows,
  insiders: _insiders,
  overlaps: _overlaps,
  counts,
  quantiles,
  ...table
}: StatisticsTable): Definition {
  return {
    ...table,
    counts: counts.map(({ when: _when, ...count }) => count),
    quantiles: quantiles.map(({ value: _value, ...quantile }) => quantile),
  }
}

/** SHA-256 of the content as canonical text. The same data, catalogue and day give the same digest. */
export function digestOf(content: ReleaseContent): Buffer {
  return createHash('sha256').update(canonicalJson(content)).digest()
}

/** Measures of a table as they are published: counts, then shares, then quartiles. */
export function measuresOf({ counts, shares, quantiles }: Pick<Definition, 'counts' | 'shares' | 'quantiles'>) {
  return [...counts, ...shares, ...quantiles]
}

/** Disclosure control of a protected table, without the table. */
export function methodOf({
  name: _name,
  dimensions: _dimensions,
  measures: _measures,
  margins: _margins,
  sensitive: _sensitive,
  seed: _seed,
  cells: _cells,
  ...method
}: ProtectedTable): Method {
  return method
}
