/** What answering needs of the evidence: that it can be kept, and a place for what was asked, also when it was refused. */
import type { Caller } from '../../access/identity/caller.ts'
import type { Contract } from '../../access/protocols/contract.ts'

/** One operation, as the access log describes it. */
export type OperationRecord = {
  operationId: string
  traceId: string
  /** Null when nobody could be established. */
  caller: Caller | null
  contract: Contract | null
  /** SHA-256 of the document, in hexadecimal; null when none arrived. */
  documentHash: string | null
  /** Error codes of the answer, in its order. */
  codes: readonly string[]
  /** Whether the answer has data. */
  answered: boolean
}

/** A request that was refused before anything was asked. @property reason class of the cause. @property consumer empty when nobody was established. */
export type CountedRefusal = { code: string; reason: string; consumer: string }

export type EvidencePort = {
  /** @throws SourceUnavailable (AUDIT_UNAVAILABLE) while evidence cannot be sealed or logged: then nothing about persons is answered. */
  assertKept(): void
  /** Takes a record without waiting. */
  record(operation: OperationRecord): void
  /** Adds one to the refusals of this kind in this minute. */
  count(refusal: CountedRefusal): void
}
