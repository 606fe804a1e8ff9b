import { expect, test } from 'vitest'
import { shareUsed } from '../../base/overload.ts'
import { createDocumentAllowance } from './allowance.ts'

function allowanceOf(perMinute: number) {
  const taken = new Map<string, number>()
  const allowance = createDocumentAllowance(async (consumer) => {
    const count = taken.get(consumer) ?? 0
    if (count >= perMinute) throw shareUsed('documents_per_minute')
    taken.set(consumer, count + 1)
  })
  return {
    endMinute: () => taken.clear(),
    /** @returns its code when it was refused. */
    send: (consumer: string, query: string | undefined): Promise<string | undefined> =>
      allowance.take(consumer, query).then(
        () => undefined,
        (error: { code: string }) => error.code,
      ),
  }
}

test('documents beyond the number of a minute are refused until the minute is over', async () => {
  const { send, endMinute } = allowanceOf(2)
  expect([await send('a', '{ one }'), await send('a', '{ two }'), await send('a', '{ three }')]).toEqual([
    undefined,
    undefined,
    'RATE_LIMITED',
  ])
  endMinute()
  expect(await send('a', '{ three }')).toBeUndefined()
})

test('a document that was sent before costs nothing, and another consumer has its own', async () => {
  const { send } = allowanceOf(1)
  expect([await send('a', '{ one }'), await send('a', '{ one }'), await send('b', '{ two }'), await send('a', '{ two }')]).toEqual([
    undefined,
    undefined,
    undefined,
    'RATE_LIMITED',
  ])
})

test('what was refused is not remembered, and what is no document is not counted', async () => {
  const { send } = allowanceOf(1)
  expect([await send('a', undefined), await send('a', '{ one }')]).toEqual([undefined, undefined])
  expect([await send('a', '{ two }'), await send('a', '{ two }')]).toEqual(['RATE_LIMITED', 'RATE_LIMITED'])
})

test('who sends more documents than are remembered in turn sends new ones each time', async () => {
  const { send, endMinute } = allowanceOf(500)
  for (let index = 0; index < 500; index += 1) expect(await send('a', `{ f${index} }`)).toBeUndefined()
  endMinute()
  expect(await send('a', '{ f500 }')).toBeUndefined()
  endMinute()
  const sent = []
  for (let index = 0; index < 501; index += 1) sent.push(await send('a', `{ f${index} }`))
  expect(sent.filter((code) => code !== undefined)).toEqual(['RATE_LIMITED'])
})
