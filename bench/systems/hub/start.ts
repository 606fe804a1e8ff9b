/** The hub as `src/main.ts` opens it, on the bench's database and issuer. */
import type { AddressInfo } from 'node:net'
import { createLogger, openHub } from '../../../src/app/hub.ts'
import { connectDatabase, type Database, openPool } from '../../../src/database/client.ts'
import { ROLES } from '../../../src/database/connection.ts'
import { openSealing } from '../../../src/evidence/sealing/open-sealing.ts'
import { benchConfig } from '../../setup/dataset.ts'
import type { StartSystem, SystemSettings } from '../system.ts'

/** Longer than any run. Milliseconds. */
const NEVER_MS = 86_400_000

export const start: StartSystem = (settings) => serveHub(settings, (database) => database)

/** @param adapt changes the database that the hub sees; the hub itself is always the real one. */
export async function serveHub(settings: SystemSettings, adapt: (database: Database) => Database, config = benchConfig(settings.dataDir)) {
  const database = connectDatabase(settings.databaseUrl, {
    connections: settings.connections,
    // What the system compared with may have beside its answers: acts, sealing, the queue.
    mostConnections: 2 * settings.connections + 16,
  })
  const times = settings.sealing === 'BY_CLOCK' ? {} : { auditSealMs: NEVER_MS, auditGraceMs: 2 * NEVER_MS }
  const hub = await openHub({ ...config, ...times }, adapt(database), settings.issuer)
  const sealer = openPool(database.url, ROLES.sealer, { connections: 1, statementTimeoutMs: 0 })
  const sealing = await openSealing(config, sealer, createLogger(config))
  await hub.server.listen({ host: '127.0.0.1', port: 0 })
  const close = async () => {
    await hub.close()
    await sealing.close()
    await sealer.end()
    await database.close()
  }
  return { port: (hub.server.server.address() as AddressInfo).port, seal: sealing.sealNow, close }
}
