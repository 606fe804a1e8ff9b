/** A signing key that is replaced while a hub answers. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startTestHub } from '../../../test/support/hub.ts'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import { assertKeys } from '../../database/keys/installation.ts'
import { verifyLive } from '../verification/verify-live.ts'
import { createAnchorFile } from './anchor-file.ts'
import { handOverSealing, publicKeysFileOf, readPublicKeys } from './hand-over.ts'
import { findSigningKey } from './open-sealing.ts'
import { sealOnce } from './seal-pass.ts'
import { keyId, parsePublicKeys, publicKeyPem } from './signing-key.ts'

const hub = await startTestHub({ env: { AUDIT_SEAL_SECONDS: '3600' } })
const { config, database } = hub
const LIST = '{ newcomers(first: 5) { totalCount nodes { id } } }'

test('every question is answered as before, the event is sealed by the key of before, and all checkpoints verify', async () => {
  const before = await hub.ask('ocmw-gent', 'REFERRAL', LIST)
  expect(before.status).toBe(200)
  const oldKey = await findSigningKey(config)
  const newKey = generateKeyPairSync('ed25519').privateKey
  await assertKeys(database.url, { masterKey: config.masterKey, signingKeyId: keyId(oldKey) })

  let asking = true
  const answers: string[] = []
  const asked = Promise.all(
    [1, 2, 3].map(async () => {
      while (asking) answers.push((await hub.ask('ocmw-gent', 'REFERRAL', LIST)).text)
    }),
  )
  const pool = openPool(database.url, ROLES.sealer, { connections: 1 })
  const seal = { pool, signingKey: oldKey, anchors: createAnchorFile(config.auditAnchorFile), now: () => new Date() }
  const publicKeysFile = publicKeysFileOf(config.auditAnchorFile)
  const handOver = { url: database.url, pool: database.pool, seal, newKey, actor: 'operator', publicKeysFile }
  await handOverSealing(handOver)
  // A hub that runs goes on with the key of before, beside one that started with the new key.
  await hub.ask('ocmw-gent', 'REFERRAL', LIST)
  await sealOnce(seal)
  await hub.ask('ocmw-gent', 'REFERRAL', LIST)
  const { id } = (await database.pool.query<{ id: string }>(`select id from audit.event where kind = 'SIGNING_KEY'`)).rows[0] ?? { id: '' }
  await sealOnce({ ...seal, signingKey: newKey })
  asking = false
  await asked
  await hub.ask('ocmw-gent', 'REFERRAL', LIST)
  await sealOnce({ ...seal, signingKey: newKey })

  expect(new Set(answers)).toEqual(new Set([before.text]))
  expect(answers.length).toBeGreaterThan(3)
  expect(id).not.toBe('')
  await expect(assertKeys(database.url, { masterKey: config.masterKey, signingKeyId: keyId(oldKey) })).rejects.toThrow('AUDIT_SIGNING_KEY')
  await assertKeys(database.url, { masterKey: config.masterKey, signingKeyId: keyId(newKey) })
  await expect(handOverSealing(handOver)).rejects.toThrow('AUDIT_SIGNING_KEY')
  expect((await database.pool.query(`select from audit.event where kind = 'SIGNING_KEY'`)).rowCount).toBe(1)

  const anchors = readFileSync(config.auditAnchorFile, 'utf8')
  const signers = new Set(
    anchors
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).key),
  )
  expect(signers).toEqual(new Set([keyId(oldKey), keyId(newKey)]))
  const kept = await readPublicKeys(publicKeysFile)
  expect(kept).toBe(publicKeyPem(oldKey))
  const publicKeys = parsePublicKeys(publicKeyPem(newKey) + kept)
  expect(await verifyLive({ pool: database.pool, anchors, publicKeys, graceMs: 60_000 })).toMatchObject({ ok: true, problems: [] })
  // Who has the new key alone cannot verify what was sealed before.
  const alone = parsePublicKeys(createPublicKey(newKey).export({ format: 'pem', type: 'spki' }).toString())
  expect((await verifyLive({ pool: database.pool, anchors, publicKeys: alone, graceMs: 60_000 })).ok).toBe(false)
  await pool.end()
}, 120_000)
