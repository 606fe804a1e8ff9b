/** Evidence to test with: uses of fictional persons, sealed and anchored in a folder of its own. */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { type Database, openPool } from '../../src/database/client.ts'
import { ROLES, type Role } from '../../src/database/connection.ts'
import { createAnchorFile } from '../../src/evidence/sealing/anchor-file.ts'
import type { SealParts } from '../../src/evidence/sealing/seal-pass.ts'
import { parsePublicKeys, publicKeyPem } from '../../src/evidence/sealing/signing-key.ts'
import { verifyLive } from '../../src/evidence/verification/verify-live.ts'
import { closeAfterFile } from './closing.ts'

export type EvidenceBench = {
  database: Database
  folder: string
  anchorsFile: string
  publicKeys: ReturnType<typeof parsePublicKeys>
  parts: SealParts
  /** Connections as a role; closed after the file. */
  as(role: Role): Pool
  verify(graceMs?: number): ReturnType<typeof verifyLive>
}

/** Bench on a test database, with a new key. */
export function createEvidenceBench(database: Database): EvidenceBench {
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-evidence-'))
  const anchorsFile = join(folder, 'anchors.ndjson')
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicKeys = parsePublicKeys(publicKeyPem(privateKey))
  const pools = new Map<Role, Pool>()
  const as = (role: Role) => {
    const pool = pools.get(role) ?? openPool(database.url, role, { connections: 2 })
    pools.set(role, pool)
    return pool
  }
  closeAfterFile(async () => {
    for (const pool of pools.values()) await pool.end()
    rmSync(folder, { recursive: true, force: true })
  })
  const parts: SealParts = {
    pool: as(ROLES.sealer),
    signingKey: privateKey,
    anchors: createAnchorFile(anchorsFile),
    now: () => new Date(),
  }
  const verify = (graceMs = 0) => verifyLive({ pool: database.pool, anchors: readFileSync(anchorsFile, 'utf8'), publicKeys, graceMs })
  return { database, folder, anchorsFile, publicKeys, parts, as, verify }
}

/** Records a set of coordinates, as the reader does. @returns its id. */
export async function insertUseSet(pool: Pool, purpose = 'REFERRAL'): Promise<string> {
  const coordinates = [
    { coordinate: 'Newcomer.familyName', by: 'FIELD', when: [], protocols: ['local-referral'] },
    { coordinate: 'Newcomer.phone', by: 'FIELD', when: [1], protocols: ['local-referral'] },
  ]
  const { rows } = await pool.query<{ id: string }>(
    `insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions)
     values (sha256(gen_random_uuid()::text::bytea), 'OCMW', $1, $2, $3, '{REFERRAL_ACCEPTED}') returning id::text`,
    [purpose, JSON.stringify([{ id: 'local-referral', version: 1 }]), JSON.stringify(coordinates)],
  )
  return rows[0]?.id ?? ''
}

export type Use = { useSetId: string; persons: readonly string[]; open?: readonly number[]; organisationId?: number; consumer?: string }

/** One data-use row, as the compiled statement writes it. */
export async function insertUse(client: Pick<Pool, 'query'>, use: Use): Promise<void> {
  await client.query(
    `insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      randomUUID(),
      'ab'.repeat(16),
      use.organisationId ?? 1,
      use.consumer ?? 'ocmw-gent',
      'user',
      use.useSetId,
      use.persons,
      use.open ?? use.persons.map(() => 1),
    ],
  )
}
