/** Three times what a hub can answer, asked by many consumers whatever they get. What it answers stays what it can, and soon; the rest is refused at once. */
import { cpus } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { cpuOf, cpuOfPostgres } from '../../bench/load/cpu.ts'
import type { Pace } from './load.ts'
import type { LoadReport } from './load-process.ts'
import { type Loader, openLoader } from './loader.ts'
import { postmasterOf } from './processes.ts'
import type { Staged } from './stage.ts'
import { openWire, toBytes } from './wire.ts'

/** @property success part of the capacity. Milliseconds and seconds. */
const MUST = { success: 0.9, p99Ms: 2_000, healthMs: 100, recoverSeconds: 10 }

const TIMES = 3
/** Connections that a proxy would hold: some more than what is under way and what may wait. */
const READY = 1_200
/** Connections among which the best closed load is looked for. */
const CLOSED = [8, 16, 32]
const CAPACITY_SECONDS = 8
/** Until statements are prepared and code is compiled. */
const WARM_UP_SECONDS = 15
const AFTER_SECONDS = 20
const HEALTH_EVERY_MS = 100
const EXPECTED = new Set(['200', '429', '503'])

/** @property perSecond answers with data. @property cpu seconds of processor time in a second: of the load itself, the hub, PostgreSQL. */
type Leg = LoadReport & { perSecond: number; share: { load: number; hub: number; postgres: number } }

/** @returns what went wrong. */
export async function overload({ hub, port, ask }: Staged, seconds: number): Promise<string[]> {
  const requests = (await ask('Q2')).map(({ request }) => toBytes(request))
  const loader = await openLoader(requests)
  const leg = createLegs(loader, { port, hub: hub.pid, postmaster: postmasterOf(hub) })
  try {
    await leg({ connections: 32 }, WARM_UP_SECONDS)
    const before = await findCapacity(leg)
    const health = watchHealth(port)
    const over = await leg({ perSecond: TIMES * before.perSecond, ready: READY }, seconds)
    const healthMs = await health.stop()
    const after = await leg({ connections: before.connections }, AFTER_SECONDS)
    const capacity = meanOf(before, after)
    const recovered = after.bySecond.findIndex((count) => count >= MUST.success * capacity.perSecond)
    tell(capacity, over)
    const late = healthMs.filter((ms) => ms > MUST.healthMs).length
    console.log(
      `  /health/live: ${healthMs.length} times, slowest ${Math.max(...healthMs).toFixed(0)} ms, ${late} over ${MUST.healthMs} ms`,
    )
    console.log(`  afterwards: ${after.perSecond.toFixed(0)} a second; ${after.bySecond.slice(0, MUST.recoverSeconds).join(' ')}`)
    return judge({ capacity, over, healthMs, recovered })
  } finally {
    await loader.close()
  }
}

type RunLeg = (pace: Pace, seconds: number) => Promise<Leg>

function createLegs(loader: Loader, { port, hub, postmaster }: { port: number; hub: number; postmaster: number }): RunLeg {
  return async (pace, seconds) => {
    const used = () => ({ hub: cpuOf(hub), postgres: cpuOfPostgres(postmaster) })
    const [before, began] = [used(), performance.now()]
    const report = await loader.run({ port, seconds, pace })
    const [after, took] = [used(), (performance.now() - began) / 1000]
    const answered = report.bySecond.slice(0, seconds).reduce((sum, count) => sum + count, 0)
    const share = { load: report.cpu / took, hub: (after.hub - before.hub) / took, postgres: (after.postgres - before.postgres) / took }
    return { ...report, perSecond: answered / seconds, share }
  }
}

type Capacity = Leg & { connections: number }

/** The best of several loads is measured again: the largest of several values is too large. */
async function findCapacity(leg: RunLeg): Promise<Capacity> {
  const tried = []
  for (const connections of CLOSED) tried.push({ ...(await leg({ connections }, CAPACITY_SECONDS)), connections })
  const [best] = tried.toSorted((one, other) => other.perSecond - one.perSecond)
  if (best === undefined || best.perSecond === 0) throw new Error('the hub answers nothing')
  return { ...(await leg({ connections: best.connections }, CAPACITY_SECONDS)), connections: best.connections }
}

/** What the hub could answer before and after the overload, since the speed of a machine drifts. The time in which it may recover does not count. */
function meanOf(before: Capacity, after: Leg): Capacity {
  const late = after.bySecond.slice(MUST.recoverSeconds, AFTER_SECONDS)
  const perSecond = late.reduce((sum, count) => sum + count, 0) / late.length
  return { ...before, perSecond: (before.perSecond + perSecond) / 2 }
}

/** On a new connection each time, as a load balancer asks. */
function watchHealth(port: number): { stop(): Promise<number[]> } {
  const request = Buffer.from('GET /health/live HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n')
  const took: number[] = []
  let over = false
  const watching = (async () => {
    while (!over) {
      const began = performance.now()
      const wire = openWire(port)
      const answer = await wire.ask(request)
      wire.close()
      took.push(answer?.status === 200 ? performance.now() - began : Number.POSITIVE_INFINITY)
      await wait(HEALTH_EVERY_MS)
    }
  })()
  return {
    stop: async () => {
      over = true
      await watching
      return took
    },
  }
}

/** Processor time that the load itself does not take, in seconds a second. */
const left = ({ share }: Leg) => cpus().length - share.load

/** Success as part of the capacity, for the processor time that each load left: the load runs on the same processors, and three times as many requests take more of them. */
const successOf = (capacity: Leg, over: Leg) => over.perSecond / left(over) / (capacity.perSecond / left(capacity))

function tell(capacity: Capacity, over: Leg): void {
  const { answers, latency, sent } = over
  const cpu = ({ share }: Leg) =>
    `load ${share.load.toFixed(2)}, hub ${share.hub.toFixed(2)}, PostgreSQL ${share.postgres.toFixed(2)} of ${cpus().length} processors`
  console.log(`overload: capacity ${capacity.perSecond.toFixed(0)} a second on ${capacity.connections} connections (${cpu(capacity)})`)
  console.log(
    `  ${sent} requests at ${TIMES} times that: ${over.perSecond.toFixed(0)} a second answered (${cpu(over)}), answers ${JSON.stringify(answers)}`,
  )
  console.log(
    `  success ${percent(over.perSecond / capacity.perSecond)} of capacity, ${percent(successOf(capacity, over))} of what the load left to it`,
  )
  console.log(`  accepted: p50 ${latency.p50.toFixed(0)} ms, p95 ${latency.p95.toFixed(0)} ms, p99 ${latency.p99.toFixed(0)} ms`)
}

type Found = { capacity: Leg; over: Leg; healthMs: readonly number[]; recovered: number }

function judge({ capacity, over, healthMs, recovered }: Found): string[] {
  const success = successOf(capacity, over)
  const slowest = Math.max(...healthMs)
  return [
    ...Object.keys(over.answers).flatMap((status) => (EXPECTED.has(status) ? [] : [`answers of status ${status}`])),
    ...(over.wrong > 0 ? [`${over.wrong} answers without data or without Retry-After`] : []),
    ...(success < MUST.success ? [`success is ${percent(success)} of capacity`] : []),
    ...(over.latency.p99 > MUST.p99Ms ? [`p99 of what was accepted is ${over.latency.p99.toFixed(0)} ms`] : []),
    ...(slowest > MUST.healthMs ? [`/health/live took ${slowest.toFixed(0)} ms`] : []),
    ...(recovered === -1 || recovered >= MUST.recoverSeconds ? ['full speed did not come back in time'] : []),
  ]
}

const percent = (part: number) => `${(100 * part).toFixed(0)} %`
