import { expect, test } from 'vitest'
import { hubTarget } from '../attack/hub-target.ts'
import { gatherInGhent } from '../support/dense-population.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { CHANGES } from './change.ts'
import { runNonInterference } from './run.ts'

const RUNS = 220

test('what a contract does not grant changes no byte of its answers', { timeout: 120_000 }, async () => {
  const { address, database, vault, token } = await startTestHub({ persons: 120 })
  await gatherInGhent(database.pool)
  const hub = { address, pool: database.pool, vault, today: TODAY, token }
  const seed = Date.now() % 2 ** 31
  const result = await runNonInterference(hub, await hubTarget(hub), { runs: RUNS, seed })
  console.log(`non-interference ${JSON.stringify(result)}`)
  expect(result.interference).toBeUndefined()
  expect(result.runs).toBe(RUNS)
  // Every kind of change was made.
  expect(Object.keys(result.changes).sort()).toEqual(Object.keys(CHANGES).sort())
})
