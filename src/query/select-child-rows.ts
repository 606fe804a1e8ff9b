/** Rows of the newcomer as JSON: from a fact sheet, or looked up. */

import { OWNER_OF } from '../base/recipient.ts'
import { fromRows, NOT_ON_SHEET } from './child-rows.ts'
import type { Declaration, Expression, SheetRowColumns, Terms } from './declare.ts'
import { valueOnSheet } from './fact-sheet.ts'
import { heldByOrByNobody } from './lineage.ts'
import { type Place, rowOf, type Statement } from './statement.ts'

/** @property reads how each field asked of a row is read. @property select its selection, for a row at a place. */
export type ChildRows = { reads: readonly Declaration[]; select: (place: Place) => string }

type Read = Declaration & { kind: 'one' | 'many' }

export function selectChildRows(statement: Statement, read: Read, place: Place, asked: ChildRows): string {
  const alias = statement.alias()
  const inner = { ...place, row: rowOf(alias) }
  const terms = statement.terms(inner, () => () => undefined)
  const lookedUp = () => `${asked.select(inner)} ${lookUp(statement, read, terms, alias, place)}`
  const onSheet = selectFromSheet(read, inner, alias, terms, asked)
  if (onSheet === undefined) return asJson(read, lookedUp())
  if (onSheet.usable === undefined) return asJson(read, onSheet.rows)
  return `case when ${onSheet.usable} then ${asJson(read, onSheet.rows)} else ${asJson(read, lookedUp())} end`
}

function asJson({ kind }: Read, rows: string): string {
  return kind === 'one'
    ? `(select row_to_json(h_o) from (${rows}) h_o)`
    : `(select coalesce(array_to_json(array_agg(row_to_json(h_o))), '[]') from (${rows}) h_o)`
}

function lookUp({ contract }: Statement, read: Read, terms: Terms, alias: string, { row }: Place): string {
  const { heldIn, where } = read.rows
  // Of its own domain an organisation reads what it holds; another's file of the same person is not its own.
  const isOwn = heldIn !== undefined && OWNER_OF[contract.recipient] === heldIn
  const held: Expression = ({ column, organisation, today }) => heldByOrByNobody(organisation, column('organisation_id'), today)
  const rows = isOwn ? { ...read.rows, where: (of: Terms) => [held(of), ...(where ? [where(of)] : [])].join('\n      and ') } : read.rows
  return `${fromRows(rows, terms, alias, row.column)} limit ${read.kind === 'one' ? 1 : read.limit}`
}

/** Selection from a sheet. @property usable predicate: the sheet tells the rows. Absent where a value that it does not tell is computed by itself. */
type OnSheet = { rows: string; usable?: string }

/** @returns undefined when a sheet does not have all that is asked, or none is at hand. */
function selectFromSheet(read: Read, place: Place, alias: string, terms: Terms, { reads, select }: ChildRows): OnSheet | undefined {
  const { sheetColumns: sheet, kind } = read
  const names = sheet && namesOf(sheet, reads)
  const stored = sheet && terms.onSheet?.(sheet.table)
  if (sheet === undefined || names === undefined || stored === undefined) return undefined
  const isHeld = read.rows.heldIn !== undefined
  const columnFor = (name: string) => `${sheet.prefix}_${name}`
  const valueFor = (name: string) => (isHeld ? stored(columnFor(name)) : valueOnSheet(terms, sheet.table, columnFor(name), kind))
  // The first value of all tells whether there is a row.
  const [first] = sheet.columns
  const columns = new Map([first, ...names].map((name) => [name, valueFor(name)]))
  const told = kind === 'one' ? `${columns.get(first)} is distinct from ${NOT_ON_SHEET}` : `${columns.get(first)} is not null`
  const usable = isHeld ? { usable: `${stored('day')} = ${terms.today} and ${told}` } : {}
  if (kind === 'one') {
    const row = { ...place, sheetValue: (asked: Declaration) => columns.get(nameOf(sheet, asked) ?? '') }
    return { rows: `${select(row)} where ${columns.get(first)} is not null`, ...usable }
  }
  const row = { ...place, sheetValue: (asked: Declaration) => `${alias}.${nameOf(sheet, asked)}` }
  return { rows: `${select(row)} from unnest(${[...columns.values()].join(', ')}) ${alias} (${[...columns.keys()].join(', ')})`, ...usable }
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
