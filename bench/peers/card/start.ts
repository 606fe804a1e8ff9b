/** The stack on everybody's card: Apollo Server, Pothos, Prisma in DataLoaders, graphql-shield on every field. It records nothing. */
import type { AddressInfo } from 'node:net'
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled'
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import Fastify from 'fastify'
import { connectDatabase } from '../../../src/database/client.ts'
import type { StartSystem } from '../../systems/system.ts'
import { openCallers } from '../shared/callers.ts'
import { grantedTo } from '../shared/schema.ts'
import { type Context, createSchema } from './schema.ts'
import { createPrismaRows, createPrismaScope } from './scope.ts'

export const start: StartSystem = async (settings) => {
  const database = connectDatabase(settings.databaseUrl, { connections: settings.connections })
  const callerOf = openCallers(settings, database.pool)
  const app = Fastify({ logger: false })
  const apollo = new ApolloServer<Context>({
    schema: createSchema(),
    plugins: [ApolloServerPluginCacheControlDisabled(), fastifyApolloDrainPlugin(app)],
    introspection: false,
  })
  await apollo.start()
  await app.register(fastifyApollo(apollo), {
    context: async (request) => {
      const caller = await callerOf(request.headers.authorization)
      const granted = grantedTo(caller.organisation.recipient)
      return { caller, granted, scope: createPrismaScope(database.prisma), rowsOf: createPrismaRows(database.prisma) }
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const close = async () => {
    app.server.closeAllConnections()
    await apollo.stop()
    await app.close()
    await database.close()
  }
  return { port: (app.server.address() as AddressInfo).port, close }
}
