/** `npm run bench`: the hub against its peers on one dataset, in one run. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { showProgress } from '../src/development/population/progress.ts'
import { openGun } from './load/gun.ts'
import type { Leg } from './load/leg.ts'
import { type BenchOptions, describeMachine, readOptions } from './options.ts'
import { QUESTIONS, type QuestionName } from './questions.ts'
import { type Noise, noiseOf } from './report/noise.ts'
import { summarise } from './report/summary.ts'
import { renderTable } from './report/table.ts'
import { measureSelves, measureSelvesAgain, runSittings } from './run.ts'
import { makeAsks } from './setup/asks.ts'
import { openIssuer } from './setup/callers.ts'
import { type Closing, openClosing } from './setup/closing.ts'
import { type Dataset, openDataset } from './setup/dataset.ts'
import { assertEqualAnswers } from './setup/equality.ts'
import { type Explained, explainHub } from './setup/explain.ts'
import { assertPeersInstalled } from './setup/peers.ts'
import { type SystemProcess, startSystem, stopChild } from './setup/processes.ts'
import { measureSingles, type Singles } from './single/measure.ts'
import { SYSTEMS, type SystemName } from './systems/system.ts'
import type { WireRequest } from './systems/wire.ts'
import { TARGETS } from './targets.ts'
import { compareRuns, type KeptRun, renderAgreement } from './verdict/agreement.ts'
import { judge, missed } from './verdict/judge.ts'
import { renderVerdicts } from './verdict/render.ts'
import { versionsOf } from './versions.ts'

const RESULTS = resolve(import.meta.dirname, 'results')

async function bench(options: BenchOptions, closing: Closing): Promise<void> {
  if (!options.explain) assertPeersInstalled(options.systems)
  const dataset = await withProgress('persons', (progress) => openDataset({ ...options, progress }))
  closing.add(dataset.close)
  const issuer = await openIssuer()
  closing.add(issuer.close)
  const settings = {
    databaseUrl: dataset.database.url,
    dataDir: dataset.config.dataDir,
    issuer: issuer.url,
    connections: options.connections,
    sealing: 'BY_CLOCK',
  } as const
  const asks = new Map(
    await Promise.all(options.queries.map(async (name) => [name, await makeAsks(dataset.database.pool, issuer, name)] as const)),
  )
  if (options.explain) return printPlans(await explainHub({ dataset, issuer: issuer.url, asks }))
  const startOne = async (name: SystemName, profile?: string): Promise<SystemProcess> => {
    const system = await startSystem(name, { ...settings, sealing: 'WHEN_TOLD' }, profile)
    closing.add(system.stop)
    return system
  }
  const requests = encodeAll(options, dataset, asks)
  const gun = openGun()
  closing.add(gun.close)
  for (const [key, list] of requests) await gun.arm(key, list)
  const { connections, seconds, sittings, rounds, queries: questions, systems: names } = options
  const legs = { gun, postmaster: dataset.postmaster, connections, seconds, names, questions }
  const alone = { ...legs, start: (name: SystemName) => startOne(name) }
  const selves = await withProgress('legs of A/A', (progress) => measureSelves({ ...alone, progress }))
  const check = (systems: readonly SystemProcess[]) => checkAnswers(questions, systems, requests)
  const start = (name: SystemName) => startOne(name, options.profile)
  const measured = await withProgress('legs', (progress) => runSittings({ ...legs, start, sittings, rounds, check, progress }))
  const singles = await measureSingles({ options, dataset, issuer, settings, gun, asks, withProgress })
  const again = await withProgress('legs of A/A again', (progress) => measureSelvesAgain({ ...alone, progress }))
  const noise = noiseOf([...selves, ...again])
  report(options, { legs: measured, noise, singles }, await versionOf(dataset))
}

/** @throws Error with the first answer that is not the same in all systems that answer for the same persons. */
async function checkAnswers(
  questions: readonly QuestionName[],
  systems: readonly SystemProcess[],
  requests: ReadonlyMap<string, WireRequest[]>,
): Promise<void> {
  for (const question of questions) {
    const comparable = systems.filter(({ name }) => !SYSTEMS[name].otherPersons?.includes(question))
    if (comparable.length === 0) continue
    const compared = await assertEqualAnswers(question, comparable, ({ name }) => requests.get(`${name} ${question}`) ?? [])
    const names = comparable.map(({ name }) => name).join(', ')
    console.log(`${question} (${QUESTIONS[question].title}): ${compared} answers canonically equal in ${names}`)
  }
}

function printPlans(plans: readonly Explained[]): void {
  for (const { name, text, plan } of plans) console.log(`== ${name}\n${text}\n\n${plan}\n`)
}

function encodeAll(
  options: BenchOptions,
  dataset: Dataset,
  asks: ReadonlyMap<QuestionName, Parameters<ReturnType<typeof SYSTEMS.hub.encoder>>[0][]>,
) {
  const requests = new Map<string, WireRequest[]>()
  for (const name of options.systems) {
    const encode = SYSTEMS[name].encoder(dataset)
    for (const [question, list] of asks) requests.set(`${name} ${question}`, list.map(encode))
  }
  return requests
}

async function versionOf({ database }: Dataset): Promise<string> {
  const { rows } = await database.pool.query<{ version: string }>(`select current_setting('server_version') as version`)
  return rows[0]?.version ?? 'unknown'
}

type Results = { legs: readonly Leg[]; noise: readonly Noise[]; singles: Singles }

function report(options: BenchOptions, { legs, noise, singles }: Results, postgres: string): void {
  const machine = describeMachine()
  const verdicts = judge(
    TARGETS.filter(({ id }) => options.only.includes(id)),
    { legs, figures: singles.figures },
  )
  const head = `${options.persons} persons (seed ${options.seed}), ${options.connections} connections, ${options.sittings} sittings of ${options.rounds} rounds of ${options.seconds} s; ${machine.cpus} x ${machine.model}, Node ${machine.node}, PostgreSQL ${postgres}, autocannon`
  console.log(`\n${head}\n\n${renderTable(legs, noise)}\n\n${renderVerdicts(verdicts)}\n`)
  mkdirSync(RESULTS, { recursive: true })
  const file = resolve(RESULTS, `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`)
  const outcome = verdicts.map(({ target, check, value, met, reached }) => ({ id: target.id, part: check.part, value, met, reached }))
  writeFileSync(
    file,
    JSON.stringify(
      {
        options,
        machine,
        postgres,
        versions: versionsOf(options.systems),
        verdicts: outcome,
        singles,
        noise,
        summaries: summarise(legs),
        legs,
      },
      null,
      1,
    ),
  )
  console.log(`raw samples: ${file}`)
  const short = missed(verdicts)
  if (short.length === 0) return
  process.exitCode = 1
  console.error(`missed: ${short.map(({ target, check }) => `${target.id} ${check.part}`).join(', ')}`)
}

async function withProgress<T>(unit: string, work: (progress: (done: number, total: number) => void) => Promise<T>): Promise<T> {
  const shown = showProgress(process.stderr, unit)
  try {
    return await work(shown.report)
  } finally {
    shown.stop()
  }
}

/** Benches that are commands of their own, with a database of their own. */
const OTHERS = ['referrals.ts', 'incentives.ts']

/** @returns whether all of them held. */
async function runOthers(): Promise<boolean> {
  const closing = openClosing()
  let held = true
  for (const script of OTHERS) {
    const child = spawn(process.execPath, [resolve(import.meta.dirname, script)], { stdio: 'inherit' })
    closing.add(() => stopChild(child))
    const [code] = await once(child, 'exit')
    held = held && code === 0
  }
  await closing.close()
  return held
}

/** @returns whether the runs agree in every figure that both have. */
function compare(files: readonly [string, string]): boolean {
  const [one, other] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as KeptRun) as [KeptRun, KeptRun]
  const agreements = compareRuns(TARGETS, [one, other])
  console.log(renderAgreement(agreements))
  return agreements.length > 0 && agreements.every(({ agrees }) => agrees)
}

const options = readOptions(process.argv.slice(2))
if (options.compare !== undefined) process.exit(compare(options.compare) ? 0 : 1)
const closing = openClosing()
let complete = false
try {
  await bench(options, closing)
  complete = true
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await closing.close()
}
if (options.others && complete && !closing.brokenOff && !(await runOthers())) process.exitCode = 1
