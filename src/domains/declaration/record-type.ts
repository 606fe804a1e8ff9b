/**
 * How a domain says which records it takes in: one table per domain, from which follow the validation, the published JSON
 * Schema, the statement that stores a batch, the merging of two persons who are one, and who comes to know the person.
 */
import { z } from 'zod'
import type { Owner } from '../../base/owner.ts'
import { type Field, optional, organisation } from './record-field.ts'

/** Capacities that follow from deliveries; others (referrals) come about in the hub itself. */
export type DeliveredCapacity = 'RESIDENT' | 'LIVING_WAGE_CLIENT' | 'GPMI_CLIENT' | 'TRAJECTORY_CLIENT' | 'JOBSEEKER'

/** Which organisations come to know the person through a row, for the row's period. */
export type RelationshipRule = {
  capacity: DeliveredCapacity
  /** `holder`: the organisation that holds the row. `municipality`: the one with the row's NIS code and its OCMW. Else: every organisation of this kind. */
  organisations: { by: 'holder' } | { by: 'municipality' } | { by: 'kind'; kind: string }
  /** SQL on the row `r`: which rows count. */
  where?: string
  /** What the row says to the person, continuing "OCMW Gent reported that …": what a citizen reads of the claim. */
  says: { nl: string; en: string }
}

export type RecordDeclaration = {
  description: string
  /** Qualified table. */
  table: string
  fields: Readonly<Record<string, Field>>
  /**
   * Whether a row belongs to an organisation (its file): what another delivers stands beside it, also with the same key. It is a field,
   * a column, and part of the key. OPTIONAL: a register can have said it, so that no single organisation holds it.
   */
  holder?: 'OPTIONAL' | 'REQUIRED'
  /**
   * Only one organisation can hold such a file of a person on one day, and the reason in a sentence. Files of two holders that are in force on
   * the same day contradict each other: both stand, both see the conflict, and one hands over (src/activities/handover).
   */
  oneHolder?: string
  /** Fields that, with the person and the holder, make a row unique: a later delivery of the same key updates the row. Empty: one row for each. */
  key: readonly string[]
  /** Columns that follow from a field's code. */
  derived?: Readonly<Record<string, { sqlType: string; from: string; values: Readonly<Record<string, string>> }>>
  /** Without a unique index on the key, because parts of it can be null. */
  looseKey?: boolean
  /** Rows of one person and holder with the same values of these fields follow each other: one ends, at the latest, when the next begins. */
  successiveBy?: readonly string[]
  /** The table has no as-of date: a period once ended stays ended, and everything else keeps its first value. */
  undated?: boolean
  /**
   * Columns of the person itself: which other columns say where they came from and how old they are. A mention only fills what nobody
   * better has said; a part changes the fields that it has, and keeps the others.
   */
  ofPerson?: { source: string | null; asOf: string; only?: 'MENTION' | 'PART' }
  relation?: RelationshipRule
  /** File on which a row hangs: it is stored only where its holder has a row of that record type which is in force on the row's day. */
  within?: { record: string; on: string }
}

export type RecordType = RecordDeclaration & {
  name: string
  domain: Owner
  /** What one line of a delivery looks like. */
  line: z.ZodType<Line>
  /** What a line looks like that takes a row back by its key; undefined when rows of this type end in another way. */
  withdrawal?: z.ZodType<Line> | undefined
}

/** One delivered record: its type, its person, and the declared fields. */
export type Line = { record: string; insz: string; replaces?: string[] | undefined } & Record<string, unknown>

/** INSZ as people write it; its check digits are verified after this. */
export const InszText = z
  .string({ error: 'expected an INSZ' })
  .regex(/^\d[\d .-]{9,14}\d$/, { error: 'expected an INSZ: eleven digits' })
  .describe('INSZ of the person: national register or BIS number, eleven digits with valid check digits.')

/** Numbers that this person had before. */
export const Replaces = z
  .array(InszText)
  .max(10)
  .describe('Earlier INSZ numbers of the same person that this number replaces, for example a BIS number.')
  .optional()

/** Declares the records of one domain. */
export function declareRecords<Name extends string>(
  domain: Owner,
  declared: Record<Name, RecordDeclaration>,
): Readonly<Record<Name, RecordType>> {
  const entries = Object.entries<RecordDeclaration>(declared)
  return Object.fromEntries(
    entries.map(([name, plain]) => {
      assertOneHolder(name, plain)
      const declaration = plain.holder === undefined ? plain : heldRecord(plain)
      return [name, { ...declaration, name, domain, line: lineSchema(name, declaration), withdrawal: withdrawalSchema(name, declaration) }]
    }),
  ) as Record<Name, RecordType>
}

/** What only one can hold has holders, and days. */
function assertOneHolder(name: string, { oneHolder, holder, fields }: RecordDeclaration): void {
  if (oneHolder === undefined || (holder !== undefined && fields.validFrom !== undefined && fields.validUntil !== undefined)) return
  throw new Error(`${name} says oneHolder: expected a holder and the fields validFrom and validUntil`)
}

/** Name of the field by which a record says who holds it. */
export const HOLDER_FIELD = 'organisation'

/** Absent in what an organisation delivers itself: it holds that. */
const HOLDER = optional(
  organisation(
    'KBO number of the organisation that holds the file (houder). Absent in a delivery by the organisation itself; in an import, absent only where a register says it and no organisation holds it.',
  ),
)

function heldRecord(declaration: RecordDeclaration): RecordDeclaration {
  const { fields, key, successiveBy } = declaration
  return {
    ...declaration,
    fields: { [HOLDER_FIELD]: HOLDER, ...fields },
    key: [HOLDER_FIELD, ...key],
    ...(successiveBy === undefined ? {} : { successiveBy: [HOLDER_FIELD, ...successiveBy] }),
  }
}

function lineSchema(name: string, declaration: RecordDeclaration): z.ZodType<Line> {
  const own = Object.fromEntries(Object.entries(declaration.fields).map(([field, { schema }]) => [field, schema]))
  const shape = { record: z.literal(name), insz: InszText, ...(name === 'person' ? { replaces: Replaces } : {}), ...own }
  const line = z.strictObject(shape).refine(endsAfterItBegins, { error: 'expected validUntil on or after validFrom', path: ['validUntil'] })
  return line.describe(declaration.description) as unknown as z.ZodType<Line>
}

/** Record that takes a row back by its key. */
export const WITHDRAWAL = 'withdrawal'

/** Classes of reasons why a row is taken back. */
export const WITHDRAWAL_REASONS = ['WRONG_PERSON', 'WRONG_DATA', 'ANNULLED', 'DUPLICATE'] as const
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number]

const Reason = z
  .enum(WITHDRAWAL_REASONS, { error: `expected one of ${WITHDRAWAL_REASONS.join(', ')}` })
  .describe(
    'Why the row is taken back. WRONG_PERSON: it is about another person. WRONG_DATA: it was never so. ANNULLED: the act was annulled. DUPLICATE: another row says the same.',
  )

/** Identity and contact data are one row that a later record replaces; a consent ends and stays ended; coverage is replaced by a later one. */
function withdrawalSchema(name: string, { key, fields, ofPerson, undated }: RecordDeclaration): z.ZodType<Line> | undefined {
  if (ofPerson !== undefined || undated === true || Object.values(fields).some(({ each }) => each === true)) return undefined
  const own = Object.fromEntries(key.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field].schema]])))
  const line = z.strictObject({ record: z.literal(WITHDRAWAL), of: z.literal(name), insz: InszText, ...own, reason: Reason })
  return line.describe(`Takes back the ${name} with this key.`) as unknown as z.ZodType<Line>
}

function endsAfterItBegins(line: Record<string, unknown>): boolean {
  return typeof line.validUntil !== 'string' || typeof line.validFrom !== 'string' || line.validUntil >= line.validFrom
}

/** Column of a declared field. */
export function columnOf(name: string, field: Field): string {
  return field.column ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
