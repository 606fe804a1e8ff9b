/** Small things of the database that every request needs: kept in memory, and read again now and then. */

/** @property current what was read last. @property dueAt from when it is too old to go by, in milliseconds of its clock; before that there is nothing to wait for. */
export type WatchedValue<Value> = {
  readonly current: Value
  readonly dueAt: number
  /** Reads it again, once for all who ask meanwhile. What fails leaves the last one standing, until it is due again. */
  refresh(): Promise<void>
}

/**
 * @param maxAgeMs age at which it is due.
 * @param now milliseconds of a clock that nobody sets back.
 * @throws what `read` throws the first time: without a first one there is nothing to go by.
 */
export async function watchValue<Value>(read: () => Promise<Value>, maxAgeMs: number, now: () => number): Promise<WatchedValue<Value>> {
  let reading: Promise<void> | undefined
  const readAgain = async () => {
    const begun = now()
    try {
      watched.current = await read()
      watched.dueAt = begun + maxAgeMs
    } catch {
      // However long the failure took: the next one would keep requests waiting as well.
      watched.dueAt = now() + maxAgeMs
    }
    reading = undefined
  }
  const refresh = () => {
    reading ??= readAgain()
    return reading
  }
  const watched = { dueAt: now() + maxAgeMs, current: await read(), refresh }
  return watched
}
