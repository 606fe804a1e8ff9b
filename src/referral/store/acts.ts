/** Acts on referrals: what an act is about is found, the machine decides, and the decision is written. Three rounds settle every race. */
import { type ActKey, outcomeBefore, stillInProgress } from '../../graph/act.ts'
import type { ActAnswer, ReferralActs } from './asked.ts'
import { type Found, findToMove, findToSend } from './find.ts'
import { moveFound } from './move.ts'
import { sendFound } from './send.ts'
import type { StoreParts } from './write.ts'

/** Rounds after which two acts on one referral have had their turn: each loser finds what the winner left. */
const ROUNDS = 3

export function createReferralActs(parts: StoreParts): ReferralActs {
  return {
    move: (actor, asked, key) =>
      untilSettled(
        key,
        () => findToMove(parts, actor, asked, key),
        (found) => moveFound(parts, actor, asked, key, found),
      ),
    send: (actor, asked, key) =>
      untilSettled(
        key,
        () => findToSend(parts, actor, asked, key),
        (found) => sendFound(parts, actor, asked, key, found),
      ),
  }
}

/** Asked before: the answer of then. Overtaken by another act: found and decided on anew. */
async function untilSettled(
  key: ActKey | null,
  find: () => Promise<Found>,
  act: (found: Found) => Promise<ActAnswer | undefined>,
): Promise<ActAnswer> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await find()
    const before = outcomeBefore(key, found.done)
    if (before !== undefined) return { id: before.id, userErrors: [] }
    const answer = await act(found)
    if (answer !== undefined) return answer
  }
  throw stillInProgress()
}
