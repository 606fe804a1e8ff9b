/**
 * Acts: what a mutation changes. An act happens once, however often its request is repeated: the caller names it with a key, and the
 * key is stored with the effect, in the same transaction.
 */
import { createHash } from 'node:crypto'
import type { GraphQLResolveInfo } from 'graphql'
import { canonicalJson } from '../../../base/canonical-json.ts'
import { Conflict, Invariant } from '../../../base/faults.ts'
import type { RequestContext } from '../context.ts'

/** Name of an act and what was asked under it. @property fingerprint SHA-256 of the mutation and its input. */
export type ActKey = { key: string; fingerprint: Buffer }

/** Key of the act that a mutation asks for; null when a person asks without one. The guard refuses a machine that does not name its act. */
export function actKeyOf({ idempotencyKey, caller, contract }: RequestContext, info: GraphQLResolveInfo, args: object): ActKey | null {
  if (idempotencyKey === null) {
    if (caller.human) return null
    throw new Invariant('inv_4ctk', { field: info.fieldName })
  }
  const asked = canonicalJson([contract.name, info.fieldName, args])
  return { key: idempotencyKey, fingerprint: createHash('sha256').update(asked).digest() }
}

/** What is stored under a key. @property fingerprint hexadecimal. */
export type DoneAct<Outcome> = { fingerprint: string; outcome: Outcome }

/** What came of the act before; undefined when it was not done yet.
 *  @throws Conflict when the key named another act. */
export function outcomeBefore<Outcome>(act: ActKey | null, done: DoneAct<Outcome> | null): Outcome | undefined {
  if (act === null || done === null) return undefined
  if (done.fingerprint === act.fingerprint.toString('hex')) return done.outcome
  throw new Conflict('IDEMPOTENCY_REUSED', 'This Idempotency-Key was already used for another request. Use a new one.')
}

/** A first request with the key is still under way. */
export function stillInProgress(): Conflict {
  return new Conflict('IDEMPOTENCY_IN_PROGRESS', 'Another act on the same record is in progress. Send the same request again in a moment.')
}
