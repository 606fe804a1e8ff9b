/**
 * Writes on referrals: `npm run bench:referrals -- [--rounds 9] [--seconds 3] [--connections 16]`. The hub, with all its evidence, against
 * the same rows written by plain `pg` in one transaction; rounds take turns, each request has a person of its own, and every write is counted in the
 * database afterwards. Exit code 1 when the hub writes less than half of what plain `pg` does.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Pool } from 'pg'
import { openDatabase } from '../src/app/open-database.ts'
import { findPostmaster, locateCluster } from '../src/database/embedded/cluster.ts'
import { cpuOf, cpuOfPostgres } from './load/cpu.ts'
import { type Gun, openGun } from './load/gun.ts'
import type { LoadResult } from './load/shoot.ts'
import { makeSubjects, RECEIVER } from './referrals/persons.ts'
import { toHub, toPlain, WRITE_NAMES, type WriteName } from './referrals/writes.ts'
import { type Caller, openIssuer } from './setup/callers.ts'
import { openClosing } from './setup/closing.ts'
import { benchConfig } from './setup/dataset.ts'
import { startPlain, startSystem } from './setup/processes.ts'

/** Share of plain `pg`'s writes per second that the hub must reach. */
const MUST = 0.5
/** More than a system can do in a second: no request is sent twice. */
const MOST_PER_SECOND = 3_000

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    out: { type: 'string', default: 'bench/results/referrals.json' },
  },
})
const settings = { rounds: Number(values.rounds), seconds: Number(values.seconds), connections: Number(values.connections) }

type SystemName = 'hub' | 'plain'
type Target = { name: SystemName; port: number; pid: number }
/** @property serverCpu processor time per request, in milliseconds; @property postgresCpu that of PostgreSQL. */
type Measured = LoadResult & { perSecond: number; serverCpu: number; postgresCpu: number }
type Leg = Measured & { system: SystemName; write: WriteName; round: number }
type Callers = Record<WriteName, readonly Caller[]>

/** @throws Error when an answer was no success, or when what was answered is not what was written. */
async function runLeg(
  pool: Pool,
  gun: Gun,
  callers: readonly Caller[],
  target: Target,
  write: WriteName,
  seconds: number,
): Promise<Measured> {
  const senders = write === 'submit' ? callers.map(({ organisation }) => organisation) : [callers[0]?.organisation ?? 0]
  const subjects = await makeSubjects(pool, write === 'submit' ? senders : [244021], MOST_PER_SECOND * seconds, write === 'receive')
  const encode = target.name === 'hub' ? toHub : toPlain
  const requests = subjects.flatMap((subject, index) => {
    const caller = callers[index % callers.length]
    return caller === undefined ? [] : [encode(write, caller, subject)]
  })
  await gun.arm(target.name, requests)
  const before = await countActs(pool, write)
  const cpu = { server: cpuOf(target.pid), postgres: cpuOfPostgres(postmaster) }
  const result = await gun.shoot(target.name, { port: target.port, connections: settings.connections, seconds })
  const perRequest = (used: number) => (used * 1000) / Math.max(1, result.requests)
  const used = { serverCpu: perRequest(cpuOf(target.pid) - cpu.server), postgresCpu: perRequest(cpuOfPostgres(postmaster) - cpu.postgres) }
  const written = (await countActs(pool, write)) - before
  // What was under way at the end may be written without having been answered.
  if (result.failures > 0 || written < result.requests || written > result.requests + settings.connections)
    throw new Error(`${target.name} ${write}: ${result.requests} answers, ${written} written, ${result.failures} failures`)
  return { ...result, ...used, perSecond: result.requests / result.seconds }
}

async function countActs(pool: Pool, write: WriteName): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from referral.event e join directory.idempotency_key k on k.outcome::jsonb ->> 'id' = e.referral_id::text where e.act = $1`,
    [write.toUpperCase()],
  )
  return rows[0]?.count ?? 0
}

function line(round: number, write: WriteName, { name }: Target, { perSecond, latency, serverCpu, postgresCpu }: Measured): string {
  const cpu = `CPU ${serverCpu.toFixed(2)} + ${postgresCpu.toFixed(2)} ms`
  return `round ${round}  ${write.padEnd(8)} ${name.padEnd(6)} ${perSecond.toFixed(0).padStart(6)}/s  p95 ${latency.p95.toFixed(1)} ms  ${cpu}`
}

async function runAll(pool: Pool, gun: Gun, callers: Callers, targets: readonly Target[]): Promise<Leg[]> {
  const legs: Leg[] = []
  // Round 0 warms up, longer, and does not count.
  for (let round = 0; round <= settings.rounds; round += 1) {
    for (const write of WRITE_NAMES) {
      for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
        const result = await runLeg(pool, gun, callers[write], target, write, round === 0 ? 6 : settings.seconds)
        console.log(line(round, write, target, result))
        if (round > 0) legs.push({ system: target.name, write, round, ...result })
      }
    }
  }
  return legs
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

/** Rounds are compared each by itself, because what else the machine does changes between them; the median of their ratios counts. */
function judge(legs: readonly Leg[], write: WriteName) {
  const of = (system: SystemName) => legs.filter((leg) => leg.system === system && leg.write === write)
  const rates = (system: SystemName) => of(system).map(({ perSecond }) => perSecond)
  const cpu = (system: SystemName) => median(of(system).map(({ serverCpu, postgresCpu }) => serverCpu + postgresCpu))
  const [hub, plain] = [rates('hub'), rates('plain')]
  const ratio = median(hub.map((rate, index) => rate / (plain[index] ?? rate)))
  return {
    write,
    hubPerSecond: Math.round(median(hub)),
    plainPerSecond: Math.round(median(plain)),
    ratio: Number(ratio.toFixed(2)),
    cpuRatio: Number((cpu('plain') / cpu('hub')).toFixed(2)),
    must: MUST,
    met: ratio >= MUST,
  }
}

/** Callers of organisations that still are; those that merged have none. */
async function findCallers(pool: Pool, recipient: 'OCMW' | 'INTEGRATION_AGENCY'): Promise<Caller[]> {
  const { rows } = await pool.query<{ id: number }>('select id from directory.organisation where valid_until is null')
  const current = new Set(rows.map(({ id }) => id))
  return (await issuer.callers(pool, recipient, 'REFERRAL')).filter(({ organisation }) => current.has(organisation))
}

const closing = openClosing()
const folder = mkdtempSync(join(tmpdir(), 'doorstroom-referrals-'))
closing.add(async () => rmSync(folder, { recursive: true, force: true }))
const database = await openDatabase(benchConfig(folder))
closing.add(database.close)
const postmaster = findPostmaster(locateCluster(folder))?.pid ?? 0
const issuer = await openIssuer()
closing.add(issuer.close)
const gun = openGun()
closing.add(gun.close)
const plain = await startPlain(fileURLToPath(new URL('./referrals/plain.ts', import.meta.url)), [
  database.url,
  String(settings.connections),
])
closing.add(plain.stop)
const hub = await startSystem('hub', {
  databaseUrl: database.url,
  dataDir: folder,
  issuer: issuer.url,
  connections: settings.connections,
  sealing: 'BY_CLOCK',
})
closing.add(hub.stop)
try {
  const receivers = await findCallers(database.pool, 'INTEGRATION_AGENCY')
  const callers: Callers = {
    submit: await findCallers(database.pool, 'OCMW'),
    receive: receivers.filter(({ organisation }) => organisation === RECEIVER.organisation),
  }
  const legs = await runAll(database.pool, gun, callers, [
    { name: 'hub', port: hub.port, pid: hub.pid },
    { name: 'plain', port: plain.port, pid: plain.pid },
  ])
  const verdicts = WRITE_NAMES.map((write) => judge(legs, write))
  console.table(verdicts)
  const out = resolve(values.out)
  mkdirSync(join(out, '..'), { recursive: true })
  writeFileSync(out, JSON.stringify({ settings, node: process.version, verdicts, legs }, null, 2))
  if (verdicts.some(({ met }) => !met)) process.exitCode = 1
} finally {
  await closing.close()
}
