/** A disk of a given size, for what happens when it is full: memory that is mounted, which needs the right to mount. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @property folder on the disk. @property fill takes all that is left. @property free gives it back. @property remove unmounts the disk. */
export type SmallDisk = { folder: string; fill(): void; free(): void; remove(): void }

const CHUNK = 64 * 1024

/** @returns undefined when this user may not mount. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: () => fillUp(filler),
    free: () => rmSync(filler, { force: true }),
    remove: () => {
      execFileSync('umount', ['--lazy', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Adds to a file until nothing fits any more, down to the last byte. */
function fillUp(file: string): void {
  const descriptor = openSync(file, 'a')
  try {
    for (let size = CHUNK; size >= 1; ) {
      try {
        writeSync(descriptor, Buffer.alloc(size))
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
        size = Math.floor(size / 2)
      }
    }
  } finally {
    closeSync(descriptor)
  }
}
