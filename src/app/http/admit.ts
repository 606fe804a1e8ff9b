/** The first steps of a request: who asks, for what purpose, under which contract, and whether by a registered operation. */
import type { FastifyRequest } from 'fastify'
import type { Authenticate } from '../../access/identity/authenticate.ts'
import { type Caller, recipientOf } from '../../access/identity/caller.ts'
import type { Contract } from '../../access/protocols/contract.ts'
import type { Clock } from '../../base/clock.ts'
import { Forbidden, InvalidInput, Invariant } from '../../base/faults.ts'
import { isPurpose } from '../../base/purpose.ts'
import { parseIdempotencyKey } from '../../graphql/schema/acts/act.ts'
import type { RequestContext } from '../../graphql/schema/context.ts'
import type { ContractServer, ContractServers } from '../../graphql/server/contract-servers.ts'
import type { CurrentContracts } from '../../graphql/server/current-contracts.ts'
import { registeredHash } from '../../graphql/server/registered.ts'
import { type ContextParts, createContext } from './request-context.ts'

/** Documents that consumers registered; what of the registry the server asks. */
export type RegisteredDocuments = {
  find(consumer: string, contract: string, hash: string): string | undefined
  registeredOnly(consumer: string): boolean
  refresh(): Promise<void>
}

export type IdentifyParts = {
  authenticate: Authenticate
  keeper: CurrentContracts
  clock: Clock
  operations: Pick<RegisteredDocuments, 'registeredOnly' | 'refresh'>
}

export type AdmitParts = ContextParts & IdentifyParts & { operations: RegisteredDocuments }

/** Steps 1 to 3 of a request: who asks, for what, under which contract of today. */
export async function identify({ authenticate, keeper, clock, operations }: IdentifyParts, request: FastifyRequest) {
  const caller = await authenticate(request.headers.authorization)
  request.caller = caller
  await operations.refresh()
  const today = clock.today()
  const { contracts, endpoint } = await keeper.on(today)
  return { caller, today, endpoint, contract: chooseContract(caller, request.headers['hub-purpose'], contracts.byName) }
}

/** The same for an operation, with what it carries through Apollo. */
export async function admit(parts: AdmitParts, request: FastifyRequest): Promise<{ context: RequestContext; answering: ContractServer }> {
  const { caller, today, endpoint, contract } = await identify(parts, request)
  const idempotencyKey = parseIdempotencyKey(request.headers['idempotency-key'])
  const context = createContext(parts, { caller, contract, today, traceId: request.traceId, idempotencyKey })
  return { context, answering: answeringOf(endpoint, contract) }
}

/** @throws InvalidInput or Forbidden when no purpose is declared, or none that is granted to the token and served by a protocol. */
function chooseContract(caller: Caller, purpose: unknown, byName: ReadonlyMap<string, Contract>): Contract {
  if (purpose === undefined) throw new InvalidInput('PURPOSE_MISSING', 'Declare the purpose of the request in the header Hub-Purpose.')
  const granted = isPurpose(purpose) && caller.purposes.includes(purpose)
  const contract = granted ? byName.get(`${recipientOf(caller)}/${purpose}`) : undefined
  if (contract !== undefined) return contract
  throw new Forbidden('PURPOSE_NOT_GRANTED', 'This purpose is not granted to this token, or no protocol in force serves it.')
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
  if (document === undefined) assertMayAskFreely(operations, caller)
  return document
}

/** @throws Forbidden when the consumer may send registered operations only. */
export function assertMayAskFreely(operations: Pick<RegisteredDocuments, 'registeredOnly'>, { consumer }: Caller): void {
  if (operations.registeredOnly(consumer)) throw new Forbidden('FORBIDDEN', 'This consumer may send registered operations only.')
}
