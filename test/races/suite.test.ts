import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { openHub } from '../../src/app/hub.ts'
import { runningHub } from '../attack/running-hub.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { CHECKS, oneKeyIsOneAct } from './acts.ts'
import { createRaceBench } from './bench.ts'
import { eraseBesideActs, mergeBesideActs, type RaceCounts } from './races.ts'

const hub = await startTestHub({ persons: 0 })
const running = runningHub(hub, TODAY)
const bench = await createRaceBench(running)

describe('acts look again', () => {
  test.each(Object.entries(CHECKS))('%s', async (_about, check) => {
    expect(await check(bench)).toBeUndefined()
  })

  test('one key is one act in two processes too', async () => {
    const other = await openHub(hub.config, hub.database, hub.issuer, pino({ level: 'silent' }))
    const address = await other.server.listen({ host: '127.0.0.1', port: 0 })
    const beside = await createRaceBench({ ...running, address })
    expect(await oneKeyIsOneAct([beside])(bench)).toBeUndefined()
    await other.close()
  })
})

describe('beside acts', () => {
  const counts: RaceCounts = { acts: 0, erasures: 0, merges: 0, milliseconds: 0 }

  test('an erasure leaves nothing of the person', { timeout: 120_000 }, async () => {
    expect(await eraseBesideActs(bench, 300, counts)).toBeUndefined()
    expect(counts.erasures).toBeGreaterThan(0)
  })

  test('a merge leaves nothing about nobody', { timeout: 120_000 }, async () => {
    expect(await mergeBesideActs(bench, 8, counts)).toBeUndefined()
    console.log(`races ${JSON.stringify(counts)}`)
    expect(counts.merges).toBe(8)
  })
})
