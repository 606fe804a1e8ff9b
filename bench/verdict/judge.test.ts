import { expect, test } from 'vitest'
import type { Leg } from '../load/leg.ts'
import { TARGET_IDS, TARGETS } from '../targets.ts'
import { judge, missed } from './judge.ts'

const legsOf = (system: Leg['system'], rates: number[]) => rates.map((perSecond) => ({ system, question: 'Q1', perSecond }) as Leg)
const only = (id: string) => TARGETS.filter((target) => target.id === id)
const shown = (verdicts: ReturnType<typeof judge>) => verdicts.map(({ check, value, met, reached }) => [check.part, value, met, reached])

test('every target of the evidence is there, in its order', () => {
  expect(TARGETS.map(({ id }) => id)).toEqual([...TARGET_IDS])
})

test('a rate is judged by the median of its ratios to the other system in the same round, and what was not measured is not missed', () => {
  const legs = [...legsOf('hub', [200, 90, 900]), ...legsOf('P', [100, 50, 300])]
  const verdicts = judge(only('P1'), { legs, figures: {} })
  expect(shown(verdicts)).toEqual([
    ['Q1', 2, true, 0.8],
    ['Q2', undefined, undefined, undefined],
    ['Q3', undefined, undefined, undefined],
  ])
  expect(missed(verdicts)).toEqual([])
})

test('a Must that was measured and not met is missed', () => {
  const verdicts = judge(only('P9'), { legs: [], figures: { lookupMicros: 8, compileMs: 1 } })
  expect(shown(verdicts)).toEqual([
    ['lookup, hot', 8, false, 0.125],
    ['compile, cold', 1, true, 1],
  ])
  expect(missed(verdicts).map(({ check }) => check.part)).toEqual(['lookup, hot'])
})
