/** Verifies the anchor file by itself: every line signed, every checkpoint naming the one before it, none left out. */
import type { KeyObject } from 'node:crypto'
import { type Checkpoint, GENESIS, hashCheckpoint, isSigned, parseAnchor, type Tombstone } from '../sealing/checkpoint.ts'
import type { ProblemList } from './verdict.ts'

export type Anchors = {
  /** By number; the first is at 0. */
  checkpoints: readonly { line: string; checkpoint: Checkpoint }[]
  tombstones: ReadonlyMap<number, Tombstone>
}

/** @param text of the anchor file; it ends at the first line that cannot be trusted. */
export function verifyAnchors(text: string, keys: ReadonlyMap<string, KeyObject>, problems: ProblemList): Anchors {
  const checkpoints: { line: string; checkpoint: Checkpoint }[] = []
  const tombstones = new Map<number, Tombstone>()
  const lines = text.split('\n')
  if (lines.pop() !== '') problems.add('ANCHOR_INVALID', 'the anchor file ends within a line')
  for (const [index, line] of lines.entries()) {
    const anchor = parseAnchor(line)
    if (anchor === undefined || !isSigned(anchor, keys)) {
      problems.add('ANCHOR_INVALID', `line ${index + 1} of the anchor file is not signed by the given key`)
      break
    }
    if ('tombstone' in anchor) {
      tombstones.set(anchor.tombstone, anchor)
      continue
    }
    const before = checkpoints.at(-1)
    const previous = before === undefined ? GENESIS : hashCheckpoint(before.line)
    if (anchor.checkpoint !== checkpoints.length + 1 || anchor.previous !== previous) {
      problems.add('ANCHOR_INVALID', `line ${index + 1} of the anchor file does not follow checkpoint ${checkpoints.length}`)
      break
    }
    checkpoints.push({ line, checkpoint: anchor })
  }
  checkTombstones(checkpoints, tombstones, problems)
  return { checkpoints, tombstones }
}

function checkTombstones(checkpoints: Anchors['checkpoints'], tombstones: Anchors['tombstones'], problems: ProblemList): void {
  for (const { tombstone: batch, root, rows } of tombstones.values()) {
    const sealed = checkpoints[batch - 1]?.checkpoint
    if (sealed?.root === root && sealed.rows === rows) continue
    problems.add('ANCHOR_INVALID', 'its tombstone belongs to another batch', { batch })
  }
}
