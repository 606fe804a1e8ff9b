/** A server of its own for released figures, as `BI_DATABASE_URL` names one: nothing else is on it, so that nothing else is open on it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureFiguresDatabase } from '../../src/activities/statistics/figures-database/figures-database.ts'
import { publishFigures } from '../../src/activities/statistics/figures-database/publish.ts'
import type { Database } from '../../src/database/client.ts'
import { withDatabase } from '../../src/database/connection.ts'
import { startEmbedded } from '../../src/database/embedded/embedded.ts'
import { closeAfterFile } from '../support/closing.ts'

/** Publishes what was released; the server stops after the file's last test. @returns address of the figures as their owner. */
export async function publishElsewhere({ url, pool }: Pick<Database, 'url' | 'pool'>): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-figures-'))
  const server = await startEmbedded({ dataDir, durable: false, port: 0 })
  closeAfterFile(async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const figures = await ensureFiguresDatabase({ url, biDatabaseUrl: withDatabase(server.url, 'doorstroom_figures') })
  await publishFigures(pool, figures)
  return figures
}
