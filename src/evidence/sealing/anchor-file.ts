/**
 * The anchor file, outside the database: who can change every table still cannot change what was anchored. Lines are only ever
 * added, and are on disk before they count.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Checkpoint, parseAnchor } from './checkpoint.ts'

/** What the file holds. @property last line of the last checkpoint, with what it says. */
export type AnchoredCheckpoint = { last: { line: string; checkpoint: Checkpoint } | undefined; tombstones: ReadonlySet<number> }

export type AnchorFile = {
  /** Reads what was added since the last time, by this process or another. @throws when a line is no anchor. */
  read(): Promise<AnchoredCheckpoint>
  /** Adds lines; they are on disk when it returns. */
  append(lines: readonly string[]): Promise<void>
}

/** @param path its folder is made when missing. */
export function createAnchorFile(path: string): AnchorFile {
  const tombstones = new Set<number>()
  let last: AnchoredCheckpoint['last']
  let position = 0

  function take(line: string): void {
    const anchor = parseAnchor(line)
    if (anchor === undefined) throw new Error(`the anchor file ${path} has a line that is not an anchor`)
    if ('tombstone' in anchor) tombstones.add(anchor.tombstone)
    else last = { line, checkpoint: anchor }
  }

  async function readNew(file: FileHandle): Promise<void> {
    const { size } = await file.stat()
    if (size < position) throw new Error(`the anchor file ${path} is shorter than before`)
    const bytes = Buffer.alloc(size - position)
    await file.read(bytes, 0, bytes.length, position)
    const whole = bytes.lastIndexOf(0x0a) + 1
    for (const line of bytes.subarray(0, whole).toString().split('\n').slice(0, -1)) take(line)
    position += whole
    // What a process left that was stopped while writing was never confirmed to anyone.
    if (position < size) await file.truncate(position)
  }

  return {
    read: () =>
      withFile(path, async (file) => {
        await readNew(file)
        return { last, tombstones }
      }),
    append: (lines) =>
      withFile(path, async (file) => {
        if (lines.length === 0) return
        await file.appendFile(lines.map((line) => `${line}\n`).join(''))
        await file.sync()
        await readNew(file)
      }),
  }
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'a+', 0o600)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}
