/**
 * Assessments: `npm run bench:incentives -- [--persons 20000] [--batch 1000] [--rounds 5] [--seconds 6] [--connections 8]`. A thousand persons in
 * one call, by the hub with its rules, scope and evidence, against one hand-written statement for the same rule with the same scope and evidence. Answers
 * are compared before anything is timed; rounds take turns. Exit code 1 when the hub assesses less than half as many persons a second.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Batch, makeBatches, toHub } from './incentives/batches.ts'
import { cpuOf, cpuOfPostgres } from './load/cpu.ts'
import { type Gun, openGun } from './load/gun.ts'
import { openIssuer } from './setup/callers.ts'
import { openClosing } from './setup/closing.ts'
import { openDataset } from './setup/dataset.ts'
import { startPlain, startSystem } from './setup/processes.ts'
import type { WireRequest } from './systems/wire.ts'

/** Share of the hand-written statement's persons per second that the hub must reach. */
const MUST = 0.5

const { values } = parseArgs({
  options: {
    persons: { type: 'string', default: '20000' },
    batch: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    connections: { type: 'string', default: '8' },
    'data-dir': { type: 'string', default: '.data/bench' },
    out: { type: 'string', default: 'bench/results/incentives.json' },
  },
})
const settings = {
  persons: Number(values.persons),
  batch: Number(values.batch),
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  connections: Number(values.connections),
}

type SystemName = 'hub' | 'plain'
type Target = { name: SystemName; port: number; pid: number }
/** @property serverCpu processor time per thousand persons, in milliseconds; @property postgresCpu that of PostgreSQL. */
type Leg = { system: SystemName; round: number; personsPerSecond: number; p95: number; serverCpu: number; postgresCpu: number }

function toPlain({ caller: { organisation, consumer, user }, ids }: Batch): WireRequest {
  const headers = { organisation: String(organisation), consumer, user, 'content-type': 'application/json' }
  return { method: 'POST', path: '/', headers, body: JSON.stringify({ ids }) }
}

/** @throws when the two systems do not say the same of the same persons. */
async function assertEqual(requests: Record<SystemName, readonly WireRequest[]>, targets: readonly Target[]): Promise<void> {
  const answers = await Promise.all(
    targets.map(async ({ name, port }) => {
      const [request] = requests[name]
      const { method, path, headers, body } = request as WireRequest
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body })
      return JSON.stringify(((await response.json()) as { data: unknown }).data)
    }),
  )
  if (new Set(answers).size !== 1) throw new Error('the hub and the hand-written statement do not say the same')
  const outcomes = Object.groupBy(answers[0]?.match(/"outcome":"\w+"/g) ?? [], (text) => text)
  console.log(
    'same answers:',
    Object.entries(outcomes)
      .map(([outcome, found]) => `${outcome} ${found?.length}`)
      .join(', '),
  )
}

async function runLeg(gun: Gun, target: Target, round: number): Promise<Leg> {
  const cpu = { server: cpuOf(target.pid), postgres: cpuOfPostgres(dataset.postmaster) }
  const result = await gun.shoot(target.name, {
    port: target.port,
    connections: settings.connections,
    seconds: round === 0 ? 2 : settings.seconds,
  })
  if (result.failures > 0) throw new Error(`${target.name}: ${result.failures} failures`)
  const per = (used: number) => (used * 1000 * 1000) / Math.max(1, result.requests * settings.batch)
  const leg = {
    system: target.name,
    round,
    personsPerSecond: (result.requests * settings.batch) / result.seconds,
    p95: result.latency.p95,
    serverCpu: per(cpuOf(target.pid) - cpu.server),
    postgresCpu: per(cpuOfPostgres(dataset.postmaster) - cpu.postgres),
  }
  const used = `CPU ${leg.serverCpu.toFixed(2)} + ${leg.postgresCpu.toFixed(2)} ms per 1,000 persons`
  console.log(
    `round ${round}  ${target.name.padEnd(6)} ${leg.personsPerSecond.toFixed(0).padStart(8)} persons/s  p95 ${leg.p95.toFixed(1)} ms  ${used}`,
  )
  return leg
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

function judge(legs: readonly Leg[]) {
  const rate = (system: SystemName) => median(legs.filter((leg) => leg.system === system).map(({ personsPerSecond }) => personsPerSecond))
  const used = (system: SystemName) =>
    median(legs.filter((leg) => leg.system === system).map(({ serverCpu, postgresCpu }) => serverCpu + postgresCpu))
  const ratio = rate('hub') / rate('plain')
  return {
    hub: Math.round(rate('hub')),
    plain: Math.round(rate('plain')),
    ratio: Number(ratio.toFixed(2)),
    // Per processor time, which other work on the machine changes less.
    cpuRatio: Number((used('plain') / used('hub')).toFixed(2)),
    must: MUST,
    met: ratio >= MUST,
  }
}

const closing = openClosing()
const dataset = await openDataset({ dataDir: values['data-dir'], persons: settings.persons, seed: 1, progress: () => {} })
closing.add(dataset.close)
const { url } = dataset.database
const issuer = await openIssuer()
closing.add(issuer.close)
const gun = openGun()
closing.add(gun.close)
const plain = await startPlain(fileURLToPath(new URL('./incentives/plain.ts', import.meta.url)), [url, String(settings.connections)])
closing.add(plain.stop)
const system = {
  databaseUrl: url,
  dataDir: join(values['data-dir'], `${settings.persons}-1`),
  issuer: issuer.url,
  connections: settings.connections,
  sealing: 'BY_CLOCK',
} as const
const hub = await startSystem('hub', system)
closing.add(hub.stop)
try {
  const batches = await makeBatches(dataset.database.pool, issuer, settings.batch)
  const requests = { hub: batches.map(toHub), plain: batches.map(toPlain) }
  const targets: Target[] = [
    { name: 'hub', port: hub.port, pid: hub.pid },
    { name: 'plain', port: plain.port, pid: plain.pid },
  ]
  await assertEqual(requests, targets)
  for (const { name } of targets) await gun.arm(name, requests[name])
  const legs: Leg[] = []
  // Round 0 warms up and does not count.
  for (let round = 0; round <= settings.rounds; round += 1)
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) legs.push(await runLeg(gun, target, round))
  const verdict = judge(legs.filter(({ round }) => round > 0))
  console.table([verdict])
  const out = resolve(values.out)
  mkdirSync(join(out, '..'), { recursive: true })
  writeFileSync(out, JSON.stringify({ settings, node: process.version, verdict, legs }, null, 2))
  if (!verdict.met) process.exitCode = 1
} finally {
  await closing.close()
}
