/** One probe against one contract: asks, and notes what held and what did not. */

import type { Answer, Body } from './answer.ts'
import { type AskOptions, ask, isRefused } from './ask.ts'
import type { ContractUnderTest, Target } from './target.ts'

export type Scene = {
  target: Target
  contract: ContractUnderTest
  ask(body: Body | string, options?: AskOptions): Promise<Answer>
  /** Notes one check; `what` says what should have held. */
  hold(holds: boolean, what: string): void
  /** Asks, and notes that it must be refused. */
  refuses(body: Body | string, what: string, options?: AskOptions): Promise<Answer>
}

export type Probe = (scene: Scene) => Promise<void>

export type Outcome = { checks: number; breaches: string[] }

/** Runs one probe; a probe that throws counts as a breach. */
export async function runProbe(target: Target, contract: ContractUnderTest, probe: Probe): Promise<Outcome> {
  const outcome: Outcome = { checks: 0, breaches: [] }
  const hold = (holds: boolean, what: string) => {
    outcome.checks += 1
    if (!holds) outcome.breaches.push(`${contract.name}: ${what}`)
  }
  const send: Scene['ask'] = (body, options) => ask(target, contract, body, options)
  const refuses: Scene['refuses'] = async (body, what, options) => {
    const answer = await send(body, options)
    hold(isRefused(answer), `${what}: answered ${answer.status} ${answer.text.slice(0, 200)}`)
    return answer
  }
  try {
    await probe({ target, contract, ask: send, hold, refuses })
  } catch (error) {
    hold(false, `probe failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  return outcome
}
