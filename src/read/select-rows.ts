/** Rows of the newcomer as JSON: as a fact sheet keeps them, or looked up. */
import type { Declaration, Kept, Terms } from './declare.ts'
import { fromRows } from './rows.ts'
import type { Place, Statement } from './statement.ts'

/** @property reads how each field asked of a row is read. @property select its selection, for a row at a place. */
export type RowsAsked = { reads: readonly Declaration[]; select: (place: Place) => string }

type Read = Declaration & { kind: 'one' | 'many' }

export function selectRows(statement: Statement, read: Read, place: Place, asked: RowsAsked): string {
  const inner = { ...place, row: statement.alias() }
  const terms = statement.terms(inner, () => () => undefined)
  const limit = read.kind === 'one' ? 1 : read.limit
  const lookedUp = json(read, `${asked.select(inner)} ${fromRows(read.rows, terms, place.row)} limit ${limit}`)
  const kept = read.kept && keptAs(read.kept, asked.reads, terms)
  if (kept === undefined) return lookedUp
  const { isThere, selection } = (read.kind === 'one' ? keptRow : keptList)(kept, inner, asked)
  return `case when ${isThere} then ${json(read, selection)} else ${lookedUp} end`
}

/** No row of the day is an answer too. */
function keptRow({ isOfTheDay, columns, nameOf }: KeptAs, place: Place, { select }: RowsAsked) {
  const [first] = columns.values()
  return {
    isThere: isOfTheDay,
    selection: `${select({ ...place, kept: (read) => columns.get(nameOf(read) ?? '') })} where ${first} is not null`,
  }
}

/** A list that was too long to keep is null. */
function keptList({ isOfTheDay, columns, nameOf }: KeptAs, place: Place, { select }: RowsAsked) {
  const [first] = columns.values()
  const list = `unnest(${[...columns.values()].join(', ')}) ${place.row} (${[...columns.keys()].join(', ')})`
  return {
    isThere: `${isOfTheDay} and ${first} is not null`,
    selection: `${select({ ...place, kept: (read) => `${place.row}.${nameOf(read)}` })} from ${list}`,
  }
}

function json({ kind }: Read, rows: string): string {
  return kind === 'one'
    ? `(select row_to_json(o) from (${rows}) o)`
    : `(select coalesce(array_to_json(array_agg(row_to_json(o))), '[]') from (${rows}) o)`
}

/** @property columns of the sheet by the name of what they keep: what is asked, after the first value of all, which tells whether there is a row. */
type KeptAs = { isOfTheDay: string; columns: ReadonlyMap<string, string>; nameOf: (read: Declaration) => string | undefined }

/** How a sheet keeps all that is asked of rows; undefined when it does not, or none is read here. */
function keptAs({ table, prefix, columns, derived = {} }: Kept, reads: readonly Declaration[], terms: Terms): KeptAs | undefined {
  const nameOf = (read: Declaration) =>
    read.kind === 'column'
      ? columns.find((name) => name === read.column)
      : Object.keys(derived).find((name) => read.kind === 'expression' && derived[name] === read.value)
  const names = [columns[0], ...reads.map(nameOf)]
  const sheet = terms.onSheet?.(table)
  if (sheet === undefined || !names.every((name) => name !== undefined)) return undefined
  return {
    isOfTheDay: `${sheet('day')} = ${terms.today}`,
    columns: new Map(names.map((name) => [name, sheet(`${prefix}_${name}`)])),
    nameOf,
  }
}
