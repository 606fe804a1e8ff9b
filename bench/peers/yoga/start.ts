/** GraphQL Yoga with Envelop: field permissions by operation, `pg` in DataLoaders, one per table and request. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { useGenericAuth } from '@envelop/generic-auth'
import { useOperationFieldPermissions } from '@envelop/operation-field-permissions'
import DataLoader from 'dataloader'
import { createSchema, createYoga, type YogaInitialContext } from 'graphql-yoga'
import { openPool } from '../../../src/database/client.ts'
import { ROLES } from '../../../src/database/connection.ts'
import type { StartSystem } from '../../systems/system.ts'
import { type Caller, openCallers } from '../shared/callers.ts'
import { FIELDS, type Newcomer } from '../shared/fields.ts'
import { grantedTo, ROOTS, TYPE_DEFS } from '../shared/schema.ts'
import { createScope, type Scope } from '../shared/scope.ts'
import { type RowsOf, readRows, type TableName, type Tables } from '../shared/tables.ts'

type Reads = { scope: Scope; rowsOf: (person: string) => RowsOf }
type Context = Reads & { caller: Caller }

export const start: StartSystem = async (settings) => {
  const pool = openPool(settings.databaseUrl, ROLES.app, { connections: settings.connections })
  const callerOf = openCallers(settings, pool)
  const scope = createScope((statement) => pool.query(statement))
  const yoga = createYoga<object, Reads>({
    schema: createSchema<Context>({ typeDefs: TYPE_DEFS, resolvers: { Query: ROOTS, Newcomer: resolvers() } }),
    logging: false,
    graphiql: false,
    landingPage: false,
    plugins: [
      useGenericAuth<Caller, YogaInitialContext, 'caller'>({
        mode: 'protect-all',
        contextFieldName: 'caller',
        resolveUserFn: ({ request }) => callerOf(request.headers.get('authorization') ?? undefined),
      }),
      useOperationFieldPermissions<Context>({
        getPermissions: ({ caller }) => grantedTo(caller.organisation.recipient) as Set<string>,
      }),
    ],
    context: () => ({ scope, rowsOf: createLoaders(pool) }),
  })
  const server = createServer(yoga)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await pool.end()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

function resolvers() {
  return Object.fromEntries(
    Object.entries(FIELDS).map(([name, { value }]) => [
      name,
      (person: Newcomer, _: unknown, { rowsOf }: Context) => value(rowsOf(person.personId), person),
    ]),
  )
}

/** One DataLoader per table, made when the first field needs it. */
function createLoaders(pool: Pick<ReturnType<typeof openPool>, 'query'>): (person: string) => RowsOf {
  const loaders = new Map<TableName, DataLoader<string, readonly Tables[TableName][]>>()
  const loaderOf = (table: TableName) => {
    const made =
      loaders.get(table) ?? new DataLoader((persons: readonly string[]) => readRows((statement) => pool.query(statement), table, persons))
    loaders.set(table, made)
    return made
  }
  return (person) => ((table) => loaderOf(table).load(person)) as RowsOf
}
