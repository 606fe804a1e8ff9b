/**
 * What the attack suite knows of a server: where it is, who may call it, its whole schema, and what each caller was promised to
 * see and not to see. Any GraphQL server with field authorization can be described this way; the suite never looks inside.
 */
import type { GraphQLSchema } from 'graphql'
import type { Answer, Body } from './answer.ts'

/** One caller with one purpose, and what it was promised. */
export type ContractUnderTest = {
  name: string
  consumer: string
  /** Another consumer with the same rights, for what one may not do with what the other got. */
  sibling: string | undefined
  purpose: string
  /** Coordinates ("Type.field") that it may read; the value is "yes" or says under which conditions. */
  granted: ReadonlyMap<string, string>
  /** Root fields that it may ask. */
  operations: ReadonlySet<string>
  /** Acts that it may ask for. */
  acts: ReadonlySet<string>
  /** Application of the same group that delivers records, of which domain, and the number of another organisation that does; undefined: none does. */
  deliverer: { consumer: string; domain: string; other?: string } | undefined
  /** Consumer with the same rights in which a person acts. */
  person: string | undefined
  /** Consumer with the same rights that may send registered operations only. */
  restricted: string | undefined
  /** Undefined for callers that meet no persons. */
  persons: KnownPersons | undefined
}

/** Persons of whom the suite knows beforehand whether the caller may meet them. */
export type KnownPersons = {
  /** Ids of persons in scope. */
  within: readonly string[]
  /** Ids, of the caller's own kind, of persons who exist and are not in scope. */
  outside: readonly string[]
  /** Ids by which others know the persons in scope. */
  foreign: readonly string[]
  /** Ids of persons in scope whom the caller's organisation knows today, by the capacity in which it does. */
  knownAs: ReadonlyMap<string, readonly string[]>
  /** Numbers of a person in scope, of one who is not, of one whom the organisation knows in no capacity at all, and of nobody. */
  insz: { within: string; outside: string; stranger: string; unknown: string }
}

/** What the suite may do to the world behind the server; probes that need a lever that is missing are left out. */
export type Levers = {
  /** Ends, from today on, what makes a person (by the contract's id) exist for the contract's caller; the answer puts it back. */
  endRelationship?: (contract: ContractUnderTest, id: string) => Promise<() => Promise<void>>
  /** SQL statements so far. */
  countStatements?: () => Promise<number>
  /** Proofs of use so far. */
  countUses?: () => Promise<number>
}

/** How operations go to the server, where a suite leaves that open. */
export type Wire = {
  /** What is sent in place of a body. */
  send(contract: ContractUnderTest, body: Body): Body
  hear(contract: ContractUnderTest, body: Body, answer: Answer): void
}

export type Target = {
  /** Address that takes operations. */
  url: string
  token(consumer: string, use: string): Promise<string>
  /** Schema of everything there is; nobody is given it. */
  schema: GraphQLSchema
  /** Every coordinate that carries data. */
  coordinates: readonly string[]
  contracts: readonly ContractUnderTest[]
  /** Acts that decide about a person, for which a machine must be refused. */
  decisions: ReadonlySet<string>
  /** Sends a delivery, with a token for a purpose or for delivering (DELIVER). @returns the HTTP status, and how many records were stored. */
  deliver(consumer: string, use: string, domain: string, records?: readonly object[]): Promise<{ status: number; applied: number }>
  /** Filter fields and orders ("Type.member") with the coordinates whose values they would tell. */
  reveals: ReadonlyMap<string, readonly string[]>
  levers: Levers
  /** As they are when left out. */
  wire?: Wire
}
