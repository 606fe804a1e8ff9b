/** Tables of statistics. A new one is one file and one line here. */
import { activation } from './activation.ts'
import { durations } from './durations.ts'
import { funnel } from './funnel.ts'
import { incentives } from './incentives.ts'
import { referrals } from './referrals.ts'
import { stock } from './stock.ts'
import type { DimensionSpec, Scope, StatisticsTable, TableDeclaration } from './table.ts'

/** All tables, in the order of the catalogue. */
export const TABLES: readonly TableDeclaration[] = [funnel, stock, durations, activation, referrals, incentives]

export const TABLE_NAMES: readonly string[] = TABLES.map(({ name }) => name)

/** @throws Error with the names when there is no such table, or for a period that is no year. */
export function getTable(name: string, parts: { place: DimensionSpec; period: string }): StatisticsTable {
  const declared = TABLES.find((table) => table.name === name)
  if (declared === undefined) throw new Error(`Table ${name} not found. Available tables: ${TABLE_NAMES.join(', ')}.`)
  const { content, ...naming } = declared
  return { ...naming, ...content(parts) }
}

/** @param asOf YYYY-MM-DD. @throws Error for a period that is no year, or that begins after `asOf`. */
export function scopeOf(period: string, asOf: string): Scope {
  if (!/^20\d\d$/.test(period)) throw new Error(`Expected a year, for example 2025; found ${period}.`)
  const [from, until] = [`${period}-01-01`, `${period}-12-31`]
  if (from > asOf) throw new Error(`The period ${period} begins after the day of counting, ${asOf}.`)
  return { period, from, until: until < asOf ? until : asOf, asOf, on: until < asOf ? until : asOf }
}
