/** 30 KB of one character in every header that is read: none makes the hub work longer than its length takes. */
import { cpuOf } from '../../bench/load/cpu.ts'
import type { WireRequest } from '../../bench/systems/wire.ts'
import { FLOODS, flood, HOSTILE_HEADERS } from './hostile-headers.ts'
import type { Staged } from './stage.ts'
import { openWire, toBytes } from './wire.ts'

/** Processor time of the hub for one request, in milliseconds: its event loop cannot spend more on it. */
const MUST_MS = 10
const LENGTH = 30_000
/** So many requests, because Linux counts processor time in hundredths of a second; fewer when the first ones take as much as all may. */
const REQUESTS = 20

type Cost = { name: string; character: string; ms: number; broken: boolean }

/** @returns what went wrong. */
export async function floodHeaders({ hub, port, ask }: Staged): Promise<string[]> {
  const [like] = await ask('Q1')
  if (like === undefined) throw new Error('nobody to ask as')
  const costs: Cost[] = []
  for (const name of Object.keys(HOSTILE_HEADERS))
    for (const character of FLOODS) costs.push(await costOf({ pid: hub.pid, port, like: like.request }, name, character))
  const [dearest] = costs.toSorted((one, other) => other.ms - one.ms)
  if (dearest !== undefined) console.log(`headers: ${costs.length} floods of ${LENGTH} characters; the dearest is ${describe(dearest)}`)
  return costs.filter(({ ms, broken }) => ms > MUST_MS || broken).map(describe)
}

async function costOf(
  { pid, port, like }: { pid: number; port: number; like: WireRequest },
  name: string,
  character: string,
): Promise<Cost> {
  const headers = { ...like.headers, [name]: flood(name, character, LENGTH) }
  const request = Buffer.from(toBytes({ ...like, headers }).toString(), 'latin1')
  const before = cpuOf(pid)
  const used = () => (cpuOf(pid) - before) * 1000
  let sent = 0
  let broken = false
  for (; sent < REQUESTS && used() <= REQUESTS * MUST_MS; sent += 1) {
    const wire = openWire(port)
    const status = (await wire.ask(request))?.status ?? 0
    wire.close()
    broken ||= status === 0 || status >= 500
  }
  return { name, character, ms: used() / sent, broken }
}

function describe({ name, character, ms, broken }: Cost): string {
  return `${name} of ${JSON.stringify(character)}: ${ms.toFixed(1)} ms a request${broken ? ', and it was not answered as it should' : ''}`
}
