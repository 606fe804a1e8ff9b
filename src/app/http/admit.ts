/** The first steps of a request: who asks, for what purpose, under which contract, and whether by a registered operation. */
import type { FastifyRequest } from 'fastify'
import type { Authenticate } from '../../access/identity/authenticate.ts'
import { type Caller, recipientOf } from '../../access/identity/caller.ts'
import type { Contract } from '../../access/protocols/contract.ts'
import { Forbidden, InvalidInput, Invariant } from '../../base/faults.ts'
import { isPurpose } from '../../base/purpose.ts'
import type { RegisteredDocuments } from '../../graphql/operations/registry.ts'
import { parseIdempotencyKey } from '../../graphql/schema/acts/act.ts'
import { type ContextParts, createContext, type RequestContext } from '../../graphql/schema/context.ts'
import type { ContractServer, ContractServers } from '../../graphql/server/contract-servers.ts'
import type { CurrentContracts } from '../../graphql/server/current-contracts.ts'
import { registeredHash } from '../../graphql/server/registered.ts'

export type AdmitParts = ContextParts & { authenticate: Authenticate; keeper: CurrentContracts; operations: RegisteredDocuments }

/** Steps 1 to 3 of a request: who, for what, under which contract. */
export async function admit(parts: AdmitParts, request: FastifyRequest): Promise<{ context: RequestContext; answering: ContractServer }> {
  const caller = await parts.authenticate(request.headers.authorization)
  request.caller = caller
  await parts.operations.refresh()
  const today = parts.clock.today()
  const { contracts, endpoint } = await parts.keeper.on(today)
  const contract = chooseContract(caller, request.headers['hub-purpose'], contracts.byName)
  const idempotencyKey = parseIdempotencyKey(request.headers['idempotency-key'])
  const context = createContext(parts, { caller, contract, today, traceId: request.traceId, idempotencyKey })
  return { context, answering: answeringOf(endpoint, contract) }
}

/** @throws InvalidInput or Forbidden when no purpose is declared, or none that is granted to the token and served by a protocol. */
export function chooseContract(caller: Caller, purpose: unknown, byName: ReadonlyMap<string, Contract>): Contract {
  if (purpose === undefined) throw new InvalidInput('PURPOSE_MISSING', 'Declare the purpose of the request in the Hub-Purpose header.')
  const granted = isPurpose(purpose) && caller.purposes.includes(purpose)
  const contract = granted ? byName.get(`${recipientOf(caller)}/${purpose}`) : undefined
  if (contract !== undefined) return contract
  throw new Forbidden('PURPOSE_NOT_GRANTED', 'This purpose is not granted to this token, or no protocol in force covers it.')
}

function answeringOf(endpoint: ContractServers, contract: Contract): ContractServer {
  const answering = endpoint.contracts.get(contract.name)
  if (answering === undefined) throw new Invariant('inv_h4nd', { contract: contract.name })
  return answering
}

/** @throws Forbidden when the consumer may send registered operations only, and this is none. */
export function findRegistered(
  operations: RegisteredDocuments,
  { caller, contract }: RequestContext,
  request: FastifyRequest,
): string | undefined {
  const hash = request.method === 'POST' ? registeredHash(request.body) : undefined
  const document = hash === undefined ? undefined : operations.find(caller.consumer, contract.name, hash)
  if (document === undefined && operations.registeredOnly(caller.consumer))
    throw new Forbidden('FORBIDDEN', 'This consumer may send registered operations only.')
  return document
}
