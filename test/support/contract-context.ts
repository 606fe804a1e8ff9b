/** Context of a request under one contract, without HTTP: for tests of reading and executing. Capabilities are asked over HTTP in tests. */
import type { Contract } from '../../src/access/protocols/contract.ts'
import type { OrganisationRecipient } from '../../src/base/recipient.ts'
import type { Vault } from '../../src/base/vault.ts'
import { type Binders, createContext, type RequestContext } from '../../src/graphql/schema/context.ts'
import { createCursors } from '../../src/query/cursor.ts'
import type { Reader } from '../../src/query/reader.ts'

type Parts = { contract: Contract; reader: Reader; vault: Vault; organisation: number; today: string }

const NO_PORTS = {} as Binders

export function createContractContext({ contract, reader, vault, organisation, today }: Parts): RequestContext {
  const evidence = { assertKept: () => {}, record: () => {}, count: () => {} }
  return createContext(
    { reader, evidence, cursors: createCursors(vault), binders: NO_PORTS, allowance: { spend: async () => {} } },
    {
      caller: {
        consumer: 'test-consumer',
        human: false,
        userRef: null,
        organisation: { id: organisation, name: 'test', recipient: contract.recipient as OrganisationRecipient },
        subject: null,
        purposes: [contract.purpose],
        delivers: [],
        recipient: contract.recipient as OrganisationRecipient,
      },
      contract,
      now: new Date(),
      today,
      traceId: 'test',
      idempotencyKey: null,
    },
  )
}
