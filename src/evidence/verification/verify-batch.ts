/** Verifies the leaves of one batch against its checkpoint. */
import type { Checkpoint } from '../sealing/checkpoint.ts'
import { decodeLeaves, type Leaf } from '../sealing/leaves.ts'
import { merkleRoot } from '../sealing/merkle.ts'
import type { ProblemList } from './verdict.ts'

/** @returns the leaves when they give the anchored root; else undefined, with a problem that names the rows they speak of. */
export function verifyLeaves(
  bytes: Buffer | undefined,
  { checkpoint: batch, rows, root }: Checkpoint,
  problems: ProblemList,
): Leaf[] | undefined {
  if (bytes === undefined) {
    problems.add('BATCH_MISSING', `${rows} rows were anchored, but their batch is missing`, { batch })
    return undefined
  }
  const leaves = decodeLeaves(bytes)
  if (leaves?.length === rows && merkleRoot(leaves.map(({ hash }) => hash)).toString('base64url') === root) return leaves
  const [first] = leaves ?? []
  problems.add(
    'BATCH_CHANGED',
    'its rows do not match the anchored root',
    first === undefined ? { batch } : { batch, table: first.table, id: first.id },
  )
  return undefined
}
