/**
 * Guards of root fields: what depends on the caller or the request, before anything is read. A root field says what it needs where
 * it is declared (`extensions.hub.needs`); one that says nothing is denied. Everything below a root field is already decided by the
 * contract's schema, so leaf fields stay unwrapped.
 */
import { createRequire } from 'node:module'
import type { GraphQLField, GraphQLSchema } from 'graphql'
import type * as Middleware from 'graphql-middleware'
import type * as Shield from 'graphql-shield'
import type { Contract } from '../../access/protocols/contract.ts'
import { accessOf, type Need } from '../../access/protocols/coordinate.ts'
import { type Fault, Forbidden, InvalidInput, Invariant } from '../../base/faults.ts'
import type { RequestContext } from '../schema/context.ts'

// Both CommonJS builds from one place: the ESM build imports what Node 24 no longer has, and mixed builds break instanceof.
const load = createRequire(import.meta.url)
const { shield, rule, allow, deny, and } = load('graphql-shield') as typeof Shield
const { applyMiddleware } = load('graphql-middleware') as typeof Middleware

/** What a guard knows of a request. */
export type GuardedRequest = Pick<RequestContext, 'caller' | 'idempotencyKey'>

/** @param refusal why not; undefined lets the request through. */
const guard = (name: string, refusal: (request: GuardedRequest) => Fault | undefined) =>
  rule(name, { cache: 'no_cache' })((_parent, _args, request: GuardedRequest) => refusal(request) ?? true)

const RULES: Record<Exclude<Need, 'PERSONS'>, ReturnType<typeof guard>> = {
  ACT_KEY: guard('namesItsAct', ({ caller, idempotencyKey }) =>
    !caller.human && idempotencyKey === null
      ? new InvalidInput('IDEMPOTENCY_KEY_MISSING', 'Send an Idempotency-Key header, so that a retry does not repeat the act.')
      : undefined,
  ),
  HUMAN: guard('actsAsPerson', ({ caller }) =>
    caller.human
      ? undefined
      : new Forbidden('HUMAN_DECIDER_REQUIRED', "Only a person may take a decision about a person: use a user's token, not a machine's."),
  ),
}

type Guarded = Pick<Contract, 'name' | 'schema' | 'sector'>

/** What depends on the contract alone is decided here, once; of the rules that are asked for each request, the first that refuses words the answer. */
function ruleOf({ name, sector }: Guarded, field: GraphQLField<unknown, unknown>) {
  const { needs } = accessOf(field)
  if (needs === undefined) return deny
  // A register in which a group without ids for persons has such a root field is refused before the hub starts.
  if (needs.includes('PERSONS') && sector === null) throw new Invariant('inv_n0ids', { contract: name })
  const asked = needs.flatMap((need) => (need === 'PERSONS' ? [] : [RULES[need]]))
  return asked.length === 0 ? allow : and(...asked)
}

/** Puts the guards on the root fields of a contract's schema.
 *  @throws Invariant when the contract can never meet what one of them needs. */
export function guardRoots(contract: Guarded): GraphQLSchema {
  const { schema } = contract
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null)
  const tree = Object.fromEntries(
    roots.map((type) => [
      type.name,
      Object.fromEntries(
        Object.entries(type.getFields()).map(([name, field]) => [name, ruleOf(contract, field as GraphQLField<unknown, unknown>)]),
      ),
    ]),
  )
  const generator = shield(tree, {
    fallbackRule: deny,
    fallbackError: new Forbidden('FORBIDDEN', 'This operation is not allowed.'),
    allowExternalErrors: true,
  })
  const rootNames = new Set(roots.map(({ name }) => name))
  // The generator would wrap every field of every type with the fallback; only the roots are guarded here.
  const generate = generator.generate.bind(generator)
  generator.generate = (target) => Object.fromEntries(Object.entries(generate(target)).filter(([type]) => rootNames.has(type)))
  return applyMiddleware(schema, generator)
}
