/** Evidence port: the seals and the access log, as required to answer a request. */
import type { Contract } from '../access/protocols/contract.ts'
import type { EvidencePort, OperationRecord } from '../graphql/schema/evidence-port.ts'
import type { AccessLog, Decision } from './access-log.ts'
import { policyVersion } from './policy-version.ts'

/** Codes of faults that are the hub's own. */
const OWN_FAULTS: ReadonlySet<string> = new Set(['INTERNAL', 'SOURCE_UNAVAILABLE', 'AUDIT_UNAVAILABLE'])

/** Joins what answering must know of the evidence: the seals are kept up, and the access log takes what was asked. */
export function createEvidencePort(sealer: { assertSealing(): void }, accessLog: AccessLog, now: () => Date): EvidencePort {
  const versions = new WeakMap<Contract, string>()
  const versionOf = (contract: Contract) => {
    const version = versions.get(contract) ?? policyVersion(contract.protocols)
    versions.set(contract, version)
    return version
  }
  return {
    assertKept: () => {
      sealer.assertSealing()
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
        operationHash: documentHash === null ? null : Buffer.from(documentHash, 'hex'),
        contract: contract?.name ?? null,
        decision: decisionOf(codes, answered),
        code: codes[0] ?? null,
        policyVersion: contract === null ? null : versionOf(contract),
      }),
  }
}

function decisionOf(codes: OperationRecord['codes'], answered: boolean): Decision {
  if (codes.length === 0) return 'OK'
  if (codes.some((code) => OWN_FAULTS.has(code))) return 'FAILED'
  return answered ? 'PARTIAL' : 'REFUSED'
}
