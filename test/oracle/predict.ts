/** What an answer must be, cell by cell, for one person. */
import type { OracleContract } from './contracts.ts'
import type { Asked } from './document.ts'
import { factOf } from './facts.ts'
import { conflictsOf } from './queues.ts'
import { type Asking, columnBehind, rowsBehind } from './rows.ts'
import { opens, type Row, type World } from './world.ts'

export type Oracle = {
  world: World
  contract: OracleContract
  organisation: number
  sector: string
  insz: (person: string) => string | null
}

/** How many cells were checked, and how. */
export type Tally = { visible: number; withheld: number; valued: number }

/** Compares the answered object with what the person's rows say. @returns the places that differ. */
export function compareObject(oracle: Oracle, asked: readonly Asked[], person: Row, answered: unknown, tally: Tally): string[] {
  return compareFields(oracle, asked, { person, row: undefined }, answered, tally)
}

type Place = { person: Row; row: Row | undefined }

function compareFields(oracle: Oracle, asked: readonly Asked[], place: Place, answered: unknown, tally: Tally): string[] {
  if (typeof answered !== 'object' || answered === null) return ['an object is missing']
  const keys = Object.keys(answered)
  const expected = asked.map(({ key }) => key)
  const differs =
    keys.length === expected.length && expected.every((key, index) => keys[index] === key) ? [] : [`keys ${keys} instead of ${expected}`]
  return [...differs, ...asked.flatMap((field) => compareCell(oracle, field, place, (answered as Row)[field.key], tally))]
}

function compareCell(oracle: Oracle, field: Asked, place: Place, value: unknown, tally: Tally): string[] {
  const { world, contract, organisation } = oracle
  const person = String(place.person.id)
  const when = contract.rules.get(field.coordinate)
  if (when && !opens({ world, contract, organisation, person }, when)) {
    tally.withheld += 1
    return value === null ? [] : [`${field.coordinate} must be withheld and is ${JSON.stringify(value)}`]
  }
  tally.visible += 1
  if (field.coordinate === 'HolderConflict.newcomer') return compareObject(oracle, field.children ?? [], place.person, value, tally)
  if (field.children !== undefined) return compareRows(oracle, field, place, value, tally)
  const expected = place.row === undefined ? personValue(oracle, field, place.person) : columnValue(field, place.row)
  if (expected === undefined) return []
  tally.valued += 1
  return JSON.stringify(value) === JSON.stringify(expected)
    ? []
    : [`${field.coordinate} is ${JSON.stringify(value)} instead of ${JSON.stringify(expected)}`]
}

/** Rows behind an object field of a person, of a row of a queue, or of a row below that. */
function rowsAt(oracle: Oracle, { name, coordinate }: Asked, { person, row }: Place): ReturnType<typeof rowsBehind> {
  const { world, organisation } = oracle
  const asking: Asking = { world, recipient: oracle.contract.recipient, organisation, person: String(person.id) }
  if (coordinate.startsWith('HolderConflict.')) return { list: true, rows: conflictsOf(asking, name) }
  if (coordinate === 'FileConflict.otherHolder') return { list: false, rows: [row?.otherHolder as Row] }
  return rowsBehind(name, asking)
}

function compareRows(oracle: Oracle, field: Asked, place: Place, value: unknown, tally: Tally): string[] {
  const { person } = place
  const behind = rowsAt(oracle, field, place)
  if (behind === undefined) return []
  const { list, rows } = behind
  if (!list && rows.length === 0) return value === null ? [] : [`${field.coordinate} must be null`]
  const answered = list ? value : [value]
  if (!Array.isArray(answered) || answered.length !== rows.length) return [`${field.coordinate} has not ${rows.length} rows`]
  return rows.flatMap((row, index) => compareFields(oracle, field.children ?? [], { person, row }, answered[index], tally))
}

function personValue(oracle: Oracle, { name }: Asked, person: Row): unknown {
  if (name === 'id') return person[`${oracle.sector}_id`]
  if (name === 'insz') return oracle.insz(String(person.id))
  return factOf(
    name,
    { world: oracle.world, recipient: oracle.contract.recipient, organisation: oracle.organisation, person: String(person.id) },
    person,
  )
}

function columnValue({ coordinate }: Asked, row: Row): unknown {
  const column = columnBehind(coordinate)
  if (column === undefined) return undefined
  const value = row[column]
  if (column in row && value === undefined) return undefined
  if (value === undefined) throw new Error(`The oracle looks for ${coordinate} in a column ${column} that there is not.`)
  // A list that a source left out is an empty one where the schema says so; compared by visibility only.
  return Array.isArray(value) ? undefined : value
}
