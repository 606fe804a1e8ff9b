/** The three suites, each as one question to a running hub: what breach did it find, and how much did it look at. */
import { hubTarget, type RunningHub } from '../attack/hub-target.ts'
import { runAttack } from '../attack/run.ts'
import { runNonInterference } from '../non-interference/run.ts'
import { runOracle } from '../oracle/run.ts'

export type SuiteOptions = { seed: number; documents: number; runs: number; from?: number; stopAtBreach?: boolean }

export type SuiteResult = { suite: string; breach: string | undefined; counts: Record<string, number> }

export type SuiteName = 'attack' | 'oracle' | 'non-interference'

export const SUITES: Record<SuiteName, (hub: RunningHub, options: SuiteOptions) => Promise<SuiteResult>> = {
  attack: async (hub, { stopAtBreach = false }) => {
    const results = await runAttack(await hubTarget(hub), { stopAtBreach })
    const breaches = [...new Set(results.flatMap((result) => result.breaches))]
    const checks = results.reduce((sum, result) => sum + result.checks, 0)
    return { suite: 'attack', breach: breaches[0], counts: { shapes: results.length, checks, breaches: breaches.length } }
  },
  oracle: async (hub, { documents, seed }) => {
    const { mismatch, documents: done, persons, refused, cells, recorded } = await runOracle(hub, await hubTarget(hub), { documents, seed })
    return { suite: 'oracle', breach: mismatch, counts: { documents: done, persons, refused, ...cells, recorded } }
  },
  'non-interference': async (hub, { runs, seed, from }) => {
    const target = await hubTarget(hub)
    const result = await runNonInterference(hub, target, { runs, seed, ...(from === undefined ? {} : { from }) })
    return {
      suite: 'non-interference',
      breach: result.interference,
      counts: { runs: result.runs, operations: result.operations, ...result.changes },
    }
  },
}

/** Suites one after the other until one finds a breach: the one that finds most faults soonest first. */
export async function findBreach(hub: RunningHub, options: SuiteOptions): Promise<SuiteResult | undefined> {
  for (const suite of ['oracle', 'attack', 'non-interference'] as const) {
    const result = await SUITES[suite](hub, { ...options, stopAtBreach: true }).catch((error: unknown) => ({
      suite,
      breach: `the suite could not go on: ${error instanceof Error ? error.message : error}`,
      counts: {},
    }))
    if (result.breach !== undefined) return result
  }
  return undefined
}
