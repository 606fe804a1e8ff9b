/** One leg: one system answers one question for a while and seals what it put on record, and what that cost. */
import { setTimeout } from 'node:timers/promises'
import type { QuestionName } from '../questions.ts'
import type { SystemProcess } from '../setup/processes.ts'
import type { SystemName } from '../systems/system.ts'
import { cpuOf, cpuOfPostgres, peakMemory } from './cpu.ts'
import type { Gun } from './gun.ts'

/** Figures of one leg. Milliseconds, unless said. */
export type Leg = {
  system: SystemName
  question: QuestionName
  requests: number
  failures: number
  perSecond: number
  /** Processor time per request: of the server's process, of PostgreSQL, and of both. */
  serverCpu: number
  postgresCpu: number
  cpu: number
  p50: number
  p95: number
  p99: number
  /** Average answer with headers. */
  bytes: number
  /** Peak of the server's process so far. */
  memoryMib: number
}

export type LegOptions = { gun: Gun; postmaster: number; connections: number; seconds: number }

/** What a leg costs, whatever is asked. */
export type Cost = Omit<Leg, 'system' | 'question'>

export async function runLeg(system: SystemProcess, question: QuestionName, options: LegOptions): Promise<Leg> {
  return { system: system.name, question, ...(await measureLeg(system, `${system.name} ${question}`, options)) }
}

/** @param key of the requests in the load process. */
export async function measureLeg(system: Omit<SystemProcess, 'name'>, key: string, options: LegOptions): Promise<Cost> {
  const { gun, postmaster, connections, seconds } = options
  const cpu = () => ({ server: cpuOf(system.pid), postgres: cpuOfPostgres(postmaster) })
  const began = cpu()
  const result = await gun.shoot(key, { port: system.port, connections, seconds })
  const shot = cpu()
  await settle(cpu)
  const settled = cpu()
  const sealing = await timed(system.seal)
  const ended = cpu()
  const perRequest = (part: keyof ReturnType<typeof cpu>) =>
    ((shot[part] - began[part] + ended[part] - settled[part]) * 1000) / Math.max(1, result.requests)
  const [serverCpu, postgresCpu] = [perRequest('server'), perRequest('postgres')]
  return {
    requests: result.requests,
    failures: result.failures,
    perSecond: result.requests / (result.seconds + sealing),
    serverCpu,
    postgresCpu,
    cpu: serverCpu + postgresCpu,
    ...result.latency,
    bytes: result.bytes,
    memoryMib: peakMemory(system.pid),
  }
}

/** Seconds that something takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** What counts as idle: no more processor time in so many seconds. A server has timers, and PostgreSQL its writers. */
const IDLE = { within: 0.1, cpu: 0.02 }
const SETTLE_SECONDS = 10

/**
 * Waits until what was asked last is done. A slow system holds a second of requests when its leg ends: nobody waits for those answers, and
 * whoever is measured next would pay for them.
 */
async function settle(cpu: () => { server: number; postgres: number }): Promise<void> {
  const until = performance.now() + SETTLE_SECONDS * 1000
  const used = () => Object.values(cpu()).reduce((sum, part) => sum + part)
  let before = Number.NEGATIVE_INFINITY
  let now = used()
  while (now - before > IDLE.cpu && performance.now() < until) {
    await setTimeout(IDLE.within * 1000)
    before = now
    now = used()
  }
}
