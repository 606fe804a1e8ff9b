import { expect, test } from 'vitest'
import { runBothWays } from '../attack/by-hash.ts'
import { hubTarget } from '../attack/hub-target.ts'
import { runningHub } from '../attack/running-hub.ts'
import { gatherInGhent } from '../support/dense-population.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { runOracle } from './run.ts'

/** Half of what `npm run prove` asks, with another seed each time. */
const DOCUMENTS = 500

test('a second reader of the protocol files predicts every cell: visible, withheld or absent; and what was shown is what is on record', {
  timeout: 600_000,
}, async () => {
  const hub = runningHub(await startTestHub({ persons: 250 }), TODAY)
  await gatherInGhent(hub.pool)
  const seed = Date.now() % 2 ** 31
  const both = await runBothWays(hub, await hubTarget(hub), (target) => runOracle(hub, target, { documents: DOCUMENTS, seed }))
  const { asText, asHash } = both
  console.log(`oracle ${JSON.stringify(asText)}, by hash ${both.byHash} operations, ${both.alike} answers alike`)
  expect(asText.mismatch).toBeUndefined()
  expect(asText.documents).toBe(DOCUMENTS)
  // Every kind of cell was met, not only the easy ones.
  expect(Math.min(asText.refused, asText.cells.visible, asText.cells.withheld, asText.cells.valued, asText.recorded)).toBeGreaterThan(25)
  // The same, to the last byte, when operations are registered and go by hash.
  expect(asHash).toEqual(asText)
  expect(both.differences).toEqual([])
  expect(Math.min(both.byHash, both.alike)).toBeGreaterThan(150)
})
