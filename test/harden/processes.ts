/** Processes of the server that comes along, as the operating system lists them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPostmaster, locateCluster } from '../../src/database/embedded/cluster.ts'
import type { RunningHub } from '../attack/running-hub.ts'

/** First process of the hub's server. @throws when it does not run. */
export function postmasterOf({ dataDir }: Pick<RunningHub, 'dataDir'>): number {
  const found = findPostmaster(locateCluster(join(dataDir, '..')))
  if (found === undefined) throw new Error('PostgreSQL does not run')
  return found.pid
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number)
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
