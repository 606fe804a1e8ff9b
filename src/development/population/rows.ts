/** Rows of a batch as PostgreSQL's COPY text, one buffer of lines per table. */
import { type Day, isoDay } from './day.ts'
import { TABLE_NAMES, TABLES, type TableName, type TableRow } from './tables.ts'

/** Takes rows of one person. */
export type Emit = <T extends TableName>(table: T, row: TableRow<T>) => void

/** Rows gathered so far. */
export type Batch = {
  /** Rows of this person go through the function returned. @param asOf day of the source's word. */
  person(personId: string, asOf: Day): Emit
  /** COPY text and number of rows per table. Empties the batch. */
  take(): Map<TableName, { text: string; rows: number }>
}

type Encode = (value: unknown) => string
type Encoder = { columns: readonly (readonly [string, Encode])[]; source: string | null; asOf: boolean; person: boolean }

const NULL = '\\N'

/** Every row ends in a line break; only text can hold a character that COPY reads as its own. */
const ENCODE: Record<string, Encode> = {
  text: (value) => String(value).replace(/[\\\n\r\t]/g, (found) => `\\${COPY_ESCAPES[found] ?? found}`),
  int: String,
  bool: (value) => (value === true ? 't' : 'f'),
  day: (value) => dayText(Number(value)),
  time: (value) => new Date(Number(value)).toISOString(),
  bytes: (value) => `\\\\x${Buffer.isBuffer(value) ? value.toString('hex') : ''}`,
  list: (value) => (Array.isArray(value) ? `{${value.join(',')}}` : '{}'),
}
const COPY_ESCAPES: Record<string, string> = { '\n': 'n', '\r': 'r', '\t': 't' }

const ENCODERS = new Map<TableName, Encoder>(
  TABLE_NAMES.map((name) => {
    const { columns, source, asOf } = TABLES[name]
    const person = !('person' in TABLES[name])
    const encode = (kind: string): Encode => {
      const write = ENCODE[kind.replace('?', '')] ?? String
      return (value) => (value === null || value === undefined ? NULL : write(value))
    }
    return [name, { columns: Object.entries(columns).map(([column, kind]) => [column, encode(kind)] as const), source, asOf, person }]
  }),
)

/** Days are few and rows are many: a century of them, written once. */
const FIRST_DAY = -36_525
const DAY_TEXTS = Array.from({ length: 73_050 }, (_, index) => isoDay(FIRST_DAY + index))

function dayText(day: Day): string {
  return DAY_TEXTS[day - FIRST_DAY] ?? isoDay(day)
}

/** An empty batch. */
export function createBatch(): Batch {
  let lines = new Map<TableName, string[]>()
  return {
    person: (personId, asOf) => (table, row) => {
      const list = lines.get(table)
      if (list) list.push(encodeRow(table, row, personId, asOf))
      else lines.set(table, [encodeRow(table, row, personId, asOf)])
    },
    take: () => {
      const full = lines
      lines = new Map()
      return new Map([...full].map(([table, list]) => [table, { text: `${list.join('\n')}\n`, rows: list.length }]))
    },
  }
}

function encodeRow(table: TableName, row: Readonly<Record<string, unknown>>, personId: string, asOf: Day): string {
  const encoder = ENCODERS.get(table)
  if (encoder === undefined) return ''
  let line = encoder.person ? personId : ''
  for (const [column, encode] of encoder.columns) line += `\t${encode(row[column])}`
  if (encoder.source !== null) line += `\t${encoder.source}`
  if (encoder.asOf) line += `\t${dayText(asOf)}`
  return encoder.person ? line : line.slice(1)
}
