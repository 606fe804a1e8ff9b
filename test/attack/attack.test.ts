import { beforeAll, describe, expect, test } from 'vitest'
import { gatherInGhent } from '../support/dense-population.ts'
import { startTestHub, TODAY } from '../support/hub.ts'
import { hubTarget } from './hub-target.ts'
import { runAttack, type ShapeResult } from './run.ts'
import { SHAPES } from './shapes.ts'

let results: ShapeResult[]
beforeAll(async () => {
  const hub = await startTestHub({ persons: 250 })
  await gatherInGhent(hub.database.pool)
  const { pool } = hub.database
  const target = await hubTarget({ address: hub.address, pool, vault: hub.vault, today: TODAY, token: hub.token })
  let statements = 0
  const query = pool.query.bind(pool)
  // Test code asks through the same pool, and never while a probe counts.
  const counted = (...given: Parameters<typeof query>) => {
    statements += 1
    return query(...given)
  }
  Object.assign(pool, { query: counted })
  results = await runAttack({ ...target, levers: { ...target.levers, countStatements: async () => statements } })
}, 120_000)

test('the list has the 23 shapes in order, and the own ones after them', () => {
  const numbers = SHAPES.map(({ number }) => number)
  expect(numbers.filter((number) => number !== 'own')).toEqual(Array.from({ length: 23 }, (_, index) => index + 1))
  expect(numbers.filter((number) => number === 'own').length).toBeGreaterThanOrEqual(6)
})

describe('against every contract', () => {
  test.each(SHAPES.map((shape, index) => [shape.number, shape.name, index] as const))('shape %s, %s', (_number, _name, index) => {
    expect(results[index]?.breaches).toEqual([])
    expect(results[index]?.checks).toBeGreaterThan(10)
  })
})
