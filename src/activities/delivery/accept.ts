/** From what a delivery says to what can be stored: every record is checked here, whatever it came from. */
import type { z } from 'zod'
import { type Insz, parseInsz } from '../../base/insz.ts'
import type { Owner } from '../../base/owner.ts'
import { type Line, type RecordType, WITHDRAWAL, type WithdrawalReason } from '../../domains/declaration/record-type.ts'
import { RECORD_TYPES } from './record-types.ts'
import type { DeliveryRefusal, RefusalCode } from './refused.ts'
import { SNAPSHOT, snapshotLine, WITHDRAWABLE } from './withdrawable.ts'

/**
 * Checked record. `values` holds the declared fields; organisations still by KBO number. With a reason it takes the row with the key in
 * `values` back.
 */
export type AcceptedRecord = {
  record: number
  type: RecordType
  insz: Insz
  replaces: Insz[]
  values: Record<string, unknown>
  withdrawal?: WithdrawalReason
}

export type AcceptRules = {
  /** Domain of the delivery; undefined for MAGDA answers, whose service decides what they hold. */
  domain: Owner | undefined
  /** Record types that the deliverer is granted; undefined for the operator. */
  granted: ReadonlyMap<string, unknown> | undefined
  /** Whether synthetic INSZ (month +60) count: never in production. */
  allowSynthetic: boolean
  /** Today, as YYYY-MM-DD. */
  today: string
}

export type RecordVerdict = { accepted: AcceptedRecord } | { refused: DeliveryRefusal }

/** Fields that say when something happened, by record type. */
const HAPPENED: ReadonlyMap<string, readonly string[]> = new Map(
  [...RECORD_TYPES.values()].map(({ name, fields }) => [name, Object.keys(fields).filter((field) => fields[field]?.happened === true)]),
)

export function accept(record: number, line: Record<string, unknown>, rules: AcceptRules): RecordVerdict {
  const isWithdrawal = line.record === WITHDRAWAL
  const named = isWithdrawal ? line.of : line.record
  const type = typeof named === 'string' ? RECORD_TYPES.get(named) : undefined
  const refuse = (field: string | null, code: RefusalCode, reason: string): RecordVerdict => ({
    refused: { record, recordType: type?.name ?? null, field, code, reason },
  })
  if (type === undefined || (rules.domain !== undefined && (type.domain !== rules.domain || type.ofPerson?.only !== undefined))) {
    return refuse(
      isWithdrawal ? 'of' : 'record',
      'RECORD_TYPE_UNKNOWN',
      `expected ${rules.domain === undefined ? 'a known record type' : `a record type of the domain ${rules.domain}`}`,
    )
  }
  if (rules.granted?.has(type.name) === false)
    return refuse('record', 'RECORD_TYPE_NOT_GRANTED', 'expected a record type that a protocol lets this organisation deliver')
  const schema = isWithdrawal ? type.withdrawal : type.line
  if (schema === undefined)
    return refuse(
      'of',
      'NOT_WITHDRAWABLE',
      'expected a record type whose rows have a key; deliver this one again as it is, or with its end',
    )
  const parsed = schema.safeParse(line)
  if (!parsed.success) return refuse(...firstProblem(parsed.error))
  const insz = parseInsz(parsed.data.insz, rules)
  if (insz === undefined) return refuse('insz', 'INSZ_INVALID', 'expected an INSZ with a possible date and valid check digits')
  const replaces = (parsed.data.replaces ?? []).map((old) => parseInsz(old, rules))
  if (replaces.some((old) => old === undefined || old === insz))
    return refuse('replaces', 'INSZ_INVALID', 'expected other INSZ numbers, with a possible date and valid check digits')
  const ahead = HAPPENED.get(type.name)?.find((name) => isAfter(parsed.data[name], rules.today))
  if (ahead !== undefined)
    return refuse(ahead, 'DAY_IN_FUTURE', 'expected a day that is not in the future: it says that something happened')
  if (isAfter(parsed.data.birthDate, parsed.data.deceasedOn))
    return refuse('deceasedOn', 'DEATH_BEFORE_BIRTH', 'expected a day of death that is not before the day of birth')
  const { reason, ...said } = parsed.data
  const values = valuesOf(isWithdrawal ? said : parsed.data)
  const withdrawal = isWithdrawal ? { withdrawal: reason as WithdrawalReason } : {}
  return { accepted: { record, type, insz, replaces: replaces.filter((old) => old !== undefined), values, ...withdrawal } }
}

function isAfter(day: unknown, other: unknown): boolean {
  return typeof day === 'string' && typeof other === 'string' && day > other
}

function valuesOf({ record: _record, insz: _insz, replaces: _replaces, of: _of, ...values }: Line): Record<string, unknown> {
  return values
}

/** Field, code and expectation of the first problem; the value itself is in none of them. */
function firstProblem(error: z.ZodError): [string | null, RefusalCode, string] {
  const [issue] = error.issues
  if (issue?.code === 'unrecognized_keys') return [null, 'FIELD_INVALID', 'expected only the fields of this record type']
  const field = issue?.path.filter((part) => typeof part === 'string').join('.') || null
  return [field, field === 'insz' ? 'INSZ_INVALID' : 'FIELD_INVALID', issue?.message ?? 'the value is not valid']
}

/** Record types about one person of which a delivery has every row of its source that begins in a period. */
export type AcceptedSnapshot = { record: number; insz: Insz; types: readonly RecordType[]; from: string | null; until: string | null }

export type SnapshotVerdict = { snapshot: AcceptedSnapshot } | { refused: DeliveryRefusal }

const SnapshotLine = snapshotLine(undefined)

/** @param isIncomplete whether a record of this person and type was refused: what the delivery does not have is then not gone. */
export function acceptSnapshot(
  record: number,
  line: Record<string, unknown>,
  rules: AcceptRules,
  isIncomplete: (insz: Insz, type: string) => boolean,
): SnapshotVerdict {
  const refuse = (field: string | null, code: RefusalCode, reason: string) => ({
    refused: { record, recordType: SNAPSHOT, field, code, reason },
  })
  const parsed = SnapshotLine.safeParse(line)
  if (!parsed.success) return refuse(...firstProblem(parsed.error))
  const { of, from, until } = parsed.data
  const insz = parseInsz(parsed.data.insz, rules)
  if (insz === undefined) return refuse('insz', 'INSZ_INVALID', 'expected an INSZ with a possible date and valid check digits')
  const types = WITHDRAWABLE.filter(({ name }) => of.includes(name))
  if (types.some(({ domain }) => rules.domain !== undefined && domain !== rules.domain))
    return refuse('of', 'RECORD_TYPE_UNKNOWN', `expected record types of the domain ${rules.domain}`)
  if (types.some(({ name }) => rules.granted?.has(name) === false))
    return refuse('of', 'RECORD_TYPE_NOT_GRANTED', 'expected record types that a protocol lets this organisation deliver')
  if (types.some(({ name }) => isIncomplete(insz, name)))
    return refuse(
      'of',
      'SNAPSHOT_INCOMPLETE',
      'expected a delivery of which no record of this person and type was refused; nothing is withdrawn',
    )
  return { snapshot: { record, insz, types, from: dayOrNull(from), until: dayOrNull(until) } }
}

function dayOrNull(day: unknown): string | null {
  return typeof day === 'string' ? day : null
}
