/**
 * Sealing under load: `node bench/sealing.ts [--seconds 60] [--writers 50]`. Writers add uses of data as fast as the database takes them while
 * the sealer works in the same process. Prints rows per second, the longest stall of the process and of a write, and whether all of it verifies;
 * exit code 1 when a limit is missed.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { connectDatabase, openPool } from '../src/database/client.ts'
import { ROLES } from '../src/database/connection.ts'
import { startEmbedded } from '../src/database/embedded/embedded.ts'
import { migrate } from '../src/database/migrations/migrate.ts'
import { createAnchorFile } from '../src/evidence/sealing/anchor-file.ts'
import { createSealer } from '../src/evidence/sealing/sealer.ts'
import { parsePublicKeys, publicKeyPem } from '../src/evidence/sealing/signing-key.ts'
import { verifyLive } from '../src/evidence/verification/verify-live.ts'
import { openClosing } from './setup/closing.ts'

/** Rows per second that a hub must be able to put on record, and the longest stall while they are sealed. */
const MUST = { rowsPerSecond: 2_000, stallMs: 200 }

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, writers: { type: 'string', default: '50' } } })
const closing = openClosing()
const folder = mkdtempSync(join(tmpdir(), 'doorstroom-sealing-'))
closing.add(async () => rmSync(folder, { recursive: true, force: true }))
const server = await startEmbedded({ dataDir: folder, port: 0 })
closing.add(server.stop)
await migrate(server.url)
const database = connectDatabase(server.url, { connections: Number(values.writers), mostConnections: Number(values.writers) + 10 })
closing.add(database.close)
const { privateKey } = generateKeyPairSync('ed25519')
const anchorFile = join(folder, 'anchors.ndjson')
const sealerPool = openPool(server.url, ROLES.sealer, { connections: 1, statementTimeoutMs: 0 })
closing.add(() => sealerPool.end())
const sealer = createSealer({
  pool: sealerPool,
  signingKey: privateKey,
  anchors: createAnchorFile(anchorFile),
  intervalMs: 5_000,
  graceMs: 60_000,
  log: pino({ level: 'error' }),
  now: () => new Date(),
})

const INSERT = `insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open) values ($1, $2, 1, 'bench', null, $3, $4, '{}')`

async function recordUseSet(): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values (sha256('bench'), 'OCMW', 'REFERRAL', '[]', '[]', '{}') returning id::text as id`,
  )
  return rows[0]?.id ?? ''
}

async function write(useSet: string, until: number): Promise<{ rows: number; slowestMs: number }> {
  const done = { rows: 0, slowestMs: 0 }
  while (performance.now() < until) {
    const begun = performance.now()
    await database.pool.query({
      name: 'use',
      text: INSERT,
      values: [randomUUID(), randomUUID().replaceAll('-', ''), useSet, [randomUUID()]],
    })
    done.slowestMs = Math.max(done.slowestMs, performance.now() - begun)
    done.rows += 1
  }
  return done
}

try {
  const useSet = await recordUseSet()
  await sealer.start()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  // Connections and plans are made before anything is measured.
  await Promise.all(Array.from({ length: Number(values.writers) }, () => write(useSet, performance.now() + 1_000)))
  delay.enable()
  const until = performance.now() + Number(values.seconds) * 1_000
  const writers = await Promise.all(Array.from({ length: Number(values.writers) }, () => write(useSet, until)))
  delay.disable()
  await sealer.close()
  const rows = writers.reduce((sum, writer) => sum + writer.rows, 0)
  const rowsPerSecond = Math.round(rows / Number(values.seconds))
  const stallMs = Math.round(delay.max / 1e6)
  const slowestMs = Math.round(Math.max(...writers.map((writer) => writer.slowestMs)))
  const verdict = await verifyLive({
    pool: database.pool,
    anchors: readFileSync(anchorFile, 'utf8'),
    publicKeys: parsePublicKeys(publicKeyPem(privateKey)),
    graceMs: 0,
  })
  console.log(JSON.stringify({ rows, rowsPerSecond, stallMs, slowestWriteMs: slowestMs, verified: verdict.ok, must: MUST }))
  if (!verdict.ok || rowsPerSecond < MUST.rowsPerSecond || stallMs > MUST.stallMs) process.exitCode = 1
} finally {
  await closing.close()
}
