/** A hub of any build, in a process of its own: `node serve.ts <root> <data folder> <database> <issuer> <protocols> <today> [settings as JSON]`. Tells its address. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [root = '', dataDir = '', databaseUrl = '', issuer = '', protocolsDir = '', today = '', settings] = process.argv.slice(2)
const load = (file: string) => import(pathToFileURL(join(root, 'src', file)).href)

const { loadConfig } = await load('base/config.ts')
const { connectDatabase } = await load('database/client.ts')
const { BACKLOG, openHub } = await load('app/hub.ts')

/** Attacks and trials ask as one consumer as much as can be answered. */
const UNLIMITED = {
  LOG_LEVEL: 'silent',
  HUB_IN_FLIGHT: '32',
  HUB_IN_FLIGHT_PER_CONSUMER: '8',
  HUB_QUEUE: '1000',
  HUB_QUEUE_SECONDS: '30',
  HUB_REQUESTS_PER_MINUTE: '1000000',
  HUB_COST_PER_MINUTE: '1000000000',
  NEW_DOCUMENTS_PER_MINUTE: '1000000',
}
const config = loadConfig({
  NODE_ENV: 'test',
  DATA_DIR: dataDir,
  HUB_TODAY: today,
  PROTOCOLS_DIR: protocolsDir,
  ...(settings === undefined ? UNLIMITED : JSON.parse(settings)),
})
const database = connectDatabase(databaseUrl, settings === undefined ? { connections: 6 } : { mostConnections: config.databaseConnections })
const hub = await openHub(config, database, issuer)
const address = await hub.server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG })
process.once('disconnect', async () => {
  await hub.close()
  await database.close()
  process.exit(0)
})
process.send?.({ address })
