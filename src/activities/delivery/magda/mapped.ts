/** What a mapping collects while it reads one answer. */
import { addDays, isDay } from '../../../base/day.ts'
import type { Item } from '../item.ts'
import type { RefusalCode } from '../refused.ts'
import { SNAPSHOT } from '../withdrawable.ts'

/** A day, a code or nothing: what mappings put into records. Undefined values are left out. */
export type MappedValues = Record<string, unknown>

export type Mapped = {
  /** Number of the answer in the document, from 1. */
  record: number
  /** Day of the answer. */
  asOf: string
  /** INSZ about which was asked, as far as the document's name tells; undefined when it does not. */
  asked: string | undefined
  items: Item[]
  /** What the service answered for, beyond the records. */
  covered: Coverage[]
  /** Records of types that the answer gives whole: what an earlier one had besides is no longer so. */
  whole: Item[]
}

/** Records of one type about one person, of which the answer gives all: the absence of one is a "no". It becomes a record (coverage.ts). */
export type Coverage = {
  insz: string
  recordType: string
  /** First day that the answer is about; null: the whole past. */
  from: string | null
  /** First day after it; null: as of the answer, and until a later one. */
  until: string | null
}

/** Adds a record about a person; without a person it is refused. */
export function add(mapped: Mapped, recordType: string, insz: string | undefined, values: MappedValues): void {
  if (insz === undefined) {
    turnAway(mapped, recordType, 'insz', 'IDENTITY_MISSING', 'expected the INSZ of the person in the answer or as the file name')
    return
  }
  const known = Object.entries(values).filter(([, value]) => value !== undefined)
  mapped.items.push({ record: mapped.record, line: { record: recordType, insz, ...Object.fromEntries(known) } })
}

/** Notes why something was refused, left out or left empty; `field` is its path at the source, and null is the whole answer. */
export function turnAway(mapped: Mapped, recordType: string | null, field: string | null, code: RefusalCode, reason: string): void {
  mapped.items.push({ refused: { record: mapped.record, recordType, field, code, reason } })
}

/** Our value of a source's code. An unknown code refuses the record: the caller gets undefined and leaves it out. */
export function decodeCode(
  mapped: Mapped,
  codes: Readonly<Record<string, string>>,
  code: string | undefined,
  recordType: string,
  field: string,
): string | undefined {
  const value = code === undefined || !Object.hasOwn(codes, code) ? undefined : codes[code]
  if (value === undefined) turnAway(mapped, recordType, field, 'CODE_UNKNOWN', `expected one of ${Object.keys(codes).join(', ')}`)
  return value
}

/** Our value of a source's code for a field that may stay empty: an unknown code leaves it empty, with a remark. */
export function decodeOptional(
  mapped: Mapped,
  codes: Readonly<Record<string, string>>,
  code: string | undefined,
  recordType: string,
  field: string,
): string | undefined {
  if (code === undefined) return undefined
  if (Object.hasOwn(codes, code)) return codes[code]
  turnAway(mapped, recordType, field, 'LEFT_EMPTY', `left empty; expected one of ${Object.keys(codes).join(', ')}`)
  return undefined
}

/**
 * Last day of a period at the source as the first day after it; undefined when it is absent. A text that is no day comes back as it is,
 * and is refused with its record: an end that cannot be read is not an open end.
 */
export function dayAfter(lastDay: string | undefined): string | undefined {
  const day = lastDay?.slice(0, 10)
  if (day === undefined || !isDay(day)) return lastDay
  return addDays(day, 1)
}

/** First letter to last of a text that the record may hold; a character that does not fit is left out whole. */
export function shortened(text: string | undefined, max: number): string | undefined {
  return text
    ?.replace(/\s+/g, ' ')
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, '')
}

/** Notes that the answer gives all records of some types. Types of which it gives something that the hub left out or refused are not covered. @param end first day that it is not about any more; absent: as of the answer. */
export function cover(mapped: Mapped, insz: string | undefined, recordTypes: readonly string[], from: string | null, end?: string): void {
  if (insz === undefined || (from !== null && from > mapped.asOf)) return
  const open = new Set(mapped.items.flatMap((item) => ('refused' in item ? [item.refused.recordType] : [])))
  for (const recordType of recordTypes) if (!open.has(recordType)) mapped.covered.push({ insz, recordType, from, until: end ?? null })
}

/**
 * Notes that the answer gives all rows of some types about a person, or all that begin in a period. Not where the hub left out or refused
 * some of them: they are not gone.
 */
export function giveWhole(
  mapped: Mapped,
  insz: string | undefined,
  recordTypes: readonly string[],
  period: { from?: string; until?: string } = {},
): void {
  const open = new Set(mapped.items.flatMap((item) => ('refused' in item ? [item.refused.recordType] : [])))
  const of = recordTypes.filter((recordType) => !open.has(recordType))
  if (insz !== undefined && of.length > 0) mapped.whole.push({ record: mapped.record, line: { record: SNAPSHOT, insz, of, ...period } })
}
