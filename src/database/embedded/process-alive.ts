/** Identification of running processes. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Command line of a running process, arguments separated by spaces; undefined when it does not run.
 * A process id alone proves nothing: after a restart of the machine or container another program may have it.
 */
export function findCommand(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

/** When a process started, as the operating system words it; tells a process from a later one with the same id. */
export function findStart(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 2 is the program's name in parentheses and may hold spaces; field 22 is the start, in ticks since boot.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
