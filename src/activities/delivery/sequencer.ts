/**
 * The order in which deliveries are applied. Files are read ahead: while PostgreSQL applies the last records of one, the next is read
 * and checked. What is applied is applied in the order of the files, as if each had waited for the one before.
 */
export type Sequencer = {
  /** Does this after all that was entered before it; not at all once something before it failed that ends everything. */
  enter(work: () => Promise<void>): Promise<void>
  /** Deliveries of one name follow each other as a whole: whether the second is the same as the first shows when that is booked. */
  inTurn<Result>(name: string, deliver: () => Promise<Result>): Promise<Result>
}

/** @param endsAll whether what failed ends what comes after it too; by default it does. */
export function createSequencer(endsAll: (error: unknown) => boolean = () => true): Sequencer {
  let last: Promise<void> = Promise.resolve()
  const named = new Map<string, Promise<unknown>>()
  return {
    enter: (work) => {
      const mine = last.then(work)
      last = mine.catch((error: unknown) => {
        if (endsAll(error)) throw error
      })
      // Looked at by whoever entered it.
      last.catch(() => {})
      return mine
    },
    inTurn: async (name, deliver) => {
      const before = named.get(name) ?? Promise.resolve()
      const mine = before.then(deliver)
      named.set(
        name,
        mine.catch(() => {}),
      )
      return await mine
    },
  }
}
