/** Makes what one request carries through Apollo. */
import { randomUUID } from 'node:crypto'
import { asOrganisation, type Caller } from '../../access/identity/caller.ts'
import type { Contract } from '../../access/protocols/contract.ts'
import type { Assessor } from '../../activities/incentive/assessment/assessor.ts'
import type { IncentiveActs } from '../../activities/incentive/store/commands.ts'
import type { Actor, ReferralActs } from '../../activities/referral/store/commands.ts'
import { type FiguresPort, whenKept } from '../../activities/statistics/figures-port.ts'
import type { Clock } from '../../base/clock.ts'
import type { Vault } from '../../base/vault.ts'
import type { AskDataUse } from '../../evidence/data-use/ask-data-use.ts'
import type { ReferralPort, RequestContext } from '../../graphql/schema/context.ts'
import type { EvidencePort } from '../../graphql/schema/evidence-port.ts'
import { createCursors } from '../../query/cursor.ts'
import type { Reader } from '../../query/reader.ts'

export type ContextParts = {
  reader: Reader
  dataUse: AskDataUse
  incentives: Assessor
  incentiveActs: IncentiveActs
  referrals: ReferralActs
  statistics: FiguresPort
  evidence: EvidencePort
  vault: Vault
  clock: Clock
}

type Asking = { caller: Caller; contract: Contract; today: string; traceId: string; idempotencyKey: string | null }

/** What one request carries: every port bound to its caller, contract and day. */
export function createContext(parts: ContextParts, { caller, contract, today, traceId, idempotencyKey }: Asking): RequestContext {
  const operationId = randomUUID()
  const withheld: RequestContext['withheld'] = []
  const asker = { consumer: caller.consumer, userRef: caller.userRef, today, operationId, traceId }
  const now = parts.clock.now()
  const context: RequestContext = {
    form: 'TREE',
    caller,
    contract,
    operationId,
    traceId,
    withheld,
    cursors: createCursors(parts.vault),
    today,
    incentives: parts.incentives,
    incentiveActs: parts.incentiveActs,
    assessor: () => {
      const organisation = asOrganisation(caller).organisation.id
      parts.evidence.assertKept()
      return { contract, human: caller.human, run: { ...asker, organisation, hashInsz: parts.vault.hashInsz as (insz: string) => Buffer } }
    },
    read: async ({ type = 'Newcomer', who, shape, arguments: given, after }, info) => {
      const organisation = asOrganisation(caller).organisation.id
      const run = { ...asker, organisation, arguments: given, after, hashInsz: parts.vault.hashInsz as (insz: string) => Buffer }
      parts.evidence.assertKept()
      const answer = await parts.reader({ contract, info, type, who, shape, form: context.form, run })
      withheld.push(...answer.withheld)
      return answer
    },
    idempotencyKey,
    now,
    referrals: referralPort(parts, { caller, contract, today, now }),
    record: (outcome) => parts.evidence.record({ operationId, traceId, caller, contract, ...outcome }),
    dataUse: async (question) => {
      parts.evidence.assertKept()
      return parts.dataUse(question, { contract, organisationId: caller.organisation?.id ?? null, ...asker })
    },
    statistics: whenKept(parts.statistics, parts.evidence.assertKept),
  }
  return context
}

function referralPort(
  { evidence, referrals }: ContextParts,
  { caller, contract, today, now }: Pick<Asking, 'caller' | 'contract' | 'today'> & { now: Date },
): ReferralPort {
  const actor = (): Actor => {
    evidence.assertKept()
    const { organisation, consumer, userRef } = asOrganisation(caller)
    return { organisation, consumer, userRef, capacities: contract.capacities, today, now }
  }
  return {
    move: async (asked, key) => referrals.move(actor(), asked, key),
    send: async (asked, key) => referrals.send(actor(), asked, key),
  }
}
