/** Values by key in a bounded space: the least recently used go first. */

/** @property count most values. @property characters most text that they may hold together. */
export type StoreBounds = { count: number; characters: number }

export class BoundedStore<Value> {
  readonly #bounds: StoreBounds
  readonly #letGo: (key: string, value: Value) => void
  /** In the order of their last use. */
  readonly #kept = new Map<string, { value: Value; characters: number }>()
  #characters = 0

  /** @param letGo told each value that goes for want of space. */
  constructor(bounds: StoreBounds, letGo: (key: string, value: Value) => void = () => {}) {
    this.#bounds = bounds
    this.#letGo = letGo
  }

  get count(): number {
    return this.#kept.size
  }

  get characters(): number {
    return this.#characters
  }

  /** Counts as a use. */
  get(key: string): Value | undefined {
    const found = this.#kept.get(key)
    if (found === undefined) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, found)
    return found.value
  }

  /** @param characters text that the value holds. A value that alone is too large stays until the next one comes. */
  set(key: string, value: Value, characters: number): void {
    this.delete(key)
    this.#kept.set(key, { value, characters })
    this.#characters += characters
    for (const [least, { value: gone }] of this.#kept) {
      if (least === key || (this.#kept.size <= this.#bounds.count && this.#characters <= this.#bounds.characters)) break
      this.delete(least)
      this.#letGo(least, gone)
    }
  }

  delete(key: string): void {
    this.#characters -= this.#kept.get(key)?.characters ?? 0
    this.#kept.delete(key)
  }
}
