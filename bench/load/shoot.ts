/** Process of the load: takes requests once, then shoots when told, and says what came back. The generator is autocannon. */
import autocannon from 'autocannon'
import type { WireRequest } from '../systems/wire.ts'

export type LoadOrder =
  | { kind: 'arm'; key: string; requests: readonly WireRequest[] }
  | { kind: 'shoot'; key: string; port: number; connections: number; seconds: number }

export type LoadResult = {
  requests: number
  /** Answers that were no plain success, timeouts and broken connections; any of them voids the run. */
  failures: number
  seconds: number
  /** Of a request, in milliseconds. */
  latency: { p50: number; p95: number; p99: number }
  /** Of an answer with its headers, on average. */
  bytes: number
}

const armed = new Map<string, readonly WireRequest[]>()

/** Success begins like this: errors come first in an answer that has any. */
const SUCCESS = /^\{"data":\{"\w+":[^n]/

const LOOK_MS = 50

type Shot = Extract<LoadOrder, { kind: 'shoot' }>

async function shoot(shot: Shot): Promise<LoadResult> {
  const durations: number[] = []
  let bytes = 0
  const started = performance.now()
  const result = await shootFor(shot, (size, milliseconds) => {
    durations.push(milliseconds)
    bytes += size
  })
  const seconds = (performance.now() - started) / 1000
  durations.sort((a, b) => a - b)
  const at = (share: number) => durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0
  return {
    requests: durations.length,
    failures: result.non2xx + result.errors + result.timeouts + result.mismatches,
    seconds,
    latency: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    bytes: durations.length === 0 ? 0 : bytes / durations.length,
  }
}

/** @param answered told size and duration (ms) of every answer. */
function shootFor({ key, port, connections, seconds }: Shot, answered: (size: number, milliseconds: number) => void) {
  const requests = armed.get(key) ?? []
  const share = Math.ceil(requests.length / connections)
  let next = 0
  const options = {
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    // How often autocannon looks whether time is up; once a second if not told.
    sampleInt: LOOK_MS,
    // Every connection has requests of its own, so that no two ask for the same person at once.
    setupClient: (client: autocannon.Client) => {
      client.setRequests(requests.slice(next, next + share).map((request) => ({ ...request })))
      next = next + share >= requests.length ? 0 : next + share
    },
    verifyBody: (body: unknown) => SUCCESS.test(String(body)),
  }
  return new Promise<autocannon.Result>((resolve, reject) => {
    const shooting = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)))
    shooting.on('response', (_client, _status, size, milliseconds) => answered(size, milliseconds))
  })
}

process.on('message', (order: LoadOrder) => {
  if (order.kind === 'arm') {
    armed.set(order.key, order.requests)
    process.send?.({ armed: order.key })
    return
  }
  shoot(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.once('disconnect', () => process.exit(0))
