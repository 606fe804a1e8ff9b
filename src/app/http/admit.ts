/** The first steps of a request that was admitted: when it came, who asks, for what purpose and under which contract. */
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../access/identity/caller.ts'
import type { Clock } from '../../base/clock.ts'
import { Invariant } from '../../base/faults.ts'
import type { RegisteredDocuments } from '../../graphql/operations/registry.ts'
import type { ContractServer } from '../../graphql/server/contract-servers.ts'
import { type CurrentContracts, chooseServer } from '../../graphql/server/current-contracts.ts'

export type AdmitParts = { clock: Clock; operations: RegisteredDocuments; keeper: CurrentContracts }

/** @property server that answers under the caller's contract. */
type Admission = { now: Date; today: string; caller: Caller; server: ContractServer }

/** Who asks, as its admission established. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Invariant('inv_n0ad')
  return caller
}

/** Steps 2 and 3 of every request about data; the first is its admission.
 *  @throws what `chooseServer` throws; SourceUnavailable when the database does not answer. */
export async function admit({ clock, operations, keeper }: AdmitParts, request: FastifyRequest): Promise<Admission> {
  const { now, today } = clock.moment()
  const caller = callerOf(request)
  await operations.refresh()
  const server = chooseServer(await keeper.on(today), caller, request.headers['hub-purpose'])
  return { now, today, caller, server }
}
