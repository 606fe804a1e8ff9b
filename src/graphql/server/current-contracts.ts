/** Keeps the contracts of today: when a protocol begins or ends, the next request is answered under the new ones. */

import type { Caller } from '../../access/identity/caller.ts'
import { buildContracts, type Contracts, turningDays } from '../../access/protocols/contract.ts'
import type { ProtocolFile } from '../../access/protocols/register.ts'
import { Forbidden, InvalidInput } from '../../base/faults.ts'
import { type ContractServer, type ContractServerParts, type ContractServers, startContractServers } from './contract-servers.ts'

export type ServedContracts = ContractServers & { contracts: Contracts }

export type CurrentContracts = {
  /** Contracts and their servers on a day. */
  on(day: string): Promise<ServedContracts>
  stop(): Promise<void>
}

export type CurrentContractsParts = ContractServerParts & {
  /** Called with the contracts of an era before any of them answers. */
  fitLock?: (contracts: Contracts) => Promise<void>
}

export function createCurrentContracts(register: readonly ProtocolFile[], parts: CurrentContractsParts): CurrentContracts {
  const turns = turningDays(register)
  const eraOf = (day: string) => turns.filter((turn) => turn <= day).length
  let era = -1
  let serving: Promise<ServedContracts> | undefined

  async function start(day: string): Promise<ServedContracts> {
    const contracts = buildContracts(parts.hub, register, day)
    await parts.fitLock?.(contracts)
    return { contracts, ...(await startContractServers(contracts, parts)) }
  }

  return {
    on: (day) => {
      if (serving !== undefined && eraOf(day) === era) return serving
      const before = serving
      const next = start(day)
      era = eraOf(day)
      serving = next
      next.then(
        // Requests under way finish on the servers they began on.
        async () => (await before)?.stop(),
        () => {
          // The next request tries again; nothing is answered under contracts that have ended.
          if (serving !== next) return
          era = -1
          serving = before
        },
      )
      return next
    },
    stop: async () => (await serving)?.stop(),
  }
}

/** Server of the contract that a caller asks under.
 *  @throws InvalidInput or Forbidden when no purpose is declared, or none that is granted to the token and served by a protocol. */
export function chooseServer(
  { servers }: Pick<ContractServers, 'servers'>,
  { recipient, purposes }: Caller,
  declared: unknown,
): ContractServer {
  if (declared === undefined) throw new InvalidInput('PURPOSE_MISSING', 'Declare the purpose of the request in the Hub-Purpose header.')
  const purpose = purposes.find((granted) => granted === declared)
  const server = purpose && servers.get(`${recipient}/${purpose}`)
  if (server !== undefined) return server
  throw new Forbidden('PURPOSE_NOT_GRANTED', 'This purpose is not granted to this token, or no protocol in force covers it.')
}
