/** Random draws that replay: the same seed and run give the same draws. */
export type Dice = {
  /** Whole number from 0 to below `below`. */
  whole(below: number): number
  chance(percent: number): boolean
  pick<T>(items: readonly T[]): T
  /** Some of the items, at most `most`, in their order. */
  some<T>(items: readonly T[], most: number): T[]
  uuid(): string
}

/** @throws when there is nothing to pick from. */
export function createDice(seed: number, run: number): Dice {
  let state = (seed ^ Math.imul(run + 1, 0x9e3779b1)) >>> 0
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (below: number) => Math.floor(next() * below)
  return {
    whole,
    chance: (percent) => next() * 100 < percent,
    pick: (items) => {
      if (items.length === 0) throw new Error('There is nothing to pick from.')
      return items[whole(items.length)] as (typeof items)[number]
    },
    some: (items, most) => {
      const share = Math.min(1, most / Math.max(1, items.length))
      return items.filter(() => next() < share * (0.3 + next()))
    },
    uuid: () => 'xxxxxxxx-xxxx-8xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => whole(16).toString(16)),
  }
}
