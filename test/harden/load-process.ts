/** A process of its own for load, so that what it measures does not wait for what else the trial does. */
import type { LoadFigures, Pace } from './load.ts'
import { load } from './load.ts'

/** @property requests whole, as bytes; they are sent in turn. */
export type LoadOrder = { requests: Uint8Array[] } | { port: number; seconds: number; pace: Pace }

/** @property cpu seconds of processor time of this process meanwhile. */
export type LoadReport = LoadFigures & { cpu: number }

let requests: Buffer[] = []
let place = 0
const next = () => {
  place = (place + 1) % requests.length
  return requests[place] as Buffer
}

process.on('message', async (order: LoadOrder) => {
  if ('requests' in order) {
    requests = order.requests.map((bytes) => Buffer.from(bytes))
    process.send?.('armed')
    return
  }
  const before = process.cpuUsage()
  const figures = await load({ ...order, next })
  const { user, system } = process.cpuUsage(before)
  process.send?.({ ...figures, cpu: (user + system) / 1e6 } satisfies LoadReport)
})
process.once('disconnect', () => process.exit(0))
