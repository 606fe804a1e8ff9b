import { expect, test } from 'vitest'
import { runBothWays } from '../attack/by-hash.ts'
import { hubTarget } from '../attack/hub-target.ts'
import { runningHub } from '../attack/running-hub.ts'
import { gatherInGhent } from '../support/dense-population.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { CHANGES } from './change.ts'
import { runNonInterference } from './run.ts'

const RUNS = 220

test('what a contract does not grant changes no byte of its answers, whether operations go as text or, registered, by hash', {
  timeout: 600_000,
}, async () => {
  const hub = runningHub(await startTestHub({ persons: 120 }), TODAY)
  await gatherInGhent(hub.pool)
  const seed = Date.now() % 2 ** 31
  const both = await runBothWays(hub, await hubTarget(hub), (target) => runNonInterference(hub, target, { runs: RUNS, seed }))
  for (const result of [both.asText, both.asHash]) {
    console.log(`non-interference ${JSON.stringify(result)}`)
    expect(result.interference).toBeUndefined()
    expect(result.runs).toBe(RUNS)
    // Every kind of change was made.
    expect(Object.keys(result.changes).sort()).toEqual(Object.keys(CHANGES).sort())
  }
  expect(both.differences).toEqual([])
  expect(Math.min(both.byHash, both.alike)).toBeGreaterThan(300)
})
