/** Batches: how many ids one request may name. */
import { InvalidInput } from '../../base/faults.ts'

/** Most ids in one batch. */
export const BATCH_MAX = 1000

/** Description of an argument or input field that takes ids of newcomers. */
export const NEWCOMER_IDS = `Ids of newcomers in the caller's sector, at most ${BATCH_MAX}.`

/** @throws InvalidInput when the argument "ids" names more. */
export function assertBatch(ids: readonly string[]): void {
  if (ids.length > BATCH_MAX) throw new InvalidInput('BAD_USER_INPUT', `Argument "ids" may have at most ${BATCH_MAX} ids.`)
}
