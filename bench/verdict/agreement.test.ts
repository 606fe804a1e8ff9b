import { expect, test } from 'vitest'
import { TARGETS } from '../targets.ts'
import { compareRuns, type KeptRun } from './agreement.ts'

const run = (ratio: number, cost: number, met: boolean): KeptRun => ({
  verdicts: [
    { id: 'P1', part: 'Q1', value: ratio, met: true },
    { id: 'P6', part: 'Q1', value: cost, met },
    { id: 'P1', part: 'Q2' },
  ],
  noise: [
    { question: 'Q1', system: 'hub', perSecond: 0.02, cpu: 0.3 },
    { question: 'Q1', system: 'P', perSecond: 0.08, cpu: 0.01 },
    { question: 'Q2', system: 'P', perSecond: 0.5, cpu: 0.5 },
  ],
})
const told = (one: KeptRun, other: KeptRun) => compareRuns(TARGETS, [one, other]).map(({ id, noise, agrees }) => [id, noise, agrees])

test('runs agree while a figure is no farther apart than the noisiest system of its question was from itself', () => {
  expect(told(run(2, 1, true), run(1.9, 1.02, true))).toEqual([
    ['P1', 0.08, true],
    ['P6', undefined, true],
  ])
})

test('runs disagree when a figure is farther apart, or gets another verdict; what one of them did not measure is left out', () => {
  expect(told(run(2, 1, true), run(1.5, 1.06, false))).toEqual([
    ['P1', 0.08, false],
    ['P6', undefined, false],
  ])
})
