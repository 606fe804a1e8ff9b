/** The embedded server is killed, again and again, while the hub reads, acts and takes deliveries in. */
import { setTimeout as wait } from 'node:timers/promises'
import { findPostmaster, locateCluster } from '../../src/database/embedded/cluster.ts'
import { type HubAtWork, listLost, type Work, workOn } from './hub-at-work.ts'

/** Work between two kills, and longest until the hub is ready again. */
const BETWEEN_MS = 1_000
const READY_MS = 30_000

/** @property recoveredMs of each kill, until the hub was ready again. */
export type KillsResult = { recoveredMs: number[]; work: Work; lost: string[] }

/** @param dataDir of the process that started the server. */
export async function killUnderWork(hub: HubAtWork, dataDir: string, kills: number): Promise<KillsResult> {
  let over = false
  const working = workOn(hub, () => over)
  const recoveredMs: number[] = []
  try {
    for (let turn = 0; turn < kills; turn += 1) {
      await wait(BETWEEN_MS)
      recoveredMs.push(await killOnce(hub, dataDir))
    }
    await wait(BETWEEN_MS)
  } finally {
    over = true
  }
  const work = await working
  return { recoveredMs, work, lost: await listLost(hub, work) }
}

async function killOnce({ address }: HubAtWork, dataDir: string): Promise<number> {
  const cluster = locateCluster(dataDir)
  const killed = findPostmaster(cluster)?.pid
  if (killed === undefined) throw new Error('no server to kill')
  const began = performance.now()
  process.kill(killed, 'SIGKILL')
  while (performance.now() - began < READY_MS) {
    await wait(50)
    const running = findPostmaster(cluster)?.pid
    if (running !== undefined && running !== killed && (await fetch(`${address}/health/ready`)).status === 200)
      return performance.now() - began
  }
  throw new Error('the hub is not ready again')
}
