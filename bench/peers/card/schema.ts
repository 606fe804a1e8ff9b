/** The schema in Pothos, every field guarded by graphql-shield. */
import { createRequire } from 'node:module'
import SchemaBuilder from '@pothos/core'
import type { GraphQLSchema } from 'graphql'
import type * as Middleware from 'graphql-middleware'
import type * as Shield from 'graphql-shield'
import type { Caller } from '../shared/callers.ts'
import { COLUMNS, FIELDS, type Newcomer } from '../shared/fields.ts'
import { nameOf, ROOTS, TYPES } from '../shared/schema.ts'
import type { Scope } from '../shared/scope.ts'
import type { RowsOf } from '../shared/tables.ts'

// Both CommonJS builds: their ESM builds do not load on Node 24.
const load = createRequire(import.meta.url)
const { shield, rule, deny } = load('graphql-shield') as typeof Shield
const { applyMiddleware } = load('graphql-middleware') as typeof Middleware

export type Context = { caller: Caller; granted: ReadonlySet<string>; scope: Scope; rowsOf: (person: string) => RowsOf }

type Row = Record<string, unknown>
type Types = { Context: Context; Objects: { Municipality: Row; ResidenceTitle: Row; TargetGroup: Row; DutchCourse: Row } }

export function createSchema(): GraphQLSchema {
  const builder = new SchemaBuilder<Types>({})
  for (const name of ['Municipality', 'ResidenceTitle', 'TargetGroup', 'DutchCourse'] as const) {
    const members = (TYPES[name] ?? []).map(nameOf)
    builder.objectType(name, {
      fields: (t) =>
        Object.fromEntries(members.map((member) => [member, t.string({ nullable: true, resolve: (row) => row[member] as string })])),
    })
  }
  const Person = addNewcomer(builder)
  addRoots(builder, Person)
  return applyMiddleware(builder.toSchema(), shield(rules(), { fallbackRule: deny, allowExternalErrors: true }))
}

type Builder = InstanceType<typeof SchemaBuilder<Types>>

function addNewcomer(builder: Builder) {
  const Person = builder.objectRef<Newcomer>('Newcomer')
  const typeOf = (type: string) => (type.startsWith('[') ? (['DutchCourse'] as const) : (type as 'String'))
  Person.implement({
    fields: (t) => ({
      id: t.exposeID('id'),
      ...Object.fromEntries(
        COLUMNS.map((name) => [
          name,
          t.field({
            type: name === 'interpreterNeeded' ? 'Boolean' : 'String',
            nullable: true,
            resolve: (person) => person[name] as never,
          }),
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(FIELDS).map(([name, { type, value }]) => [
          name,
          t.field({
            type: typeOf(type) as 'String',
            nullable: !type.endsWith('!'),
            resolve: (person, _, { rowsOf }) => value(rowsOf(person.personId), person) as never,
          }),
        ]),
      ),
    }),
  })
  return Person
}

function addRoots(builder: Builder, Person: ReturnType<typeof addNewcomer>): void {
  const PageInfo = builder
    .objectRef<{ hasNextPage: boolean }>('PageInfo')
    .implement({ fields: (t) => ({ hasNextPage: t.exposeBoolean('hasNextPage') }) })
  const Connection = builder.objectRef<Awaited<ReturnType<typeof ROOTS.newcomers>>>('NewcomerConnection').implement({
    fields: (t) => ({
      nodes: t.field({ type: [Person], resolve: ({ nodes }) => [...nodes] }),
      pageInfo: t.expose('pageInfo', { type: PageInfo }),
    }),
  })
  builder.queryType({
    fields: (t) => ({
      newcomer: t.field({
        type: Person,
        nullable: true,
        args: { id: t.arg.id({ required: true }) },
        resolve: (parent, { id }, context) => ROOTS.newcomer(parent, { id: String(id) }, context),
      }),
      newcomers: t.field({
        type: Connection,
        args: { first: t.arg.int({ required: true }), after: t.arg.string() },
        resolve: (parent, { first, after }, context) => ROOTS.newcomers(parent, { first, ...(after == null ? {} : { after }) }, context),
      }),
      newcomersById: t.field({
        type: [Person],
        nullable: { list: false, items: true },
        args: { ids: t.arg.idList({ required: true }) },
        resolve: async (parent, { ids }, context) => [...(await ROOTS.newcomersById(parent, { ids: ids.map(String) }, context))],
      }),
    }),
  })
}

/** As its documentation tells: the answer depends on the context alone, so it is remembered per request. */
function rules() {
  const granted = (coordinate: string) =>
    rule(coordinate, { cache: 'contextual' })((_parent, _args, context: Context) => context.granted.has(coordinate))
  const rulesOf = ([type, members]: [string, readonly string[]]) => [
    type,
    Object.fromEntries(members.map((member) => [nameOf(member), granted(`${type}.${nameOf(member)}`)])),
  ]
  return Object.fromEntries(Object.entries(TYPES).map(rulesOf))
}
