/** What a request may ask of referrals: acts, as the caller's organisation. */
import { asOrganisation } from '../../access/identity/caller.ts'
import type { ActKey } from '../../graphql/schema/acts/act.ts'
import type { Asking } from '../../graphql/schema/context.ts'
import type { ActAnswer, Actor, MoveCommand, ReferralActs, SendCommand } from './store/commands.ts'

/** Acts on referrals: each once, with its event and the note in the evidence, or not at all. */
export type ReferralPort = {
  move(asked: MoveCommand, key: ActKey | null): Promise<ActAnswer>
  send(asked: SendCommand, key: ActKey | null): Promise<ActAnswer>
}

declare module '../../graphql/schema/context.ts' {
  interface Ports {
    referrals: ReferralPort
  }
}

/** @throws Forbidden for a caller that is no organisation. */
export const bindReferrals =
  (acts: ReferralActs) =>
  ({ caller, contract: { capacities }, today, now }: Asking): ReferralPort => {
    const { organisation, consumer, userRef } = asOrganisation(caller)
    const actor: Actor = { organisation, consumer, userRef, capacities, today, now }
    return {
      move: (asked, key) => acts.move(actor, asked, key),
      send: (asked, key) => acts.send(actor, asked, key),
    }
  }
