/** Inclusion proof: one row with what it takes to show that it was sealed, without any other row. */
import type { KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { z } from 'zod'
import { type EvidenceTable, fieldsSql, toLine } from '../evidence-rows.ts'
import { isSigned, parseAnchor } from '../sealing/checkpoint.ts'
import { decodeLeaves } from '../sealing/leaves.ts'
import { HASH_BYTES, hashLeaf, inclusionPath, rootOfPath } from '../sealing/merkle.ts'
import { inSnapshot } from './verify-live.ts'

export const InclusionProof = z.strictObject({
  /** Line of the row, as in the export. */
  row: z.string(),
  /** Signed line of its batch, as in the anchor file. */
  checkpoint: z.string(),
  /** Place among the leaves of its batch. */
  index: z.int().min(0),
  /** Hashes of the siblings on the way to the root, lowest first; null where there is none. */
  path: z.array(z.base64url().nullable()).max(40),
})
export type InclusionProof = z.infer<typeof InclusionProof>

/** @returns undefined when no such row was sealed. */
export async function findProof(pool: Pool, table: EvidenceTable, id: number): Promise<InclusionProof | undefined> {
  return await inSnapshot(pool, async (client) => {
    const text = `select ${fieldsSql(table)} from audit.${table} where id = $1`
    const { rows } = await client.query<(string | null)[]>({ text, values: [id], rowMode: 'array' })
    const batch = rows[0] === undefined ? undefined : await findBatch(client, table, id)
    if (rows[0] === undefined || batch === undefined) return undefined
    const path = inclusionPath(batch.hashes, batch.index).map((hash) => hash?.toString('base64url') ?? null)
    return { row: toLine(table, rows[0]).toString(), checkpoint: batch.checkpoint, index: batch.index, path }
  })
}

/** Newest batches first: people ask about what happened lately. */
async function findBatch(client: PoolClient, table: EvidenceTable, id: number) {
  const { rows: numbers } = await client.query<{ number: number }>('select number from audit.batch_leaves order by number desc')
  for (const { number } of numbers) {
    const { rows } = await client.query<{ leaves: Buffer; checkpoint: string }>(
      'select l.leaves, b.checkpoint from audit.batch_leaves l join audit.batch b using (number) where l.number = $1',
      [number],
    )
    const leaves = (rows[0] === undefined ? undefined : decodeLeaves(rows[0].leaves)) ?? []
    const index = leaves.findIndex((leaf) => leaf.id === id && leaf.table === table)
    if (index !== -1) return { index, hashes: leaves.map(({ hash }) => hash), checkpoint: rows[0]?.checkpoint ?? '' }
  }
  return undefined
}

/** Whether the row was sealed by one of the keys. Needs nothing but the proof and the public key. */
export function verifyProof(proof: InclusionProof, publicKeys: ReadonlyMap<string, KeyObject>): boolean {
  const anchor = parseAnchor(proof.checkpoint)
  if (anchor === undefined || !('checkpoint' in anchor) || !isSigned(anchor, publicKeys) || proof.index >= anchor.rows) return false
  const path = proof.path.map((hash) => (hash === null ? null : Buffer.from(hash, 'base64url')))
  if (path.some((hash) => hash !== null && hash.length !== HASH_BYTES)) return false
  return rootOfPath(hashLeaf(Buffer.from(proof.row)), proof.index, path).toString('base64url') === anchor.root
}
