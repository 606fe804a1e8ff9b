/** Processor time and memory of processes, as Linux accounts them. */
import { readFileSync } from 'node:fs'

/** Clock ticks per second in /proc on every Linux that Node runs on. */
const TICKS = 100

/** Seconds of processor time: of the process with all its threads, and of its ended children. */
type Times = { own: number; ended: number }

function timesOf(pid: number): Times {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is the program's name, in brackets, and may hold spaces.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
  return { own: (user + system) / TICKS, ended: (endedUser + endedSystem) / TICKS }
}

/** Seconds of processor time that a process has used. */
export function cpuOf(pid: number): number {
  return timesOf(pid).own
}

/** Seconds of processor time of a PostgreSQL server: its backends, those that ended, and its background writers. */
export function cpuOfPostgres(postmaster: number): number {
  const { own, ended } = timesOf(postmaster)
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return children.reduce((sum, pid) => sum + cpuOfLiving(Number(pid)), own + ended)
}

/** A backend that ended just now is counted by the server. */
function cpuOfLiving(pid: number): number {
  try {
    return cpuOf(pid)
  } catch {
    return 0
  }
}

/** Largest resident memory that a process ever had, in MiB. */
export function peakMemory(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kibibytes ?? 0) / 1024
}
