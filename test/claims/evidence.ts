/** What is on record of becoming known, and whether all of the evidence is as it was sealed. */
import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Pool } from 'pg'
import { loadConfig } from '../../src/base/config.ts'
import { findSigningKey } from '../../src/evidence/sealing/open-sealing.ts'
import { parsePublicKeys, publicKeyPem } from '../../src/evidence/sealing/signing-key.ts'
import { verifyLive } from '../../src/evidence/verification/verify-live.ts'
import type { RunningHub } from '../attack/running-hub.ts'

/** What came about a person: who came to know it, and the lines of evidence, both as "organisation capacity". @property consumers of the lines. */
export type Came = { relationships: readonly string[]; claims: readonly string[]; consumers: readonly string[] }

/** Watches one person. @returns what came since it was last asked. */
export async function watchPerson(pool: Pool, inszHash: Buffer): Promise<() => Promise<Came>> {
  let known = await readKnown(pool, inszHash)
  let last = (await readClaims(pool, inszHash, '0')).at(-1)?.id ?? '0'
  return async () => {
    const now = await readKnown(pool, inszHash)
    const claims = await readClaims(pool, inszHash, last)
    const relationships = now.filter((one) => !known.includes(one))
    known = now
    last = claims.at(-1)?.id ?? last
    return {
      relationships,
      claims: claims.map(({ known: said }) => said).toSorted(),
      consumers: [...new Set(claims.map(({ consumer }) => consumer))],
    }
  }
}

/** Who knows the person by what was delivered: a relationship of no length says nothing. */
async function readKnown(pool: Pool, inszHash: Buffer): Promise<string[]> {
  const { rows } = await pool.query<{ known: string }>(
    `select distinct concat_ws(' ', r.organisation_id, r.capacity) as known
     from directory.relationship r join directory.person_number n on n.person_id = r.person_id
     where n.insz_hash = $1 and r.valid_from < coalesce(r.valid_until, 'infinity') order by 1`,
    [inszHash],
  )
  return rows.map(({ known }) => known)
}

async function readClaims(pool: Pool, inszHash: Buffer, after: string) {
  const { rows } = await pool.query<{ id: string; known: string; consumer: string }>(
    `select c.id::text, concat_ws(' ', c.organisation_id, c.capacity) as known, c.consumer
     from audit.claim c where c.id > $2::bigint and (
       select p.evidence_ref from directory.person p join directory.person_number n on n.person_id = p.id where n.insz_hash = $1
     ) = any (c.persons) order by c.id`,
    [inszHash, after],
  )
  return rows
}

const SEALED_WITHIN_MS = 20_000

/** Waits until every row is sealed. @returns what is wrong; undefined when all is well. */
export async function verifySealed({ pool, dataDir }: Pick<RunningHub, 'pool' | 'dataDir'>): Promise<string | undefined> {
  const config = loadConfig({ NODE_ENV: 'test', DATA_DIR: dataDir })
  const publicKeys = parsePublicKeys(publicKeyPem(await findSigningKey(config)))
  const graceMs = config.auditGraceMs
  for (const until = Date.now() + SEALED_WITHIN_MS; ; await wait(300)) {
    const anchors = await readFile(config.auditAnchorFile, 'utf8').catch(() => '')
    const { ok, pending, problems } = await verifyLive({ pool, anchors, publicKeys, graceMs })
    if (!ok) return `the evidence does not verify: ${JSON.stringify(problems).slice(0, 500)}`
    if (pending === 0) return undefined
    if (Date.now() > until) return `${pending} rows of evidence are not sealed`
  }
}
