/** Memory of the hub and of PostgreSQL while something is tried, in MiB. */
import { readFileSync } from 'node:fs'
import { childrenOf } from './processes.ts'

/** @property at milliseconds since the watch began. @property hub resident memory of the process. @property postgres of all its processes, what they share counted once. */
export type Sample = { at: number; hub: number; postgres: number }

export type MemoryWatch = { stop(): Sample[] }

/** Linux walks through all memory of every process for it, which costs what is tried some of its time. */
const EVERY_MS = 5_000

export function watchMemory(hub: number, postmaster: number): MemoryWatch {
  const began = performance.now()
  const samples: Sample[] = []
  const look = () => samples.push({ at: performance.now() - began, hub: residentOf(hub), postgres: memoryOfServer(postmaster) })
  look()
  const timer = setInterval(look, EVERY_MS)
  return {
    stop: () => {
      clearInterval(timer)
      look()
      return samples
    },
  }
}

/** @property from median of the first tenth after the warm-up. @property to median of the last tenth. @property byMinute medians, of the warm-up too. */
export type Course = { from: number; to: number; most: number; byMinute: number[] }

/** How one of the two went after the warm-up. */
export function courseOf(samples: readonly Sample[], name: 'hub' | 'postgres', warmUpMs: number): Course {
  const values = samples.filter(({ at }) => at >= warmUpMs).map((sample) => sample[name])
  const tenth = Math.max(1, Math.floor(values.length / 10))
  const minutes = Map.groupBy(samples, ({ at }) => Math.floor(at / 60_000))
  const byMinute = [...minutes.values()].map((minute) => median(minute.map((sample) => sample[name])))
  return { from: median(values.slice(0, tenth)), to: median(values.slice(-tenth)), most: Math.max(...values), byMinute }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

/** Resident memory. */
const residentOf = (pid: number) => read(`/proc/${pid}/status`, 'VmRSS')

function memoryOfServer(postmaster: number): number {
  // What a process has for itself, and its part of what it shares.
  return [postmaster, ...childrenOf(postmaster)].reduce((sum, pid) => sum + read(`/proc/${pid}/smaps_rollup`, 'Pss'), 0)
}

/** In MiB; 0 of a process that has ended. */
function read(file: string, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
