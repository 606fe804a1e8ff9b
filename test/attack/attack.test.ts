import pg from 'pg'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { gatherInGhent } from '../support/dense-population.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { type BothWays, runBothWays } from './by-hash.ts'
import { hubTarget, RESTRICTED } from './hub-target.ts'
import { runAttack, type ShapeResult } from './run.ts'
import { runningHub } from './running-hub.ts'
import { SHAPES } from './shapes.ts'

/** Counts statements about persons over all connections of this process: the hub's own and those of its contracts. */
function countStatements(): () => number {
  const query = pg.Pool.prototype.query as (...given: unknown[]) => unknown
  let statements = 0
  function counted(this: pg.Pool, ...given: unknown[]) {
    const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text?: string } | undefined)?.text
    if (text?.startsWith('with h_day as')) statements += 1
    return query.apply(this, given)
  }
  vi.spyOn(pg.Pool.prototype, 'query').mockImplementation(counted)
  return () => statements
}

let both: BothWays<ShapeResult[]>
beforeAll(async () => {
  const statements = countStatements()
  const hub = await startTestHub({
    persons: 250,
    operations: { consumer: RESTRICTED, contract: 'INTEGRATION_AGENCY/REFERRAL', documents: [], only: true },
  })
  await gatherInGhent(hub.database.pool)
  const running = runningHub(hub, TODAY)
  const target = await hubTarget(running)
  both = await runBothWays(running, { ...target, levers: { ...target.levers, countStatements: async () => statements() } }, runAttack)
}, 600_000)

test('the list has the 23 shapes in order, and the own ones after them', () => {
  const numbers = SHAPES.map(({ number }) => number)
  expect(numbers.filter((number) => number !== 'own')).toEqual(Array.from({ length: 23 }, (_, index) => index + 1))
  expect(numbers.filter((number) => number === 'own').length).toBeGreaterThanOrEqual(6)
})

describe.each(['asText', 'asHash'] as const)('against every contract, operations %s', (way) => {
  test.each(SHAPES.map((shape, index) => [shape.number, shape.name, index] as const))('shape %s, %s', (_number, _name, index) => {
    expect(both[way][index]?.breaches).toEqual([])
    expect(both[way][index]?.checks).toBeGreaterThan(10)
  })
})

test('operations that can be registered are answered by hash with the same bytes', () => {
  console.log(`attack by hash: ${both.byHash} operations, ${both.alike} answers alike`)
  expect(both.differences).toEqual([])
  expect(both.alike).toBeGreaterThan(500)
})
