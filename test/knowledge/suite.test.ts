import { expect, test } from 'vitest'
import { runningHub } from '../attack/running-hub.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { runKnowledge } from './run.ts'

const SEQUENCES = 40

test('no fact moves by what does not show it, no "no" is without coverage, and the newest statements decide in whatever order they came', {
  timeout: 600_000,
}, async () => {
  const hub = runningHub(await startTestHub({ persons: 0 }), TODAY)
  const result = await runKnowledge(hub, { sequences: SEQUENCES, seed: Date.now() % 2 ** 31 })
  console.log(`knowledge ${JSON.stringify(result)}`)
  expect(result.breach).toBeUndefined()
  expect(result.sequences).toBe(SEQUENCES)
  // Every kind of knowledge was met, and everything happened.
  expect(Math.min(result.yes, result.no, result.unknown, result.compared)).toBeGreaterThan(50)
  expect(Math.min(result.merges, result.erasures, result.mergers)).toBeGreaterThan(0)
})
