/** Makes what one request carries through Apollo. */
import { randomUUID } from 'node:crypto'
import { asOrganisation, type Caller } from '../access/caller.ts'
import type { Clock } from '../access/clock.ts'
import type { Contract } from '../access/contract.ts'
import type { Vault } from '../access/vault.ts'
import type { AskDataUse } from '../audit/ask-data-use.ts'
import type { IncentiveDesk } from '../incentive/desk.ts'
import type { IncentiveActs } from '../incentive/store/asked.ts'
import { createCursors } from '../read/cursor.ts'
import type { Reader } from '../read/reader.ts'
import type { Actor, ReferralActs } from '../referral/store/asked.ts'
import { type StatisticsPort, whenKept } from '../statistics/doors/egress.ts'
import type { ReferralPort, RequestContext } from './context.ts'
import type { EvidencePort } from './evidence.ts'

export type ContextParts = {
  reader: Reader
  dataUse: AskDataUse
  incentives: IncentiveDesk
  incentiveActs: IncentiveActs
  referrals: ReferralActs
  statistics: StatisticsPort
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
