/** PostGraphile 5 over the same database: row check in views by the caller's organisation, generic plans, prepared statements. It records nothing. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'pg'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { openPool } from '../../../src/database/client.ts'
import { connectionConfig, ROLES, withLogin } from '../../../src/database/connection.ts'
import type { StartSystem } from '../../systems/system.ts'
import { openCallers } from '../shared/callers.ts'
import { createViews, ROLE, SCHEMA } from './views.ts'

export const start: StartSystem = async (settings) => {
  const directory = openPool(settings.databaseUrl, ROLES.app, { connections: 1 })
  await prepare(settings.databaseUrl)
  const callerOf = openCallers(settings, directory)
  const pool = new Pool({
    ...connectionConfig(settings.databaseUrl, ROLE as never, { plan_cache_mode: 'force_generic_plan', TimeZone: 'UTC' }),
    max: settings.connections,
    idleTimeoutMillis: 0,
  })
  const preset = {
    extends: [PostGraphileAmberPreset],
    disablePlugins: ['MutationPlugin', 'SubscriptionPlugin'],
    pgServices: [makePgService({ pool, schemas: [SCHEMA], pubsub: false })],
    grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
    grafast: {
      explain: false,
      context: async (request: Partial<Grafast.RequestContext>) => {
        const { organisation } = await callerOf(request.node?.req.headers.authorization)
        return { pgSettings: { 'bench.organisation': String(organisation.id) } }
      },
    },
  } satisfies GraphileConfig.Preset
  const instance = postgraphile(preset)
  const server = createServer()
  await instance.createServ(grafserv).addTo(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await instance.release()
    await pool.end()
    await directory.end()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

async function prepare(url: string): Promise<void> {
  await withLogin(url, async (client) => {
    await client.query(`do $$ begin create role ${ROLE} nologin; exception when duplicate_object then null; end $$`)
    await client.query(`grant ${ROLE} to current_user`)
  })
  const owner = openPool(url, ROLES.owner, { connections: 1 })
  await owner.query(createViews()).finally(() => owner.end())
}
