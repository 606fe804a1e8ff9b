/** One leg: one system answers one question for a while and seals what it put on record, and what that cost. */
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
  /** Processor time per request: of the server's process, and of PostgreSQL. */
  serverCpu: number
  postgresCpu: number
  p50: number
  p95: number
  p99: number
  /** Average answer with headers. */
  bytes: number
  /** Peak of the server's process so far. */
  memoryMib: number
}

export type LegOptions = { gun: Gun; postmaster: number; connections: number; seconds: number }

export async function runLeg(system: SystemProcess, question: QuestionName, options: LegOptions): Promise<Leg> {
  const { gun, postmaster, connections, seconds } = options
  const before = { server: cpuOf(system.pid), postgres: cpuOfPostgres(postmaster) }
  const result = await gun.shoot(`${system.name} ${question}`, { port: system.port, connections, seconds })
  const sealed = performance.now()
  await system.seal()
  const sealing = (performance.now() - sealed) / 1000
  const perRequest = (used: number) => (used * 1000) / Math.max(1, result.requests)
  return {
    system: system.name,
    question,
    requests: result.requests,
    failures: result.failures,
    perSecond: result.requests / (result.seconds + sealing),
    serverCpu: perRequest(cpuOf(system.pid) - before.server),
    postgresCpu: perRequest(cpuOfPostgres(postmaster) - before.postgres),
    ...result.latency,
    bytes: result.bytes,
    memoryMib: peakMemory(system.pid),
  }
}
