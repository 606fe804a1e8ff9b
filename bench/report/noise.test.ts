import { expect, test } from 'vitest'
import type { Leg } from '../load/leg.ts'
import { noiseOf, type Self } from './noise.ts'

const leg = (perSecond: number, more: Partial<Leg> = {}): Leg =>
  ({ system: 'hub', question: 'Q1', perSecond, cpu: 1, serverCpu: 1, ...more }) as Leg
const process = (...legs: [Leg, ...Leg[]]): Self => legs

test('a system is as far from itself as its processes that are furthest apart, each by the median of its legs', () => {
  expect(noiseOf([process(leg(90), leg(110)), process(leg(100), leg(96)), process(leg(80), leg(80))])).toEqual([
    { system: 'hub', question: 'Q1', perSecond: 0.2, cpu: 0, serverCpu: 0, quiet: false },
  ])
})

test('questions and systems have noise of their own, quiet up to a tenth in rate and in processor time', () => {
  const other = { system: 'L', question: 'Q2' } as const
  const selves = [
    process(leg(100)),
    process(leg(50, { ...other, cpu: 0.8 })),
    process(leg(91)),
    process(leg(50, { ...other, serverCpu: 0.5 })),
  ]
  expect(noiseOf(selves).map(({ system, perSecond, cpu, serverCpu, quiet }) => [system, perSecond, cpu, serverCpu, quiet])).toEqual([
    ['hub', expect.closeTo(0.09), 0, 0, true],
    ['L', 0, expect.closeTo(0.2), 0.5, false],
  ])
})

test('what took no time at all is not apart', () => {
  expect(noiseOf([process(leg(0, { cpu: 0 })), process(leg(0, { cpu: 0 }))])).toMatchObject([{ perSecond: 0, cpu: 0, quiet: true }])
})
