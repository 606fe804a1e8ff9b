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
  const sheet = read.kept && onSheet(read.kept, asked.reads, terms)
  if (sheet === undefined) return lookedUp
  const { stored, nameOf } = sheet
  const [first] = stored.values()
  if (read.kind === 'one') {
    const kept = (field: Declaration) => stored.get(nameOf(field) ?? '')
    return `case when ${sheet.isOfTheDay} then ${json(read, `${asked.select({ ...inner, kept })} where ${first} is not null`)} else ${lookedUp} end`
  }
  const kept = (field: Declaration) => `${inner.row}.${nameOf(field)}`
  const list = `unnest(${[...stored.values()].join(', ')}) ${inner.row} (${[...stored.keys()].join(', ')})`
  return `case when ${sheet.isOfTheDay} and ${first} is not null then ${json(read, `${asked.select({ ...inner, kept })} from ${list}`)} else ${lookedUp} end`
}

function json({ kind }: Read, rows: string): string {
  return kind === 'one'
    ? `(select row_to_json(o) from (${rows}) o)`
    : `(select coalesce(array_to_json(array_agg(row_to_json(o))), '[]') from (${rows}) o)`
}

/** @property stored columns of the sheet by the name of what they keep: those asked, after the first one of all, which tells whether there is a row. */
type Sheet = { isOfTheDay: string; stored: ReadonlyMap<string, string>; nameOf: (read: Declaration) => string | undefined }

/** Where a sheet keeps all that is asked of rows; undefined when it does not, or there is none to read here. */
function onSheet({ table, prefix, columns, derived = {} }: Kept, reads: readonly Declaration[], terms: Terms): Sheet | undefined {
  const nameOf = (read: Declaration) =>
    read.kind === 'column'
      ? columns.find((name) => name === read.column)
      : Object.keys(derived).find((name) => read.kind === 'expression' && derived[name] === read.value)
  const names = [columns[0], ...reads.map(nameOf)]
  if (!names.every((name) => name !== undefined)) return undefined
  const day = terms.onSheet?.(table, 'day')
  if (day === undefined) return undefined
  const stored = new Map(names.map((name) => [name, terms.onSheet?.(table, `${prefix}_${name}`) ?? '']))
  return { isOfTheDay: `${day} = ${terms.today}`, stored, nameOf }
}
