import { expect, test } from 'vitest'
import type { Summary } from '../report/summary.ts'
import { TARGET_IDS, TARGETS } from '../targets.ts'
import { judge, missed } from './judge.ts'

const spread = (median: number) => ({ median, min: median, max: median })
const summary = (system: Summary['system'], perSecond: number) => ({ system, question: 'Q1', perSecond: spread(perSecond) }) as Summary
const only = (id: string) => TARGETS.filter((target) => target.id === id)
const shown = (verdicts: ReturnType<typeof judge>) => verdicts.map(({ check, value, met, reached }) => [check.part, value, met, reached])

test('every target of the evidence is there, in its order', () => {
  expect(TARGETS.map(({ id }) => id)).toEqual([...TARGET_IDS])
})

test('a rate is judged by its ratio to the other system, and what was not measured is not missed', () => {
  const verdicts = judge(only('P1'), { summaries: [summary('hub', 200), summary('P', 100)], figures: {} })
  expect(shown(verdicts)).toEqual([
    ['Q1', 2, true, 0.8],
    ['Q2', undefined, undefined, undefined],
    ['Q3', undefined, undefined, undefined],
  ])
  expect(missed(verdicts)).toEqual([])
})

test('a Must that was measured and not met is missed', () => {
  const verdicts = judge(only('P9'), { summaries: [], figures: { lookupMicros: 8, compileMs: 1 } })
  expect(shown(verdicts)).toEqual([
    ['lookup, hot', 8, false, 0.125],
    ['compile, cold', 1, true, 1],
  ])
  expect(missed(verdicts).map(({ check }) => check.part)).toEqual(['lookup, hot'])
})
