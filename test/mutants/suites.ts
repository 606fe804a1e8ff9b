/** The suites, each as one question to a running hub: what breach did it find, and how much did it look at. */
import { runBothWays } from '../attack/by-hash.ts'
import { hubTarget } from '../attack/hub-target.ts'
import { runAttack } from '../attack/run.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import type { Target } from '../attack/target.ts'
import { runClaims } from '../claims/run.ts'
import { runInference } from '../inference/run.ts'
import { runKnowledge } from '../knowledge/run.ts'
import { runNonInterference } from '../non-interference/run.ts'
import { runOracle } from '../oracle/run.ts'
import { runRaces } from '../races/run.ts'

/** @property acts that erasures run beside. @property merges beside acts. @property persons whom the attacker of inference asks about, on so many days. */
export type SuiteOptions = {
  seed: number
  documents: number
  runs: number
  sequences: number
  acts: number
  merges: number
  persons: number
  days: number
  from?: number
  stopAtBreach?: boolean
}

export type SuiteResult = { suite: string; breach: string | undefined; counts: Record<string, number> }

export type SuiteName = 'attack' | 'oracle' | 'non-interference' | 'claims' | 'knowledge' | 'races' | 'inference'

export const SUITES: Record<SuiteName, (hub: RunningHub, target: Target, options: SuiteOptions) => Promise<SuiteResult>> = {
  attack: async (_hub, target, { stopAtBreach = false }) => {
    const results = await runAttack(target, { stopAtBreach })
    const breaches = [...new Set(results.flatMap((result) => result.breaches))]
    const checks = results.reduce((sum, result) => sum + result.checks, 0)
    return { suite: 'attack', breach: breaches[0], counts: { shapes: results.length, checks, breaches: breaches.length } }
  },
  oracle: async (hub, target, { documents, seed }) => {
    const {
      mismatch,
      documents: done,
      persons,
      refused,
      cells,
      recorded,
      listed,
      unlisted,
    } = await runOracle(hub, target, { documents, seed })
    return { suite: 'oracle', breach: mismatch, counts: { documents: done, persons, refused, ...cells, recorded, listed, unlisted } }
  },
  'non-interference': async (hub, target, { runs, seed, from }) => {
    const result = await runNonInterference(hub, target, { runs, seed, ...(from === undefined ? {} : { from }) })
    return {
      suite: 'non-interference',
      breach: result.interference,
      counts: { runs: result.runs, operations: result.operations, ...result.changes },
    }
  },
  claims: async (hub, target, { seed }) => {
    const { breach, seed: _seed, types, ...counts } = await runClaims(hub, target, { seed })
    return { suite: 'claims', breach, counts: { 'record types': types, ...counts } }
  },
  knowledge: async (hub, _target, { sequences, seed, from }) => {
    const { breach, seed: _seed, ...counts } = await runKnowledge(hub, { sequences, seed, ...(from === undefined ? {} : { from }) })
    return { suite: 'knowledge', breach, counts }
  },
  races: async (hub, _target, { acts, merges }) => {
    const { breach, ...counts } = await runRaces(hub, { acts, merges })
    return { suite: 'races', breach, counts }
  },
  inference: async (hub, _target, { persons, days, seed }) => {
    const { breach, named, told, ...counts } = await runInference(hub, { persons, days, seed })
    const found = Object.entries(told).filter(([, persons]) => persons > 0)
    const sum = (values: Record<string, number>) => Object.values(values).reduce((total, value) => total + value, 0)
    const by = Object.fromEntries(found.map(([what, persons]) => [`told: ${what}`, persons]))
    return {
      suite: 'inference',
      breach,
      counts: { persons: counts.persons, days, answers: counts.answers, secrets: counts.secrets, named: sum(named), ...by },
    }
  },
}

/** Suites about answers, which ask only. The others deliver, and look at what comes of it. */
const ASKING: readonly SuiteName[] = ['oracle', 'attack', 'non-interference']

/** A suite with operations as text; if it only asks, again with those that can be registered by hash. */
export async function proveSuite(name: SuiteName, hub: RunningHub, options: SuiteOptions): Promise<SuiteResult[]> {
  if (!ASKING.includes(name)) return [await SUITES[name](hub, await hubTarget(hub), options)]
  const both = await runBothWays(hub, await hubTarget(hub), (target) => SUITES[name](hub, target, options))
  const { asText, asHash, byHash, alike, differences } = both
  const counts = { ...asHash.counts, 'operations by hash': byHash, 'answers alike': alike, differences: differences.length }
  return [asText, { suite: `${name} by hash`, breach: asHash.breach ?? differences[0], counts }]
}

/** Suites one after the other until one finds a breach: the one that finds most faults soonest first. @param by the only one that counts. */
export async function findBreach(hub: RunningHub, options: SuiteOptions, by?: SuiteName): Promise<SuiteResult | undefined> {
  for (const suite of by === undefined ? ASKING : [by]) {
    const result = await hubTarget(hub)
      .then((target) => SUITES[suite](hub, target, { ...options, stopAtBreach: true }))
      .catch((error: unknown) => ({
        suite,
        breach: `the suite could not go on: ${error instanceof Error ? error.message : error}`,
        counts: {},
      }))
    if (result.breach !== undefined) return result
  }
  return undefined
}
