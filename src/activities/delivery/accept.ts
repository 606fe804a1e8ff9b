/** From what a delivery says to what can be stored: every record is checked here, whatever it came from. */
import type { z } from 'zod'
import { type Insz, parseInsz } from '../../base/insz.ts'
import type { Owner } from '../../base/owner.ts'
import type { Line, RecordType } from '../../domains/declaration/record-type.ts'
import { RECORD_TYPES } from './record-types.ts'
import type { DeliveryRefusal, RefusalCode } from './refused.ts'

/** Checked record. `values` holds the declared fields; organisations still by KBO number. */
export type AcceptedRecord = { record: number; type: RecordType; insz: Insz; replaces: Insz[]; values: Record<string, unknown> }

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
  const type = typeof line.record === 'string' ? RECORD_TYPES.get(line.record) : undefined
  const refuse = (field: string | null, code: RefusalCode, reason: string): RecordVerdict => ({
    refused: { record, recordType: type?.name ?? null, field, code, reason },
  })
  if (type === undefined || (rules.domain !== undefined && (type.domain !== rules.domain || type.ofPerson?.only !== undefined))) {
    return refuse(
      'record',
      'RECORD_TYPE_UNKNOWN',
      `expected ${rules.domain === undefined ? 'a known record type' : `a record type of the domain ${rules.domain}`}`,
    )
  }
  if (rules.granted?.has(type.name) === false)
    return refuse('record', 'RECORD_TYPE_NOT_GRANTED', 'expected a record type that a protocol lets this organisation deliver')
  const parsed = type.line.safeParse(line)
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
  return { accepted: { record, type, insz, replaces: replaces.filter((old) => old !== undefined), values: valuesOf(parsed.data) } }
}

function isAfter(day: unknown, other: unknown): boolean {
  return typeof day === 'string' && typeof other === 'string' && day > other
}

function valuesOf({ record: _record, insz: _insz, replaces: _replaces, ...values }: Line): Record<string, unknown> {
  return values
}

/** Field, code and expectation of the first problem; the value itself is in none of them. */
function firstProblem(error: z.ZodError): [string | null, RefusalCode, string] {
  const [issue] = error.issues
  if (issue?.code === 'unrecognized_keys') return [null, 'FIELD_INVALID', 'expected only the fields of this record type']
  const field = issue?.path.filter((part) => typeof part === 'string').join('.') || null
  return [field, field === 'insz' ? 'INSZ_INVALID' : 'FIELD_INVALID', issue?.message ?? 'the value is not valid']
}
