/** The schema of the peers that take one as text, and which of its fields a caller may read. */
import type { Recipient } from '../../../src/base/recipient.ts'
import type { Caller } from './callers.ts'
import { COLUMNS, FIELDS, type Newcomer } from './fields.ts'
import type { Scope } from './scope.ts'

const columns = COLUMNS.map((name) => `${name}: ${name === 'interpreterNeeded' ? 'Boolean' : 'String'}`)
const fields = Object.entries(FIELDS).map(([name, { type }]) => `${name}: ${type}`)

export const TYPES: Record<string, readonly string[]> = {
  Municipality: ['nisCode: String', 'name: String'],
  ResidenceTitle: ['cardType: String', 'validUntil: String'],
  TargetGroup: ['type: String', 'subtype: String', 'validFrom: String'],
  DutchCourse: ['level: String', 'validFrom: String', 'validUntil: String'],
  Newcomer: ['id: ID!', ...columns, ...fields],
  PageInfo: ['hasNextPage: Boolean!'],
  NewcomerConnection: ['nodes: [Newcomer!]!', 'pageInfo: PageInfo!'],
  Query: [
    'newcomer(id: ID!): Newcomer',
    'newcomers(first: Int!, after: String): NewcomerConnection!',
    'newcomersById(ids: [ID!]!): [Newcomer]!',
  ],
}

export const TYPE_DEFS = Object.entries(TYPES)
  .map(([name, members]) => `type ${name} {\n  ${members.join('\n  ')}\n}`)
  .join('\n')

/** Name of a field in its definition. */
export const nameOf = (definition: string) => definition.replace(/[(:].*$/, '')

/** Coordinates of the fields, all of which both groups of the bench may read. */
const ALL: ReadonlySet<string> = new Set(
  Object.entries(TYPES).flatMap(([type, members]) => members.map((member) => `${type}.${nameOf(member)}`)),
)
const NONE: ReadonlySet<string> = new Set()

export const grantedTo = (recipient: Recipient): ReadonlySet<string> =>
  recipient === 'INTEGRATION_AGENCY' || recipient === 'VDAB' ? ALL : NONE

type Context = { caller: Caller; scope: Scope }
type Page = { nodes: readonly Newcomer[]; pageInfo: { hasNextPage: boolean } }

export const ROOTS = {
  newcomer: (_: unknown, { id }: { id: string }, { caller, scope }: Context) => scope.one(caller.organisation.id, id),
  newcomers: async (_: unknown, { first, after }: { first: number; after?: string }, { caller, scope }: Context): Promise<Page> => {
    const found = await scope.page(caller.organisation.id, first, after)
    return { nodes: found.slice(0, first), pageInfo: { hasNextPage: found.length > first } }
  },
  newcomersById: (_: unknown, { ids }: { ids: readonly string[] }, { caller, scope }: Context) => scope.batch(caller.organisation.id, ids),
}
