/** What was said about a person: of every key the newest statement. From it follow the rows, as the declarations of the records say. */
import { HOLDER_FIELD, type RecordType } from '../../src/domains/declaration/record-type.ts'
import type { Values } from '../claims/samples.ts'

/** @property entry record type that a statement of coverage is about. @property withdrawn the row is taken back. */
export type Statement = { type: RecordType; values: Values; asOf: string; entry?: string; withdrawn?: true }

export type Said = Map<string, Statement>

/** A row that stands. Its end is that of its statement, or the beginning of the one that follows it. */
export type Row = { values: Values; asOf: string; from: string; until: string }

const EVER = '9999-12-31'

const dayOf = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise)

export function keyOf({ type, values, entry }: Statement): string {
  const key = type.key.map((name) => (entry !== undefined && name === 'covers' ? entry : (values[name] ?? null)))
  return JSON.stringify([type.name, values[HOLDER_FIELD] ?? null, ...key])
}

/** The newer statement of a key counts. */
export function say(said: Said, statement: Statement): void {
  const key = keyOf(statement)
  const before = said.get(key)
  if (before === undefined || before.asOf <= statement.asOf) said.set(key, statement)
}

/** Two persons that are one. */
export function join(one: Said, other: Said): Said {
  const both = new Map(one)
  for (const statement of other.values()) say(both, statement)
  return both
}

/** Rows of a record type that stand. One of no length was taken back: it ends none. */
export function rowsOf(said: Said, name: string): Row[] {
  const stated = [...said.values()].filter(({ type, withdrawn, entry }) => type.name === name && withdrawn !== true && entry === undefined)
  const rows = stated.map(({ values, asOf }) => ({
    values,
    asOf,
    from: dayOf(values.validFrom, ''),
    until: dayOf(values.validUntil, EVER),
  }))
  const by = stated[0]?.type.successiveBy
  if (by === undefined) return rows
  const lasting = rows.filter(({ from, until }) => from < until)
  return rows.map((row) => {
    const follows = lasting.filter(
      (other) => other.from > row.from && by.every((field) => (other.values[field] ?? null) === (row.values[field] ?? null)),
    )
    return { ...row, until: [row.until, ...follows.map(({ from }) => from)].toSorted()[0] ?? row.until }
  })
}

export const isInForce = ({ from, until }: Row, today: string): boolean => from <= today && today < until

/** Day on which a source last said that the rows of a record type are all there are today; undefined when none does. */
export function coveredOn(said: Said, recordType: string, today: string): string | undefined {
  const covering = [...said.values()].filter(
    ({ entry, values, withdrawn }) =>
      entry === recordType && withdrawn !== true && dayOf(values.validFrom, '') <= today && today < dayOf(values.validUntil, EVER),
  )
  return covering
    .map(({ asOf }) => asOf)
    .toSorted()
    .at(-1)
}
