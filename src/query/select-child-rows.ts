/** Rows of the newcomer as JSON: from a fact sheet, or looked up. */

import { fromRows } from './child-rows.ts'
import type { Declaration, SheetRowColumns, Terms } from './declare.ts'
import { valueOnSheet } from './fact-sheet.ts'
import { type Place, rowOf, type Statement } from './statement.ts'

/** @property reads how each field asked of a row is read. @property select its selection, for a row at a place. */
export type ChildRows = { reads: readonly Declaration[]; select: (place: Place) => string }

type Read = Declaration & { kind: 'one' | 'many' }

export function selectChildRows(statement: Statement, read: Read, place: Place, asked: ChildRows): string {
  const alias = statement.alias()
  const inner = { ...place, row: rowOf(alias) }
  const terms = statement.terms(inner, () => () => undefined)
  const rows = selectFromSheet(read, inner, alias, terms, asked) ?? `${asked.select(inner)} ${lookUp(read, terms, alias, place)}`
  return read.kind === 'one'
    ? `(select row_to_json(h_o) from (${rows}) h_o)`
    : `(select coalesce(array_to_json(array_agg(row_to_json(h_o))), '[]') from (${rows}) h_o)`
}

function lookUp(read: Read, terms: Terms, alias: string, { row }: Place): string {
  return `${fromRows(read.rows, terms, alias, row.column)} limit ${read.kind === 'one' ? 1 : read.limit}`
}

/** Selection from a sheet. @returns undefined when it does not have all that is asked, or none is at hand. */
function selectFromSheet(read: Read, place: Place, alias: string, terms: Terms, { reads, select }: ChildRows): string | undefined {
  const { sheetColumns: sheet, kind } = read
  const names = sheet && namesOf(sheet, reads)
  if (sheet === undefined || names === undefined || terms.onSheet?.(sheet.table) === undefined) return undefined
  // The first value of all tells whether there is a row.
  const [first] = sheet.columns
  const columns = new Map([first, ...names].map((name) => [name, valueOnSheet(terms, sheet.table, `${sheet.prefix}_${name}`, kind)]))
  if (kind === 'one') {
    const row = { ...place, sheetValue: (asked: Declaration) => columns.get(nameOf(sheet, asked) ?? '') }
    return `${select(row)} where ${columns.get(first)} is not null`
  }
  const row = { ...place, sheetValue: (asked: Declaration) => `${alias}.${nameOf(sheet, asked)}` }
  return `${select(row)} from unnest(${[...columns.values()].join(', ')}) ${alias} (${[...columns.keys()].join(', ')})`
}

/** Names under which a sheet has all that is asked of a row; undefined when it does not. */
function namesOf(sheet: SheetRowColumns, reads: readonly Declaration[]): string[] | undefined {
  const names = reads.flatMap((asked) => nameOf(sheet, asked) ?? [])
  return names.length === reads.length ? names : undefined
}

/** Name under which a sheet has what is asked of a row. */
function nameOf({ columns, derived = {} }: SheetRowColumns, asked: Declaration): string | undefined {
  if (asked.kind === 'column') return columns.find((name) => name === asked.column)
  return Object.keys(derived).find((name) => asked.kind === 'expression' && derived[name] === asked.value)
}
