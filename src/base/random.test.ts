import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choice, Random } from './random.ts'

const mean = (count: number, draw: () => number) => Array.from({ length: count }, draw).reduce((sum, value) => sum + value, 0) / count

test('a stream is fixed by seed, person and topic, and differs when any of them does', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(2_000_000), fc.integer({ min: 1, max: 20 }), (seed, person, topic) => {
      const word = (...key: [number, number, number]) => new Random(...key).word()
      expect(word(seed, person, topic)).toBe(word(seed, person, topic))
      const others = new Set([
        word(seed, person, topic),
        word(seed + 1, person, topic),
        word(seed, person + 1, topic),
        word(seed, person, topic + 1),
      ])
      expect(others.size).toBe(4)
    }),
    { seed: 1 },
  )
})

test('distributions have the mean and median that they are asked for', () => {
  const draw = new Random(1, 2, 3)
  const logNormals = Array.from({ length: 20_001 }, () => draw.logNormal(2.5, 0.8)).toSorted((one, other) => one - other)
  expect(mean(20_000, () => draw.gamma(18, 6))).toBeCloseTo(18, 0)
  expect(mean(20_000, () => draw.whole(1, 5))).toBeCloseTo(3, 1)
  expect(logNormals[10_000]).toBeCloseTo(2.5, 1)
})

test('a choice follows its weights, and leaves out what has none', () => {
  const draw = new Random(1, 2, 3)
  const chosen = choice([
    ['often', 3],
    ['never', 0],
    ['rarely', 1],
  ])
  const counts = Object.groupBy(
    Array.from({ length: 8_000 }, () => chosen(draw)),
    (name) => name,
  )
  expect(Object.keys(counts).toSorted()).toEqual(['often', 'rarely'])
  expect((counts.often?.length ?? 0) / 8_000).toBeCloseTo(0.75, 1)
  expect(() => choice([['never', 0]])).toThrow('A choice needs a positive weight.')
})
