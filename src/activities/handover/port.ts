/** What a request may ask of handovers: to hand over a file of the caller's organisation. */
import { asOrganisation } from '../../access/identity/caller.ts'
import type { ActKey } from '../../graphql/schema/acts/act.ts'
import type { Asking } from '../../graphql/schema/context.ts'
import type { HandoverAnswer, HandoverCommand } from './store/commands.ts'
import type { HandOverFile } from './store/hand-over.ts'

/** Handovers: each once, with the note in the evidence, or not at all. */
export type HandoverPort = { handOver(asked: HandoverCommand, key: ActKey | null): Promise<HandoverAnswer> }

declare module '../../graphql/schema/context.ts' {
  interface Ports {
    handovers: HandoverPort
  }
}

/** @throws Forbidden for a caller that is no organisation. */
export const bindHandovers =
  (handOver: HandOverFile) =>
  ({ caller, contract: { capacities }, today }: Asking): HandoverPort => {
    const { organisation, consumer, userRef } = asOrganisation(caller)
    const actor = { organisation: organisation.id, consumer, userRef, capacities, today }
    return { handOver: (asked, key) => handOver(actor, asked, key) }
  }
