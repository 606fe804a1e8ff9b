import { expect, test } from 'vitest'
import { hubTarget } from '../attack/hub-target.ts'
import { gatherInGhent } from '../support/dense-population.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { runOracle } from './run.ts'

const DOCUMENTS = 1000

test('a second reader of the protocol files predicts every cell: visible, withheld or absent; and what was shown is what is on record', {
  timeout: 120_000,
}, async () => {
  const { address, database, vault, token } = await startTestHub({ persons: 250 })
  await gatherInGhent(database.pool)
  const hub = { address, pool: database.pool, vault, today: TODAY, token }
  const seed = Date.now() % 2 ** 31
  const result = await runOracle(hub, await hubTarget(hub), { documents: DOCUMENTS, seed })
  console.log(`oracle ${JSON.stringify(result)}`)
  expect(result.mismatch).toBeUndefined()
  expect(result.documents).toBe(DOCUMENTS)
  // Every kind of cell was met, not only the easy ones.
  expect(Math.min(result.refused, result.cells.visible, result.cells.withheld, result.cells.valued, result.recorded)).toBeGreaterThan(50)
})
