/** Mercurius on Fastify with its own loaders, its compiler (`jit`) and mercurius-auth on every field. */
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyPluginAsync } from 'fastify'
import mercurius, { type MercuriusContext, type MercuriusLoaders } from 'mercurius'
import mercuriusAuth, { type MercuriusAuthOptions } from 'mercurius-auth'
import { openPool } from '../../../src/database/client.ts'
import { ROLES } from '../../../src/database/connection.ts'
import type { StartSystem } from '../../systems/system.ts'
import { type Caller, openCallers } from '../shared/callers.ts'
import { FIELDS, type Newcomer } from '../shared/fields.ts'
import { grantedTo, nameOf, ROOTS, TYPE_DEFS, TYPES } from '../shared/schema.ts'
import { createScope, type Scope } from '../shared/scope.ts'
import { type RowsOf, readRows, type TableName, type Tables } from '../shared/tables.ts'

type Authorization = MercuriusAuthOptions<unknown, unknown, MercuriusContext, string>

/** Reads a table once per set of persons, whatever the number of fields that ask for it. */
type ReadOnce = <Name extends TableName>(table: Name, persons: readonly string[]) => Promise<Tables[Name][][]>
type Context = { caller: Caller; scope: Scope; readOnce: ReadOnce; granted: ReadonlySet<string> }

export const start: StartSystem = async (settings) => {
  const pool = openPool(settings.databaseUrl, ROLES.app, { connections: settings.connections })
  const callerOf = openCallers(settings, pool)
  const scope = createScope((statement) => pool.query(statement))
  const app = Fastify({ logger: false })
  await app.register(mercurius, {
    schema: TYPE_DEFS,
    resolvers: { Query: ROOTS } as never,
    loaders: { Newcomer: loaders() } as unknown as MercuriusLoaders,
    jit: 1,
    context: async (request) => {
      const caller = await callerOf(request.headers.authorization)
      return { caller, granted: grantedTo(caller.organisation.recipient), scope, readOnce: createReads(pool) }
    },
  })
  await app.register(mercuriusAuth as unknown as FastifyPluginAsync<Authorization>, {
    mode: 'external',
    policy: policies(),
    applyPolicy: async (coordinate, _parent, _args, context) => (context as unknown as Context).granted.has(coordinate),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const close = async () => {
    app.server.closeAllConnections()
    await app.close()
    await pool.end()
  }
  return { port: (app.server.address() as AddressInfo).port, close }
}

function policies(): Record<string, Record<string, string>> {
  const policy = ([type, members]: [string, readonly string[]]) => [
    type,
    Object.fromEntries(members.map((member) => [nameOf(member), `${type}.${nameOf(member)}`])),
  ]
  return Object.fromEntries(Object.entries(TYPES).map(policy))
}

type Queries = { obj: Newcomer }[]

/** One loader per field, with all persons of the answer at once. */
function loaders() {
  const make = (value: (typeof FIELDS)[string]['value']) => ({
    loader: (queries: Queries, { readOnce }: Context) => {
      const persons = queries.map(({ obj }) => obj.personId)
      return Promise.all(
        queries.map(({ obj }, place) => value((async (table: TableName) => (await readOnce(table, persons))[place] ?? []) as RowsOf, obj)),
      )
    },
    opts: { cache: false },
  })
  return Object.fromEntries(Object.entries(FIELDS).map(([name, { value }]) => [name, make(value)]))
}

function createReads(pool: Pick<ReturnType<typeof openPool>, 'query'>): ReadOnce {
  const reads = new Map<string, Promise<unknown>>()
  return ((table: TableName, persons: readonly string[]) => {
    const key = `${table} ${persons.length} ${persons[0]}`
    const read = reads.get(key) ?? readRows((statement) => pool.query(statement), table, persons)
    reads.set(key, read)
    return read
  }) as ReadOnce
}
