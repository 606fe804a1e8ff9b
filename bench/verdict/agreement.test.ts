import { expect, test } from 'vitest'
import type { Leg } from '../load/leg.ts'
import { TARGETS } from '../targets.ts'
import { compareRuns, type KeptRun } from './agreement.ts'

const run = (ratio: number, cost: number, met: boolean): KeptRun => ({
  verdicts: [
    { id: 'P1', part: 'Q1', value: ratio, met: true },
    { id: 'P6', part: 'Q1', value: cost, met },
    { id: 'P1', part: 'Q2' },
  ],
  noise: [
    { question: 'Q1', system: 'hub', perSecond: 0.02, cpu: 0.3, serverCpu: 0.05 },
    { question: 'Q1', system: 'P', perSecond: 0.08, cpu: 0.01, serverCpu: 0.01 },
    { question: 'Q2', system: 'P', perSecond: 0.5, cpu: 0.5, serverCpu: 0.5 },
  ],
  legs: [],
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

test('an absolute time is compared as a share of what the limit took in the same run, as both move with the machine', () => {
  const timed = (value: number, limit: number): KeptRun => ({
    ...run(2, 1, true),
    verdicts: [{ id: 'P5', part: 'Q1', value }],
    legs: [{ system: 'L', question: 'Q1', cpu: limit } as Leg],
  })
  expect(told(timed(0.1, 0.4), timed(0.15, 0.6))).toEqual([['P5', 0.05, true]])
  expect(told(timed(0.1, 0.4), timed(0.15, 0.4))).toEqual([['P5', 0.05, false]])
  expect(told(timed(0.1, 0.4), { ...timed(0.1, 0.4), legs: [] })).toEqual([])
})
