/** Acts on referrals: what an act is about is found, the machine decides, and the decision is written. */
import { type ActKey, outcomeBefore } from '../../../graphql/schema/acts/act.ts'
import { untilSettled } from '../../../graphql/schema/acts/act-store.ts'
import type { ActAnswer, ReferralActs } from './commands.ts'
import { findToMove, findToSend, type ReferralFinding } from './find.ts'
import { moveFound } from './move.ts'
import { sendFound } from './send.ts'
import type { ReferralStoreParts } from './write.ts'

export function createReferralActs(parts: ReferralStoreParts): ReferralActs {
  return {
    move: (actor, asked, key) =>
      settle(
        key,
        () => findToMove(parts, actor, asked, key),
        (found) => moveFound(parts, actor, asked, key, found),
      ),
    send: (actor, asked, key) =>
      settle(
        key,
        () => findToSend(parts, actor, asked, key),
        (found) => sendFound(parts, actor, asked, key, found),
      ),
  }
}

/** Asked before: the answer of then. */
function settle(
  key: ActKey | null,
  find: () => Promise<ReferralFinding>,
  act: (found: ReferralFinding) => Promise<ActAnswer | undefined>,
): Promise<ActAnswer> {
  return untilSettled(async () => {
    const found = await find()
    const before = outcomeBefore(key, found.done)
    return before === undefined ? act(found) : { id: before.id, userErrors: [] }
  })
}
