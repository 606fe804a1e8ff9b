/** Context of a request under one contract, without HTTP: for tests of reading and executing. */
import { randomUUID } from 'node:crypto'
import type { Contract } from '../../src/access/protocols/contract.ts'
import type { OrganisationRecipient } from '../../src/base/recipient.ts'
import type { Vault } from '../../src/base/vault.ts'
import type { RequestContext } from '../../src/graphql/schema/context.ts'
import { createCursors } from '../../src/query/cursor.ts'
import type { Reader } from '../../src/query/reader.ts'

type Parts = { contract: Contract; reader: Reader; vault: Vault; organisation: number; today: string }

const elsewhere = async () => {
  throw new Error('acts are done over HTTP in tests')
}

export function createContractContext({ contract, reader, vault, organisation, today }: Parts): RequestContext {
  const withheld: RequestContext['withheld'] = []
  const [operationId, traceId, consumer] = [randomUUID(), 'test', 'test-consumer']
  const asker = { organisation, consumer, userRef: null, today, operationId, traceId }
  const context: RequestContext = {
    form: 'TREE',
    caller: {
      consumer,
      human: false,
      userRef: null,
      organisation: { id: organisation, name: 'test', recipient: contract.recipient as OrganisationRecipient },
      subject: null,
      purposes: [contract.purpose],
    },
    contract,
    operationId,
    traceId,
    cursors: createCursors(vault),
    withheld,
    record: () => {},
    read: async ({ type = 'Newcomer', who, shape, arguments: given, after }, info) => {
      const run = { ...asker, arguments: given, after, hashInsz: vault.hashInsz as (insz: string) => Buffer }
      const answer = await reader({ contract, info, type, who, shape, form: context.form, run })
      withheld.push(...answer.withheld)
      return answer
    },
    idempotencyKey: null,
    now: new Date(),
    referrals: { move: elsewhere, send: elsewhere },
    today,
    // Incentives are assessed over HTTP in tests.
    incentives: undefined as never,
    incentiveActs: undefined as never,
    assessor: () => {
      throw new Error('incentives are assessed over HTTP in tests')
    },
    statistics: { list: elsewhere, find: elsewhere },
    dataUse: async () => {
      throw new Error('evidence is asked over HTTP in tests')
    },
  }
  return context
}
