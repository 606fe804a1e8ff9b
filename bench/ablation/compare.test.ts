import { expect, test } from 'vitest'
import type { Cost } from '../load/leg.ts'
import { gainsOf, type Pair, verdictOf } from './compare.ts'

const cost = (cpu: number, perSecond = 100) => ({ perSecond, p50: 1, serverCpu: 1, postgresCpu: 1, cpu, memoryMib: 300 }) as Cost
const pair = (idea: string, given: Cost, without: Cost): Pair => ({ idea, asked: 'Q1', given, without })
const gainOf = (...pairs: Pair[]) => gainsOf(pairs)[0] as ReturnType<typeof gainsOf>[number]

test('a gain is the median of the multiples within a round, not of the figures', () => {
  const gain = gainOf(pair('a', cost(1), cost(2)), pair('a', cost(10), cost(11)), pair('a', cost(1), cost(1.2)))
  expect(gain.of.cpu).toEqual({ median: 1.2, min: 1.1, max: 2 })
})

test('an idea counts from a tenth in any figure, and only beyond what the hub differs from itself', () => {
  const quiet = gainOf(pair('A/A', cost(1), cost(1.02)))
  const noisy = gainOf(pair('A/A', cost(1), cost(0.8)))
  const small = gainOf(pair('a', cost(1), cost(1.09)))
  const large = gainOf(pair('a', cost(1), cost(1.15)))
  expect([verdictOf(small, quiet), verdictOf(large, quiet), verdictOf(large, noisy)]).toEqual(['no', 'yes', 'unclear'])
  expect(verdictOf(gainOf(pair('a', cost(1, 100), cost(1, 80))), quiet)).toBe('yes')
})
