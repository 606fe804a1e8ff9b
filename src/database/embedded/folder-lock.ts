/** One hub per data folder: a lock file that names the process, so that a crash leaves nothing to clean up by hand. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { findStart } from './process-alive.ts'

const Holder = z.object({ pid: z.number().int(), start: z.string() })
type Holder = z.infer<typeof Holder>

/** Another running process uses the data folder. */
export class FolderInUse extends Error {
  readonly pid: number
  constructor(folder: string, pid: number) {
    super(`${folder} is in use by another hub (process ${pid}): stop that hub, or set another DATA_DIR for this one`)
    this.name = 'FolderInUse'
    this.pid = pid
  }
}

/**
 * Takes the lock; a lock of a process that is gone is taken over.
 * @returns the release, which does nothing when the lock is no longer ours.
 * @throws FolderInUse when its process still runs.
 */
export function lockFolder(file: string): () => void {
  const mine: Holder = { pid: process.pid, start: findStart(process.pid) ?? '' }
  for (let attempt = 0; attempt < 5; attempt++) {
    if (writeLock(file, mine)) return () => releaseLock(file, mine)
    const holder = findHolder(file)
    if (holder !== undefined) throw new FolderInUse(dirname(file), holder.pid)
    removeStale(file)
  }
  throw new Error(`${file} cannot be locked: other processes keep locking it`)
}

/** Process that holds the lock and still runs. */
export function findHolder(file: string): Holder | undefined {
  const holder = readLock(file)
  return holder !== undefined && findStart(holder.pid) === holder.start ? holder : undefined
}

/** Written aside and linked, so that nobody ever reads half a lock. */
function writeLock(file: string, holder: Holder): boolean {
  const draft = `${file}.${holder.pid}`
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 })
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Moved aside and looked at again: another process may have taken over the stale lock in between, and its lock must stay. */
function removeStale(file: string): void {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
    if (findHolder(aside) !== undefined) linkSync(aside, file)
  } catch {
    // Somebody else moved it first; the next attempt sees what is there now.
  } finally {
    rmSync(aside, { force: true })
  }
}

function releaseLock(file: string, mine: Holder): void {
  const holder = readLock(file)
  if (holder?.pid === mine.pid && holder.start === mine.start) rmSync(file, { force: true })
}

function readLock(file: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
