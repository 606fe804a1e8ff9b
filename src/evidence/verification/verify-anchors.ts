/** Verifies the anchor file by itself: every line signed, every checkpoint naming the one before it, none left out. */
import type { KeyObject } from 'node:crypto'
import { type Checkpoint, GENESIS, hashCheckpoint, isSigned, parseAnchor, type Tombstone } from '../sealing/checkpoint.ts'
import type { ProblemList } from './verdict.ts'

export type Anchors = {
  /** By number; the first is at 0. */
  checkpoints: readonly { line: string; checkpoint: Checkpoint }[]
  tombstones: ReadonlyMap<number, Tombstone>
}

/** What to verify the anchors against, beside themselves. @property now on the clock of whoever verifies. @property atLeast lines that somebody else holds. */
export type VerificationOptions = { now?: Date; atLeast?: readonly string[] }

const DAY_MS = 86_400_000

/** @param text of the anchor file; it ends at the first line that cannot be trusted. */
export function verifyAnchors(
  text: string,
  keys: ReadonlyMap<string, KeyObject>,
  problems: ProblemList,
  { now = new Date(), atLeast = [] }: VerificationOptions = {},
): Anchors {
  const checkpoints: { line: string; checkpoint: Checkpoint }[] = []
  const tombstones = new Map<number, Tombstone>()
  const since: Tombstone[] = []
  const lines = text.split('\n')
  if (lines.pop() !== '') problems.add('ANCHOR_INVALID', 'the anchor file ends within a line')
  for (const [index, line] of lines.entries()) {
    const anchor = parseAnchor(line)
    if (anchor === undefined || !isSigned(anchor, keys)) {
      problems.add('ANCHOR_INVALID', `line ${index + 1} of the anchor file is not signed by the given key`)
      break
    }
    if (Date.parse(anchor.at) > now.getTime() + DAY_MS)
      problems.add('ANCHOR_INVALID', `line ${index + 1} of the anchor file is dated ahead`)
    if ('tombstone' in anchor) {
      tombstones.set(anchor.tombstone, anchor)
      since.push(anchor)
      continue
    }
    for (const { tombstone: batch, at } of since.splice(0))
      if (Date.parse(at) > Date.parse(anchor.at) + DAY_MS)
        problems.add('ANCHOR_INVALID', 'its tombstone is dated after the checkpoint that follows it', { batch })
    const before = checkpoints.at(-1)
    const previous = before === undefined ? GENESIS : hashCheckpoint(before.line)
    if (anchor.checkpoint !== checkpoints.length + 1 || anchor.previous !== previous) {
      problems.add('ANCHOR_INVALID', `line ${index + 1} of the anchor file does not follow checkpoint ${checkpoints.length}`)
      break
    }
    checkpoints.push({ line, checkpoint: anchor })
  }
  checkTombstones(checkpoints, tombstones, problems)
  checkHeld(checkpoints, atLeast, problems)
  return { checkpoints, tombstones }
}

/** Checkpoints that somebody else holds: whoever put an older copy of everything back no longer has them. */
function checkHeld(checkpoints: Anchors['checkpoints'], held: readonly string[], problems: ProblemList): void {
  for (const line of held) {
    const anchor = parseAnchor(line)
    if (anchor === undefined || !('checkpoint' in anchor)) problems.add('ANCHOR_INVALID', 'what the witness holds is not a checkpoint')
    else if (checkpoints[anchor.checkpoint - 1]?.line !== line)
      problems.add('ANCHOR_MISSING', 'the witness holds its checkpoint, which is not in the anchor file', { batch: anchor.checkpoint })
  }
}

function checkTombstones(checkpoints: Anchors['checkpoints'], tombstones: Anchors['tombstones'], problems: ProblemList): void {
  for (const { tombstone: batch, root, rows, days, at } of tombstones.values()) {
    const sealed = checkpoints[batch - 1]?.checkpoint
    if (sealed?.root !== root || sealed.rows !== rows) problems.add('ANCHOR_INVALID', 'its tombstone belongs to another batch', { batch })
    else if (Date.parse(at) < Date.parse(sealed.at) + (days ?? 0) * DAY_MS)
      problems.add('ANCHOR_INVALID', 'its tombstone is younger than its retention', { batch })
  }
}
