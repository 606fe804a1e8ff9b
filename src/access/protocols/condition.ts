/**
 * Conditions: named predicates that open a coordinate for one person, such as a referral, a project or a dated consent. Each belongs to the domain
 * whose tables it reads, and is decided in the database, per person, in the same statement that reads the cells it opens. The list is closed: the
 * hub schema carries the conditions of its domains, and a protocol that names another one stops the start.
 */
import type { GraphQLSchema } from 'graphql'
import { Invariant } from '../../base/faults.ts'
import type { Purpose } from '../../base/purpose.ts'
import type { Recipient } from '../../base/recipient.ts'

/** SQL terms a condition may use: all are expressions, none is a value of a request's text. */
export type ConditionTerms = {
  person: string
  organisation: string
  today: string
  purpose: Purpose
  recipient: Recipient
  /** Capacities that the contract names. */
  capacities: readonly string[]
}

/** @property nl, en continue the sentence "Open ...", in Dutch and in English. */
export type Condition = {
  nl: string
  en: string
  /** Why a cell is withheld: what a caller reads in `extensions.withheld`. */
  unmet: string
  /** SQL predicate: whether the condition holds for the person. */
  sql: (terms: ConditionTerms) => string
}

/** By name, in capitals. */
export type Conditions = ReadonlyMap<string, Condition>

/** Every contract's own: a newcomer behind a row about it exists only in scope. No protocol names it. */
export const PERSON_IN_SCOPE = 'PERSON_IN_SCOPE'

/** Names that a protocol can use. */
export function protocolConditions(conditions: Conditions): string[] {
  return [...conditions.keys()].filter((name) => name !== PERSON_IN_SCOPE)
}

type Carried = { conditions?: Conditions }

/** The hub schema, with the conditions of the domains that it is made of. */
export function withConditions(hub: GraphQLSchema, conditions: Conditions): GraphQLSchema {
  hub.extensions = { ...hub.extensions, hub: { conditions } satisfies Carried }
  return hub
}

/** Conditions of the domains that a hub schema is made of. */
export function conditionsOf(hub: GraphQLSchema): Conditions {
  return (hub.extensions.hub as Carried | undefined)?.conditions ?? new Map()
}

/** @throws Invariant for a name that no domain declares: the register was asserted before. */
export function conditionOf(conditions: Conditions, name: string): Condition {
  const condition = conditions.get(name)
  if (condition === undefined) throw new Invariant('inv_c0nd', { condition: name })
  return condition
}
