/**
 * Fact sheets (feitenfiches): what holds of a person on a day, computed beforehand, in one row per person and domain.
 * A value that rests on the person's rows and on nothing else but the day is the same whoever asks, so it is decided once instead of in every
 * answer. Only a sheet of the day that is asked about counts: whatever it rests on takes it out of use when it changes (triggers in
 * the first migration), and then the value is computed as it is asked. Both ways give the same answer.
 */

import { columnOf, recordColumns } from '../base/columns.ts'
import { NOT_ON_SHEET, valueOfFirstUnheld, valuesOfAll, valuesOfFew } from './child-rows.ts'
import {
  column,
  datedBy,
  declare,
  type Expression,
  expression,
  type Fact,
  fact,
  many,
  one,
  type Rows,
  type SheetRowColumns,
  type Terms,
} from './declare.ts'

export type FactSheet = {
  /** One row per person: `person_id`, `day`, and a column for each value. */
  table: string
  /** Tables of other domains that its values read. */
  alsoDependsOn: readonly string[]
  /** By their column. */
  facts: Readonly<Record<string, Fact>>
  /** Columns of the person's own row that are repeated under the same name, so that the row itself need not be looked up. */
  own?: readonly string[]
  rows?: readonly SheetRows[]
}

/**
 * Rows on a sheet, as far as they are asked often: the most wanted one, a column for each value; or a short list, an array for each.
 * Of rows that organisations hold (`heldIn`), a sheet tells those of persons of whom nobody holds any: the same whoever asks. The first
 * column of a most wanted row is its first day then.
 */
export type SheetRows = Omit<SheetRowColumns, 'table'> & { rows: Rows; as: 'one' | 'many' }

/** @property stored value on the sheet; null may also say of a list that it is too long for it. @property full what a reader gets. */
export type SheetColumn = { stored: Expression; full: Expression }

/** Every column of a sheet beside person and day. */
export function sheetColumns(sheet: FactSheet): Record<string, SheetColumn> {
  const { facts, own = [], rows = [] } = sheet
  const values = [
    ...Object.entries(facts).map(([name, { value }]) => [name, value] as const),
    ...own.map(columnValue),
    ...daysColumn(sheet),
  ]
  return Object.fromEntries([...values.map(([name, value]) => [name, { stored: value, full: value }]), ...rows.flatMap(rowColumns)])
}

/** Column with the days of all facts of a sheet that are dated, each at its place: a sheet has few columns, and only assessments ask for days. */
const DAYS = 'days'

function datedFacts({ facts }: FactSheet): [name: string, asOf: Expression][] {
  return Object.entries(facts).flatMap(([name, { asOf }]) => (asOf === undefined ? [] : [[name, asOf] as [string, Expression]]))
}

function daysColumn(sheet: FactSheet): [string, Expression][] {
  const dated = datedFacts(sheet)
  return dated.length === 0 ? [] : [[DAYS, (terms) => `array[${dated.map(([, asOf]) => asOf(terms)).join(',\n      ')}]::date[]`]]
}

/** Name of the value that is the day of a fact. */
const dayOf = (name: string) => `${name}_as_of`

/** What functions of the database compute of a sheet, by name: each column, and the day of each fact. @property type when no column has it. */
export function sheetFunctions(sheet: FactSheet): Record<string, { value: Expression; type?: string }> {
  const columns = Object.entries(sheetColumns(sheet)).map(([name, { full }]) => [name, { value: full }] as const)
  return Object.fromEntries([...columns, ...datedFacts(sheet).map(([name, value]) => [dayOf(name), { value, type: 'date' }] as const)])
}

const columnValue = (name: string): [string, Expression] => [name, ({ column }) => column(name)]

function rowColumns({ rows, as, prefix, columns, derived = {} }: SheetRows): [string, SheetColumn][] {
  return [...columns.map(columnValue), ...Object.entries(derived)].map(([name, value], index) => {
    const first = valueOfFirstUnheld(rows, value, index === 0 ? NOT_ON_SHEET : 'null')
    const column = as === 'one' ? { stored: first, full: first } : { stored: valuesOfFew(rows, value), full: valuesOfAll(rows, value) }
    return [`${prefix}_${name}`, column]
  })
}

type Declare = { fact: typeof fact; column: typeof column; rows: (declared: SheetRows, description: string) => ReturnType<typeof declare> }

/** How a domain's schema declares its fields, by the helpers of declare.ts: what is on the sheet is read from it. */
export function readFromSheet(sheet: FactSheet): Declare {
  const { table, own } = sheet
  const facts = new Map(Object.entries(sheet.facts).map(([name, declared]) => [declared, name]))
  return {
    fact: (declared, more = {}) => {
      const name = facts.get(declared)
      if (name === undefined) return fact(declared, more)
      const asOf = dayFromSheet(sheet, name, declared.asOf)
      return expression(fromSheet(table, name, declared.value), declared.description, { ...more, ...datedBy(asOf) })
    },
    column: (name, description, more = {}) =>
      own?.includes(name)
        ? declare(description, { ...more, read: { kind: 'column', column: name, sheet: table } })
        : column(name, description, more),
    rows: ({ as, rows, ...columns }, description) => (as === 'one' ? one : many)(rows, description, { ...columns, table }),
  }
}

/** Value of a column of the sheet. @param otherwise how it is computed where no sheet is at hand. */
function fromSheet(table: string, name: string, otherwise: Expression): Expression {
  return (terms) => valueOnSheet(terms, table, name) ?? otherwise(terms)
}

/** Day of a fact of the sheet. @param otherwise how it is computed where no sheet is at hand; undefined for a fact that nothing dates. */
function dayFromSheet(sheet: FactSheet, name: string, otherwise: Expression | undefined): Expression | undefined {
  if (otherwise === undefined) return undefined
  const place = datedFacts(sheet).findIndex(([dated]) => dated === name) + 1
  return (terms) => {
    const column = terms.onSheet?.(sheet.table)
    if (column === undefined) return otherwise(terms)
    return `case when ${column('day')} = ${terms.today} then (${column(DAYS)})[${place}] else ${functionOf(sheet.table, dayOf(name))}(${terms.person}, ${terms.today}) end`
  }
}

/**
 * Value of a column of the sheet at hand; a function computes it when the sheet is not of the day. A function, because what a statement
 * names is made ready for every answer, and then almost never needed; and because who asks needs no right on what the value depends on.
 * @param as many: a list that was too long for the sheet is null. @returns undefined where no sheet is at hand.
 */
export function valueOnSheet(terms: Terms, table: string, name: string, as: SheetRows['as'] = 'one'): string | undefined {
  const sheet = terms.onSheet?.(table)
  if (sheet === undefined) return undefined
  const isStored = as === 'many' ? ` and ${sheet(name)} is not null` : ''
  return `case when ${sheet('day')} = ${terms.today}${isStored} then ${sheet(name)} else ${functionOf(table, name)}(${terms.person}, ${terms.today}) end`
}

/** Function of the database that computes a column of a sheet. @returns its qualified name; it takes the person (uuid) and the day (date). */
export function functionOf(table: string, column: string): string {
  const [schema] = table.split('.')
  return `${schema}.${FUNCTION_PREFIX}${column}`
}

export const FUNCTION_PREFIX = 'compute_'

/** A value as it is computed for a person and a day: it looks up what it needs by itself. What depends on who asks or on an argument is on no sheet. */
export function computedValue(value: Expression, person: string, today: string): string {
  const own = recordColumns(columnOf('h_own'))
  const text = value({
    column: own.column,
    person,
    today,
    organisation: 'null::int',
    arg: () => 'null',
  })
  return own.names.size === 0 ? `(${text})` : `(select ${text} from directory.person h_own where h_own.id = ${person})`
}
