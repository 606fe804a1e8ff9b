/** Merkle tree over the rows of a batch, hashed as RFC 6962 does: leaves and nodes in domains of their own, so that none passes for the other. */
import { hash } from 'node:crypto'

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32

const sha256 = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer')

/** @param line as in the export, without its line end. */
export function hashLeaf(line: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(line.length + 1)
  bytes[0] = 0
  bytes.set(line, 1)
  return sha256(bytes)
}

function hashNode(left: Buffer, right: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(1 + 2 * HASH_BYTES)
  bytes[0] = 1
  left.copy(bytes, 1)
  right.copy(bytes, 1 + HASH_BYTES)
  return sha256(bytes)
}

/** Root of a tree of at least one leaf. A node without a sibling goes up as it is, which gives the tree of RFC 6962. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  let level = leaves
  while (level.length > 1) level = parents(level)
  const [root] = level
  if (root === undefined) throw new RangeError('a tree has at least one leaf')
  return root
}

function parents(level: readonly Buffer[]): Buffer[] {
  const next: Buffer[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i], level[i + 1]]
    if (left !== undefined) next.push(right === undefined ? left : hashNode(left, right))
  }
  return next
}

/** Siblings from the leaf at `index` to the root, lowest first; null where there is none. */
export function inclusionPath(leaves: readonly Buffer[], index: number): (Buffer | null)[] {
  const path: (Buffer | null)[] = []
  let level = leaves
  for (let place = index; level.length > 1; place >>= 1) {
    path.push(level[place ^ 1] ?? null)
    level = parents(level)
  }
  return path
}

/** Root to which a leaf and its path lead. */
export function rootOfPath(leaf: Buffer, index: number, path: readonly (Buffer | null)[]): Buffer {
  let node = leaf
  let place = index
  for (const sibling of path) {
    if (sibling !== null) node = place % 2 === 0 ? hashNode(node, sibling) : hashNode(sibling, node)
    place >>= 1
  }
  return node
}
