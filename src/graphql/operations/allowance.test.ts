import { expect, test } from 'vitest'
import { SourceUnavailable } from '../../base/faults.ts'
import { createDocumentAllowance } from './allowance.ts'

function allowanceOf(perMinute: number) {
  let now = 1_000_000
  const allowance = createDocumentAllowance(perMinute, () => now)
  return {
    pass: (seconds: number) => {
      now += seconds * 1000
    },
    /** @returns how long to wait, in seconds; undefined when it may be sent. */
    send: (consumer: string, query: string | undefined): unknown => {
      try {
        allowance.take(consumer, query)
        return undefined
      } catch (error) {
        if (error instanceof SourceUnavailable && error.code === 'RATE_LIMITED') return error.detail.retryAfterSeconds
        throw error
      }
    },
  }
}

test('documents beyond the number of a minute are refused until the minute is over', () => {
  const { send, pass } = allowanceOf(2)
  expect([send('a', '{ one }'), send('a', '{ two }'), send('a', '{ three }')]).toEqual([undefined, undefined, 60])
  pass(45)
  expect(send('a', '{ three }')).toBe(15)
  pass(15)
  expect(send('a', '{ three }')).toBeUndefined()
})

test('a document that was sent before costs nothing, and another consumer has its own', () => {
  const { send } = allowanceOf(1)
  expect([send('a', '{ one }'), send('a', '{ one }'), send('b', '{ two }'), send('a', '{ two }')]).toEqual([
    undefined,
    undefined,
    undefined,
    60,
  ])
})

test('what was refused is not remembered, and what is no document is not counted', () => {
  const { send } = allowanceOf(1)
  expect([send('a', undefined), send('a', '{ one }')]).toEqual([undefined, undefined])
  expect([send('a', '{ two }'), send('a', '{ two }')]).toEqual([60, 60])
})

test('who sends more documents than are remembered in turn sends new ones each time', () => {
  const { send, pass } = allowanceOf(500)
  for (let index = 0; index < 500; index += 1) expect(send('a', `{ f${index} }`)).toBeUndefined()
  pass(60)
  expect(send('a', '{ f500 }')).toBeUndefined()
  pass(60)
  const sent = Array.from({ length: 501 }, (_, index) => send('a', `{ f${index} }`))
  expect(sent.filter((wait) => wait !== undefined)).toEqual([60])
})
