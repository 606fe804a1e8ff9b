import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createSequencer } from './sequencer.ts'

test('what was entered is done in that order, one at a time', async () => {
  const { enter } = createSequencer()
  const done: string[] = []
  const work = (name: string, ms: number) => async () => {
    done.push(`${name} begins`)
    await wait(ms)
    done.push(`${name} ends`)
  }
  await Promise.all([enter(work('a', 20)), enter(work('b', 1)), enter(work('c', 1))])
  expect(done).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('after something failed nothing that came later is done: the same command goes on from there', async () => {
  const { enter } = createSequencer()
  const done: string[] = []
  const settled = await Promise.allSettled([
    enter(async () => void done.push('a')),
    enter(async () => {
      throw new Error('the database stopped')
    }),
    enter(async () => void done.push('c')),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(done).toEqual(['a'])
})

test('deliveries of one name wait for each other, those of another name do not', async () => {
  const { inTurn } = createSequencer()
  const done: string[] = []
  const deliver = (name: string, ms: number) => async () => {
    await wait(ms)
    done.push(name)
    return name
  }
  const answers = [inTurn('x', deliver('first x', 20)), inTurn('x', deliver('second x', 0)), inTurn('y', deliver('y', 1))]
  expect(await Promise.all(answers)).toEqual(['first x', 'second x', 'y'])
  expect(done).toEqual(['y', 'first x', 'second x'])
})
