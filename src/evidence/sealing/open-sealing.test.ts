import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { insertUseSet } from '../../../test/support/evidence.ts'
import { loadConfig } from '../../base/config.ts'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { verifyLive } from '../verification/verify-live.ts'
import { findSigningKey, openSealing } from './open-sealing.ts'
import { parsePublicKeys, parseSigningKey, publicKeyPem } from './signing-key.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-sealing-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test('a development hub makes its key once, seals at its start and at its end, and what it sealed verifies', async () => {
  const database = await createTestDatabase()
  const config = loadConfig({ NODE_ENV: 'test', DATA_DIR: dataDir })
  const log = pino({ level: 'silent' })
  const pool = openPool(database.url, ROLES.sealer, { connections: 1 })
  for (let start = 0; start < 2; start++) {
    const sealer = await openSealing(config, pool, log)
    await sealer.start()
    expect(sealer.health().state).toBe('HEALTHY')
    await insertUseSet(database.pool)
    await sealer.close()
  }
  await pool.end()
  expect(statSync(join(dataDir, 'audit', 'signing-key.pem')).mode & 0o777).toBe(0o600)
  const publicKeys = parsePublicKeys(publicKeyPem(await findSigningKey(config)))
  const anchors = readFileSync(config.auditAnchorFile, 'utf8')
  expect(await verifyLive({ pool: database.pool, anchors, publicKeys, graceMs: 0 })).toMatchObject({ ok: true, rows: 2, batches: 2 })
})

test('a key of another kind is refused without repeating it', () => {
  expect(() => parseSigningKey('c2VjcmV0')).toThrow(expect.objectContaining({ message: expect.not.stringContaining('c2VjcmV0') }))
})
