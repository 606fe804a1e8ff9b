import { describe, expect, onTestFinished, test } from 'vitest'
import { Overload } from '../../base/overload.ts'
import { createTurns, type Turn, type TurnLimits, type Turns } from './admission.ts'

const LIMITS: TurnLimits = { inFlight: 6, perConsumer: 2, queue: 20, waitMs: 60_000 }

/** Takes turns and notes in which order they begin. */
function noting(turns: Turns) {
  const begun: string[] = []
  const taken: { name: string; turn: Turn }[] = []
  // Those who still wait have a timer.
  onTestFinished(() => {
    for (const { turn } of taken.toReversed()) turn.end()
  })
  const take = (consumer: string, times: number) => {
    for (let time = 1; time <= times; time += 1) {
      const name = `${consumer}${time}`
      const turn = turns.take(consumer)
      taken.push({ name, turn })
      turn.begun.then(
        () => begun.push(name),
        (fault: unknown) => begun.push(`${name} ${fault instanceof Overload ? fault.code : 'no overload'}`),
      )
    }
  }
  const end = async (name: string) => {
    taken.find((one) => one.name === name)?.turn.end()
    await settled()
  }
  return { begun, take, end }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('turns', () => {
  test('a consumer that is alone uses all places but those that are kept for who comes next', async () => {
    const { begun, take } = noting(createTurns(LIMITS))
    take('a', 10)
    await settled()
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4'])
    take('b', 1)
    await settled()
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4', 'b1'])
  })

  test('while others ask, each has its share, and free places go round', async () => {
    const { begun, take, end } = noting(createTurns({ ...LIMITS, inFlight: 3, perConsumer: 1 }))
    take('a', 6)
    take('b', 2)
    take('c', 2)
    await settled()
    expect(begun).toEqual(['a1', 'a2', 'b1'])
    for (const name of ['a1', 'a2', 'b1', 'c1']) await end(name)
    // c had no place yet when the first became free; a has two under way and waits until it is back at its share.
    expect(begun.slice(3)).toEqual(['c1', 'a3', 'b2', 'c2'])
  })

  test('a queue has an end: 429 for who uses its share, 503 for who does not', async () => {
    const { begun, take } = noting(createTurns({ inFlight: 4, perConsumer: 1, queue: 4, waitMs: 60_000 }))
    take('a', 7)
    take('b', 4)
    await settled()
    expect(begun.toSorted()).toEqual(['a1', 'a2', 'a3', 'a6 RATE_LIMITED', 'a7 RATE_LIMITED', 'b1', 'b4 RATE_LIMITED'])
    take('c', 1)
    await settled()
    expect(begun.at(-1)).toBe('c1 SOURCE_UNAVAILABLE')
  })

  test('they are full when there is neither a place nor room to wait, for anybody', async () => {
    const turns = createTurns({ inFlight: 2, perConsumer: 1, queue: 2, waitMs: 60_000 })
    const { take, end } = noting(turns)
    const full: boolean[] = []
    for (const consumer of ['a', 'b', 'c', 'd']) {
      full.push(turns.isFull())
      take(consumer, 1)
    }
    full.push(turns.isFull())
    await end('a1')
    full.push(turns.isFull())
    expect(full).toEqual([false, false, false, false, true, false])
  })

  test('waiting has an end', async () => {
    const turns = createTurns({ inFlight: 2, perConsumer: 1, queue: 4, waitMs: 5 })
    const first = turns.take('a')
    await first.begun
    await expect(turns.take('a').begun).rejects.toMatchObject({ code: 'RATE_LIMITED', headers: { 'retry-after': '1' } })
    first.end()
    await expect(turns.take('a').begun).resolves.toBeUndefined()
  })

  test('who leaves the queue takes no place, and an end counts once', async () => {
    const { begun, take, end } = noting(createTurns({ ...LIMITS, inFlight: 2, perConsumer: 1 }))
    take('a', 3)
    await end('a2')
    await end('a1')
    await end('a1')
    take('a', 1)
    await settled()
    expect(begun).toEqual(['a1', 'a2 SOURCE_UNAVAILABLE', 'a3'])
  })

  test('after every sequence of takes and ends nothing is left under way, and no limit was passed', async () => {
    const turns = createTurns(LIMITS)
    const counts = new Map<string, number>()
    let most = 0
    const work = async (consumer: string, index: number) => {
      const turn = turns.take(consumer)
      await turn.begun.then(
        async () => {
          counts.set(consumer, (counts.get(consumer) ?? 0) + 1)
          most = Math.max(
            most,
            [...counts.values()].reduce((sum, count) => sum + count, 0),
          )
          for (let turnsOfLoop = 0; turnsOfLoop < index % 5; turnsOfLoop += 1) await settled()
          counts.set(consumer, (counts.get(consumer) ?? 0) - 1)
        },
        () => {},
      )
      turn.end()
    }
    await Promise.all(Array.from({ length: 300 }, (_, index) => work('abc'[index % 3] ?? '', index)))
    expect([most > LIMITS.perConsumer, most <= LIMITS.inFlight, [...counts.values()]]).toEqual([true, true, [0, 0, 0]])
    const { begun, take } = noting(turns)
    take('d', 2)
    await settled()
    expect(begun).toEqual(['d1', 'd2'])
  })
})
