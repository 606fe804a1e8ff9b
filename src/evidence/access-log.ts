/**
 * Access log: one row per operation, also refused ones. It describes what the data-use rows prove, so it may follow a moment later:
 * rows wait in memory and are written many at once. A crash can lose those of the last moment, never a proof. They wait in the process
 * that answered, so it is this process that writes them, by a timer of its own.
 */
import type { Logger } from 'pino'
import type { Contract } from '../access/protocols/contract.ts'
import { SourceUnavailable } from '../base/faults.ts'
import type { Vault } from '../base/vault.ts'
import type { EvidencePort, OperationRecord } from '../graphql/schema/evidence-port.ts'
import { policyVersion } from './policy-version.ts'

/** OK: everything answered. PARTIAL: data with errors. REFUSED: the caller's fault or lack of right. FAILED: the hub's own fault. */
export type AccessDecision = 'OK' | 'PARTIAL' | 'REFUSED' | 'FAILED'

export type AccessEntry = {
  operationId: string
  traceId: string
  at: Date
  organisationId: number | null
  consumer: string | null
  userRef: string | null
  /** SHA-256 of the document, in hexadecimal; what is written is its keyed hash. */
  documentHash: string | null
  /** Name of the contract, as VDAB/MATCHING. */
  contract: string | null
  decision: AccessDecision
  /** First error code. */
  code: string | null
  policyVersion: string | null
}

export type AccessLog = {
  /** Takes an entry without waiting. */
  record(entry: AccessEntry): void
  /** @throws SourceUnavailable (AUDIT_UNAVAILABLE) while more entries wait than memory is for: operations must not go unlogged. */
  assertWritable(): void
  /** @throws SourceUnavailable (AUDIT_UNAVAILABLE) while the last entries could not be written; they are tried again. */
  assertWriting(): void
  /** Writes what waits; rejects when it cannot. */
  flush(): Promise<void>
  close(): Promise<void>
}

export type AccessLogParts = {
  query: (statement: { name?: string; text: string; values: unknown[] }) => Promise<unknown>
  log: Logger
  /** Without a key, who reads the log could search for the document, and for the number that somebody wrote into it. */
  vault: Pick<Vault, 'hashDocument'>
  /** Longest that an entry waits, in milliseconds. */
  flushMs?: number
  /** Entries that may wait while the database does not take them. */
  maxWaiting?: number
}

/** Entries in one statement. */
const CHUNK = 1_000

const INSERT = `
  insert into audit.access_log (
    operation_id, trace_id, at, organisation_id, consumer, user_ref, operation_hash, contract, decision, code, policy_version)
  select *
  from unnest(
    $1::uuid[], $2::text[], $3::timestamptz[], $4::int[], $5::text[], $6::text[], $7::bytea[], $8::text[], $9::text[], $10::text[], $11::text[])`

/** Log that writes in the background. */
export function createAccessLog({ query, log, vault, flushMs = 200, maxWaiting = 20_000 }: AccessLogParts): AccessLog {
  let waiting: AccessEntry[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let failing = false

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const chunk = waiting.slice(0, CHUNK)
      await query({ name: 'access_log', text: INSERT, values: toColumns(chunk, vault) })
      waiting = waiting.slice(chunk.length)
      failing = false
    }
  }

  async function flush(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = undefined
    })
    await writing
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      flush().catch((error: unknown) => {
        failing = true
        log.error({ waiting: waiting.length, code: (error as { code?: unknown }).code }, 'writing the access log failed')
        schedule()
      })
    }, flushMs).unref()
  }

  return {
    record: (entry) => {
      // Bounded: beyond this operations are refused, and refusals must not fill the memory.
      if (waiting.length < 2 * maxWaiting) waiting.push(entry)
      schedule()
    },
    assertWritable: () => {
      if (waiting.length < maxWaiting) return
      throw new SourceUnavailable('AUDIT_UNAVAILABLE', 'Operations cannot be logged, so no data was returned. Try again later.')
    },
    assertWriting: () => {
      if (failing) throw new SourceUnavailable('AUDIT_UNAVAILABLE', 'Operations cannot be logged now. Try again later.')
    },
    flush,
    close: async () => {
      clearTimeout(timer)
      await flush()
      // Entries that came while the last ones were written.
      await flush()
    },
  }
}

function toColumns(entries: readonly AccessEntry[], { hashDocument }: AccessLogParts['vault']): unknown[] {
  const column = (read: (entry: AccessEntry) => unknown) => entries.map(read)
  return [
    column(({ operationId }) => operationId),
    column(({ traceId }) => traceId),
    column(({ at }) => at.toISOString()),
    column(({ organisationId }) => organisationId),
    column(({ consumer }) => consumer),
    column(({ userRef }) => userRef),
    column(({ documentHash }) => (documentHash === null ? null : hashDocument(documentHash))),
    column(({ contract }) => contract),
    column(({ decision }) => decision),
    column(({ code }) => code),
    column(({ policyVersion }) => policyVersion),
  ]
}

/** Codes of faults that are the hub's own. */
const OWN_FAULTS: ReadonlySet<string> = new Set(['INTERNAL', 'SOURCE_UNAVAILABLE', 'AUDIT_UNAVAILABLE'])

type EvidencePortParts = {
  sealer: { readonly answersUntil: number; refusal(): SourceUnavailable }
  accessLog: Pick<AccessLog, 'record' | 'assertWritable'>
  count: EvidencePort['count']
  now?: () => Date
  /** Milliseconds of the clock by which the sealer tells until when. */
  elapsed?: () => number
}

/** Joins what answering must know of the evidence: the seals are kept up, and the access log takes what was asked. */
export function createEvidencePort(parts: EvidencePortParts): EvidencePort {
  const { sealer, accessLog, count, now = () => new Date(), elapsed = () => performance.now() } = parts
  const versions = new WeakMap<Contract, string>()
  const versionOf = (contract: Contract) => {
    const version = versions.get(contract) ?? policyVersion(contract.protocols)
    versions.set(contract, version)
    return version
  }
  return {
    count,
    assertKept: () => {
      if (!(elapsed() <= sealer.answersUntil)) throw sealer.refusal()
      accessLog.assertWritable()
    },
    record: ({ operationId, traceId, caller, contract, documentHash, codes, answered }) =>
      accessLog.record({
        operationId,
        traceId,
        at: now(),
        organisationId: caller?.organisation?.id ?? null,
        consumer: caller?.consumer ?? null,
        userRef: caller?.userRef ?? null,
        documentHash,
        contract: contract?.name ?? null,
        decision: decisionOf(codes, answered),
        code: codes[0] ?? null,
        policyVersion: contract === null ? null : versionOf(contract),
      }),
  }
}

function decisionOf(codes: OperationRecord['codes'], answered: boolean): AccessDecision {
  if (codes.length === 0) return 'OK'
  if (codes.some((code) => OWN_FAULTS.has(code))) return 'FAILED'
  return answered ? 'PARTIAL' : 'REFUSED'
}
