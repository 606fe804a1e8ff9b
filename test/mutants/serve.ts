/** A hub of any build, in a process of its own: `node serve.ts <root> <data folder> <database> <issuer> <protocols> <today>`. Prints its address. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [root = '', dataDir = '', databaseUrl = '', issuer = '', protocolsDir = '', today = ''] = process.argv.slice(2)
const load = (file: string) => import(pathToFileURL(join(root, 'src', file)).href)

const { loadConfig } = await load('base/config.ts')
const { connectDatabase } = await load('database/client.ts')
const { openHub } = await load('app/hub.ts')

const config = loadConfig({
  NODE_ENV: 'test',
  DATA_DIR: dataDir,
  HUB_TODAY: today,
  LOG_LEVEL: 'silent',
  // Attacks and trials ask as one consumer as much as can be answered.
  HUB_QUEUE_SECONDS: '30',
  HUB_REQUESTS_PER_MINUTE: '1000000',
  HUB_COST_PER_MINUTE: '1000000000',
  NEW_DOCUMENTS_PER_MINUTE: '1000000',
  PROTOCOLS_DIR: protocolsDir,
})
const database = connectDatabase(databaseUrl, { connections: 6 })
const hub = await openHub(config, database, issuer)
const address = await hub.server.listen({ host: '127.0.0.1', port: 0 })
process.once('disconnect', async () => {
  await hub.close()
  await database.close()
  process.exit(0)
})
process.send?.({ address })
