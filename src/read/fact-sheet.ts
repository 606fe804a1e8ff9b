/**
 * Fact sheets (feitenfiches): what holds of a person on a day, worked out beforehand and kept in one row per person and domain.
 * A value that rests on the person's rows and on nothing else but the day is the same whoever asks, so it is decided once instead of in every
 * answer. Only a sheet of the day that is asked about counts: whatever it rests on takes it out of use when it changes (triggers in
 * prisma/first.sql), and then the value is worked out as it is asked. Both ways give the same answer.
 */
import {
  column,
  declare,
  dossierAsOf,
  type Expression,
  expression,
  type Fact,
  fact,
  type Kept,
  many,
  one,
  type Rows,
  type Terms,
} from './declare.ts'
import { valueOfFirst, valuesOfFew } from './rows.ts'

export type FactSheet = {
  /** One row per person: `person_id`, `day`, and a column for each value. */
  table: string
  /** Tables of other domains that its values look at, as they do when they are worked out. */
  restsAlsoOn: readonly string[]
  /** By the column that keeps them. */
  facts: Readonly<Record<string, Fact>>
  /** Columns of the person's own row that are repeated under the same name, so that the row itself need not be looked up. */
  own?: readonly string[]
  rows?: readonly KeptRows[]
}

/** Rows that a sheet keeps as far as they are asked often: the most wanted one, a column for each value; or a short list, an array for each. */
export type KeptRows = Omit<Kept, 'table'> & { rows: Rows; as: 'one' | 'many' }

/** Every column of a sheet beside person and day, and what it keeps. */
export function columnsOf({ facts, own = [], rows = [] }: FactSheet): Record<string, Expression> {
  return Object.fromEntries([
    ...Object.entries(facts).map(([name, { value }]) => [name, value]),
    ...own.map((name) => [name, columnValue(name)]),
    ...rows.flatMap(keptValues),
  ])
}

const columnValue =
  (name: string): Expression =>
  ({ row }) =>
    `${row}.${name}`

function keptValues({ rows, as, prefix, columns, derived = {} }: KeptRows): [string, Expression][] {
  const values = [...columns.map((name) => [name, columnValue(name)] as const), ...Object.entries(derived)]
  const keep = as === 'one' ? valueOfFirst : valuesOfFew
  return values.map(([name, value]) => [`${prefix}_${name}`, keep(rows, value)])
}

type Declare = { fact: typeof fact; column: typeof column; rows: (kept: KeptRows, description: string) => ReturnType<typeof declare> }

/** How a domain's schema declares its fields, by the helpers of declare.ts: what is on the sheet is read from it. */
export function keptOn(sheet: FactSheet): Declare {
  const { table, own } = sheet
  const facts = new Map(Object.entries(sheet.facts).map(([name, kept]) => [kept, name]))
  return {
    fact: (declared, more = {}) => {
      const name = facts.get(declared)
      return name === undefined ? fact(declared, more) : expression(fromSheet(table, name, declared.value), declared.description, more)
    },
    column: (name, description, more = {}) =>
      own?.includes(name)
        ? declare(description, { ...more, read: { kind: 'column', column: name, keptOn: table } })
        : column(name, description, more),
    rows: ({ as, rows, ...kept }, description) => (as === 'one' ? one : many)(rows, description, { ...kept, table }),
  }
}

/** Value of a column of the sheet, or as it is worked out. */
export function fromSheet(table: string, name: string, value: Expression): Expression {
  return (terms) => {
    const sheet = terms.onSheet?.(table)
    if (sheet === undefined) return value(terms)
    return `case when ${sheet('day')} = ${terms.today} then ${sheet(name)} else ${workedOut(value, terms)} end`
  }
}

/** A value as it is worked out while it is asked: it looks up what it needs by itself, so that nothing is read for it when the sheet has it. */
export function workedOut(value: Expression, { person, today, organisation, arg }: Terms): string {
  const text = value({
    row: 'own',
    person,
    today,
    organisation,
    dossierAsOf: (dossiers) => dossierAsOf(dossiers, person),
    arg,
  })
  return /\bown\./.test(text) ? `(select ${text} from directory.person own where own.id = ${person})` : `(${text})`
}
