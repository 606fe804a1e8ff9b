/** Which rows a batch sealed, in the order of its tree: 41 bytes each (table, id, hash). Names the bad row where a root could only say that there is one. */
import { EVIDENCE_TABLES, type EvidenceTable } from '../evidence-rows.ts'
import { HASH_BYTES } from './merkle.ts'

export type Leaf = { table: EvidenceTable; id: number; hash: Buffer }

const LEAF_BYTES = 1 + 8 + HASH_BYTES

export function encodeLeaves(leaves: readonly Leaf[]): Buffer {
  const bytes = Buffer.allocUnsafe(leaves.length * LEAF_BYTES)
  leaves.forEach(({ table, id, hash }, index) => {
    const at = index * LEAF_BYTES
    bytes[at] = EVIDENCE_TABLES.indexOf(table)
    bytes.writeBigUInt64BE(BigInt(id), at + 1)
    hash.copy(bytes, at + 9)
  })
  return bytes
}

/** @returns undefined when the bytes are no list of leaves. */
export function decodeLeaves(bytes: Buffer): Leaf[] | undefined {
  if (bytes.length % LEAF_BYTES !== 0) return undefined
  const leaves: Leaf[] = []
  for (let at = 0; at < bytes.length; at += LEAF_BYTES) {
    const table = EVIDENCE_TABLES[bytes[at] ?? 255]
    if (table === undefined) return undefined
    leaves.push({ table, id: Number(bytes.readBigUInt64BE(at + 1)), hash: bytes.subarray(at + 9, at + LEAF_BYTES) })
  }
  return leaves
}
