/** Keeps the contracts of today: when a protocol begins or ends, the next request is answered under the new ones. */
import { buildContracts, type Contracts, turningDays } from '../access/contract.ts'
import type { FiledProtocol } from '../access/register.ts'
import type { Endpoint, EndpointParts } from './endpoint.ts'
import { startEndpoint } from './endpoint.ts'

export type Serving = { contracts: Contracts; endpoint: Endpoint }

export type ContractKeeper = {
  /** Contracts and their servers on a day. */
  on(day: string): Promise<Serving>
  stop(): Promise<void>
}

export function createContractKeeper(register: readonly FiledProtocol[], parts: EndpointParts): ContractKeeper {
  const turns = turningDays(register)
  const eraOf = (day: string) => turns.filter((turn) => turn <= day).length
  let era = -1
  let serving: Promise<Serving> | undefined

  async function start(day: string): Promise<Serving> {
    const contracts = buildContracts(parts.hub, register, day)
    return { contracts, endpoint: await startEndpoint(contracts, parts) }
  }

  return {
    on: (day) => {
      if (serving !== undefined && eraOf(day) === era) return serving
      const before = serving
      era = eraOf(day)
      serving = start(day)
      // Requests under way finish on the servers they began on.
      void serving.then(async () => (await before)?.endpoint.stop())
      return serving
    },
    stop: async () => (await serving)?.endpoint.stop(),
  }
}
