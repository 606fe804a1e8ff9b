/** PostgreSQL says nothing for a while: its processes are stopped, or the network swallows every byte. The hub keeps answering, and recovers by itself. */
import { setTimeout as wait } from 'node:timers/promises'
import type { HubAtWork } from './hub-at-work.ts'
import { childrenOf } from './processes.ts'

/** Longest that an answer may take while nothing is to be had of the database, and until answers come again; milliseconds. */
export const MUST = { answerMs: 2_500, recoverMs: 10_000 }

export type SilenceResult = {
  /** Questions of the time of silence: how often each status, and the slowest of all but the first few, which met the silence unprepared. */
  statuses: Map<number, number>
  slowestMs: number
  /** `/health/live` and `/health/ready` meanwhile. */
  live: number[]
  ready: number[]
  slowestHealthMs: number
  /** From the end of the silence to the first full answer, and to readiness. */
  recoveredMs: number
  wrong: string[]
}

const READ = { query: '{ newcomers(first: 5) { nodes { id givenNames } } }' }

/** @param begin starts the silence. @param end ends it. */
export async function keepSilent(hub: HubAtWork, { begin, end, ms }: { begin(): void; end(): void; ms: number }): Promise<SilenceResult> {
  const token = await hub.token('ocmw-gent', 'REFERRAL')
  const headers = { authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json' }
  const result: SilenceResult = { statuses: new Map(), slowestMs: 0, live: [], ready: [], slowestHealthMs: 0, recoveredMs: 0, wrong: [] }
  const ask = async () => {
    const began = performance.now()
    const response = await fetch(`${hub.address}/graphql`, { method: 'POST', headers, body: JSON.stringify(READ) })
    const text = await response.text()
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text, ms: performance.now() - began }
  }
  const look = async (path: 'live' | 'ready') => {
    const began = performance.now()
    const { status } = await fetch(`${hub.address}/health/${path}`)
    result[path].push(status)
    result.slowestHealthMs = Math.max(result.slowestHealthMs, performance.now() - began)
  }
  await Promise.all(Array.from({ length: 8 }, ask))
  begin()
  const until = performance.now() + ms
  const lane = async () => {
    while (performance.now() < until) {
      const { status, retryAfter, text, ms: took } = await ask()
      result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1)
      result.slowestMs = Math.max(result.slowestMs, took)
      if (status !== 503 || retryAfter === null || !text.includes('SOURCE_UNAVAILABLE'))
        result.wrong.push(`${status} ${text.slice(0, 200)}`)
      await wait(20)
    }
  }
  const watch = async () => {
    while (performance.now() < until) {
      await Promise.all([look('live'), look('ready')])
      await wait(200)
    }
  }
  await Promise.all([...Array.from({ length: 20 }, lane), watch()])
  end()
  const ended = performance.now()
  while (performance.now() - ended < 6 * MUST.recoverMs) {
    const [{ status }, ready] = await Promise.all([ask(), fetch(`${hub.address}/health/ready`)])
    result.recoveredMs = performance.now() - ended
    if (status === 200 && ready.status === 200) return result
    await wait(50)
  }
  result.wrong.push('the hub did not recover')
  return result
}

/** Stops or continues a server with all its processes. @param postmaster its first process. */
export function signalServer(postmaster: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of [postmaster, ...childrenOf(postmaster)]) {
    try {
      process.kill(pid, signal)
    } catch {
      // Ended meanwhile.
    }
  }
}
