/** Why something in a delivery was not, or not wholly, taken in. Never holds the refused value itself. */

/** Codes that turn a record or a whole document away. */
export const REFUSED = [
  'FILE_UNREADABLE',
  'TOO_LARGE',
  'ENCODING_UNSUPPORTED',
  'ENCODING_INVALID',
  'XML_ENTITIES',
  'XML_NOT_WELL_FORMED',
  'SERVICE_UNKNOWN',
  'VERSION_UNKNOWN',
  'SOURCE_ERROR',
  'HEADER_INVALID',
  'SCOPE_MISSING',
  'DOMAIN_NOT_OWN',
  'REFERENCE_REUSED',
  'DELIVERY_IN_PROGRESS',
  'RECORD_COUNT_MISMATCH',
  'COMPRESSION_INVALID',
  'COMPRESSION_TOO_STRONG',
  'FILE_NAME_UNKNOWN',
  'HUB_FAULT',
  'LINE_NOT_JSON',
  'LINE_KEY_TWICE',
  'RECORD_TYPE_UNKNOWN',
  'RECORD_TYPE_NOT_GRANTED',
  'FIELD_INVALID',
  'CODE_UNKNOWN',
  'INSZ_INVALID',
  'IDENTITY_MISSING',
  'DAY_IN_FUTURE',
  'DEATH_BEFORE_BIRTH',
  'ORGANISATION_UNKNOWN',
  'ORGANISATION_MISSING',
  'ORGANISATION_NOT_OWN',
  'PERSON_NOT_OWN',
  'FILE_MISSING',
  'NOT_WITHDRAWABLE',
  'SNAPSHOT_INCOMPLETE',
] as const

/** Codes of remarks: the record was applied, but something of it was left out. */
export const REMARKED = [
  'LEFT_EMPTY',
  'LEFT_OUT',
  'KNOWN_IN_PART',
  'FILE_NAME_DIFFERS',
  'MUNICIPALITY_UNKNOWN',
  'ORGANISATION_UNKNOWN_KEPT',
  'ROW_NOT_FOUND',
  'MERGE_HELD',
  'HANDED_OVER',
] as const

export type RefusalCode = (typeof REFUSED)[number] | (typeof REMARKED)[number]

export type DeliveryRefusal = {
  /** Line or element number in the delivery, from 1; 0 for the delivery as a whole. */
  record: number
  recordType: string | null
  field: string | null
  code: RefusalCode
  /** What was expected, in a sentence. */
  reason: string
  /** What the operator reads in its place, where the deliverer may not know it. */
  operatorCode?: OperatorCode
}

/** For the operator alone. ROW_OF_OTHER: another organisation holds a row that is the same but for its holder. */
export type OperatorCode = 'ROW_OF_OTHER'

/** Whether the record was applied all the same. */
export function isRemark(code: string): boolean {
  return REMARKED.some((remark) => remark === code)
}

/** A whole document that cannot be taken in. */
export class DocumentRefused extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode, reason: string) {
    super(reason)
    this.name = 'DocumentRefused'
    this.code = code
  }
}

/** The same as an entry of the log: about the delivery as a whole. */
export function ofWhole({ code, message: reason }: DocumentRefused): DeliveryRefusal {
  return { record: 0, recordType: null, field: null, code, reason }
}
