/** Numbers about the process and its deliveries for monitoring, in the format of Prometheus: counts by kind of organisation, nothing about one. */
import { createServer } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Recipient } from '../../base/recipient.ts'

type CountedDelivery = {
  recipient: Recipient
  status: string
  seconds: number
  counts: Readonly<Record<'applied' | 'ignored' | 'refused' | 'remarks', number>>
}

export type CountDelivery = (delivery: CountedDelivery) => void

/** @property listen serves the numbers at every path of an address of their own, since they are the operator's. @returns how to end that, and the port. */
type Metrics = {
  countDelivery: CountDelivery
  listen(address: { host: string; port: number }): Promise<{ port: number; close(): Promise<void> }>
}

/** Seconds: from a handful of records to the largest delivery. */
const BUCKETS = [0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 900]

/** @param witness of the evidence; null when there is none. */
export function createMetrics(witness: () => { behind: boolean } | null): Metrics {
  const registry = new Registry()
  const registers = [registry]
  new Gauge({
    name: 'doorstroom_witness_behind',
    help: 'Whether the witness of the evidence lacks the newest checkpoint: 1, or 0 when it has it or there is none.',
    registers,
    collect() {
      this.set(witness()?.behind === true ? 1 : 0)
    },
  })
  const deliveries = new Counter({
    name: 'doorstroom_deliveries_total',
    help: 'Deliveries by POST, by kind of organisation and outcome.',
    labelNames: ['recipient', 'status'],
    registers,
  })
  const records = new Counter({
    name: 'doorstroom_delivery_records_total',
    help: 'Delivered records, by kind of organisation and result.',
    labelNames: ['recipient', 'result'],
    registers,
  })
  const duration = new Histogram({
    name: 'doorstroom_delivery_duration_seconds',
    help: 'Time from the first byte of a delivery to its outcome.',
    labelNames: ['recipient'],
    buckets: BUCKETS,
    registers,
  })
  return {
    countDelivery: ({ recipient, status, seconds, counts }) => {
      deliveries.inc({ recipient, status })
      duration.observe({ recipient }, seconds)
      for (const [result, count] of Object.entries(counts)) records.inc({ recipient, result }, count)
    },
    listen: (address) => listen(registry, address),
  }
}

async function listen(registry: Registry, { host, port }: { host: string; port: number }) {
  collectDefaultMetrics({ register: registry })
  const server = createServer(async (_request, response) => {
    const text = await registry.metrics()
    response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
