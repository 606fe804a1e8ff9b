/**
 * Chance with a seed. Every person has streams of its own, derived from (seed, person, topic): person 17 is the same in a
 * population of 20 and of a million, and a change in how work is drawn leaves names and dossiers as they were.
 *
 * Generator: sfc32 (Chris Doty-Humphrey, public domain): 128 bits of state, three seed words, twelve rounds to mix them.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** @param topic small number that names the subject drawn. */
  constructor(seed: number, person: number, topic: number) {
    this.#a = seed | 0
    this.#b = person | 0
    this.#c = topic | 0
    for (let round = 0; round < 12; round++) this.word()
  }

  /** 32 random bits, unsigned. */
  word(): number {
    const result = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0
    return result >>> 0
  }

  /** In [0, 1). */
  share(): number {
    return this.word() / 0x1_0000_0000
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.share() < probability
  }

  /** Whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.share() * (high - low + 1))
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + this.share() * (high - low)
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.share() * list.length)] ?? list[0]
  }

  /** Log-normal by its median and the standard deviation of its logarithm. */
  logNormal(median: number, sigma: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.share())) * Math.cos(2 * Math.PI * this.share())
    return median * Math.exp(sigma * normal)
  }

  /** Gamma with a whole shape (Erlang), by its mean. */
  gamma(mean: number, shape: number): number {
    let product = 1
    for (let step = 0; step < shape; step++) product *= 1 - this.share()
    return (-Math.log(product) * mean) / shape
  }
}

/** Chooses by weight; prepared once, then one draw and a binary search. */
export type Choice<T> = (draw: Random) => T

/** @param weights need not add up to anything. @throws RangeError when no weight is positive. */
export function choice<T>(weights: readonly (readonly [T, number])[]): Choice<T> {
  const positive = weights.filter(([, weight]) => weight > 0)
  const last = positive.at(-1)
  if (last === undefined) throw new RangeError('A choice needs a positive weight.')
  let total = 0
  const edges = Float64Array.from(positive, ([, weight]) => (total += weight))
  return (draw) => positive[firstAbove(edges, draw.share() * total)]?.[0] ?? last[0]
}

function firstAbove(edges: Float64Array, value: number): number {
  let low = 0
  let high = edges.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((edges[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}
