/** The hub as `src/main.ts` opens it, on the bench's database and issuer. */
import type { AddressInfo } from 'node:net'
import { connectDatabase, type Database } from '../../../src/database/client.ts'
import { openHub } from '../../../src/hub.ts'
import { benchConfig } from '../../setup/dataset.ts'
import type { StartSystem, SystemSettings } from '../system.ts'

export const start: StartSystem = (settings) => serveHub(settings, (database) => database)

/** @param adapt changes the database that the hub sees; the hub itself is always the real one. */
export async function serveHub(settings: SystemSettings, adapt: (database: Database) => Database, config = benchConfig(settings.dataDir)) {
  const database = connectDatabase(settings.databaseUrl, { connections: settings.connections })
  const { sealingMs } = settings
  const sealing = sealingMs === undefined ? {} : { auditSealMs: sealingMs, auditGraceMs: 2 * sealingMs }
  const hub = await openHub({ ...config, ...sealing }, adapt(database), settings.issuer)
  await hub.server.listen({ host: '127.0.0.1', port: 0 })
  const close = async () => {
    await hub.close()
    await database.close()
  }
  return { port: (hub.server.server.address() as AddressInfo).port, close }
}
