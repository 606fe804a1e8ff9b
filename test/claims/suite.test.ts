import { expect, test } from 'vitest'
import { hubTarget } from '../attack/hub-target.ts'
import { runningHub } from '../attack/running-hub.ts'
import { writeTurningProtocols } from '../mutants/turning-protocols.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { runClaims } from './run.ts'

const TYPES = 6

test('what another organisation delivers changes no byte of what the holder reads, tells the other nothing, and is on record as what it makes known', {
  timeout: 600_000,
}, async () => {
  const hub = runningHub(await startTestHub({ persons: 0, protocolsDir: writeTurningProtocols(TODAY) }), TODAY)
  const seed = Date.now() % 2 ** 31
  const result = await runClaims(hub, await hubTarget(hub), { seed, types: TYPES })
  console.log(`claims ${JSON.stringify(result)}`)
  expect(result.breach).toBeUndefined()
  expect(result.types).toBe(TYPES)
  expect(result.comparisons).toBeGreaterThan(200)
})
