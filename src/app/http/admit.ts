/** The first steps of a request: when it came, who asks, for what purpose and under which contract. */
import type { FastifyRequest } from 'fastify'
import type { Authenticate } from '../../access/identity/authenticate.ts'
import type { Caller } from '../../access/identity/caller.ts'
import type { Clock } from '../../base/clock.ts'
import type { RegisteredDocuments } from '../../graphql/operations/registry.ts'
import type { ContractServer } from '../../graphql/server/contract-servers.ts'
import { type CurrentContracts, chooseServer } from '../../graphql/server/current-contracts.ts'

export type AdmitParts = { clock: Clock; authenticate: Authenticate; operations: RegisteredDocuments; keeper: CurrentContracts }

/** @property server that answers under the caller's contract. */
type Admission = { now: Date; today: string; caller: Caller; server: ContractServer }

/** Steps 1 to 3 of every request about data.
 *  @throws Unauthenticated, and what `chooseServer` throws; SourceUnavailable when issuer, directory or database do not answer. */
export async function admit({ clock, authenticate, operations, keeper }: AdmitParts, request: FastifyRequest): Promise<Admission> {
  const { now, today } = clock.moment()
  const caller = await authenticate(request.headers.authorization)
  request.caller = caller
  await operations.refresh()
  const server = chooseServer(await keeper.on(today), caller, request.headers['hub-purpose'])
  return { now, today, caller, server }
}
