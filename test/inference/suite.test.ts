import { expect, test } from 'vitest'
import { runningHub } from '../attack/running-hub.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { runInference } from './run.ts'

test('outcomes, reasons, days, marks and refusals name nobody of whom a fact is not granted', { timeout: 600_000 }, async () => {
  const hub = runningHub(await startTestHub({ persons: 0 }), TODAY)
  const result = await runInference(hub, { seed: Date.now() % 2 ** 31, persons: 400, days: 4 })
  console.log(`inference ${JSON.stringify(result)}`)
  expect(result.breach).toBeUndefined()
  expect(result.secrets).toBeGreaterThan(50)
  // The attack works where something is told: what the catalogue names, it names.
  expect(Math.max(...Object.values(result.told))).toBeGreaterThan(10)
})
