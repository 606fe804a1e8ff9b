/**
 * What each idea of performance work gains today: `npm run bench:ablation -- [--persons 20000] [--seconds 1] [--rounds 4] [--ideas LIST]`. The
 * hub as it is and the hub without the idea (a patched copy of the sources) run side by side on one database and take turns. Before anything is timed, their
 * answers are compared. The hub against itself comes first and last: what differs there is noise.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { showProgress } from '../src/development/population/progress.ts'
import { buildMutant } from '../test/mutants/build.ts'
import { gainsOf, type Pair, renderGains } from './ablation/compare.ts'
import { ASKED, type Asked, IDEAS, type Idea, SAME, SHARED_RIGHTS } from './ablation/ideas.ts'
import { makeBatches, toHub } from './incentives/batches.ts'
import { type Gun, openGun } from './load/gun.ts'
import { type Cost, measureLeg } from './load/leg.ts'
import { describeMachine, listOf, secondsOf, wholeFrom } from './options.ts'
import { QUESTION_NAMES } from './questions.ts'
import { makeAsks } from './setup/asks.ts'
import { type BenchIssuer, openIssuer } from './setup/callers.ts'
import { type Closing, openClosing } from './setup/closing.ts'
import { type Dataset, openDataset } from './setup/dataset.ts'
import { assertEqualAnswers } from './setup/equality.ts'
import { type SystemProcess, startSystem } from './setup/processes.ts'
import { hubEncoder } from './systems/hub/encode.ts'
import { registeredEncoder } from './systems/hub-registered/encode.ts'
import type { SystemSettings } from './systems/system.ts'
import type { WireRequest } from './systems/wire.ts'

type Options = {
  persons: number
  connections: number
  seconds: number
  rounds: number
  together: number
  ideas: readonly string[]
  questions: readonly Asked[]
  /** Compares the answers of all builds, and measures nothing. */
  answers: boolean
  dataDir: string
}

function readOptions(args: readonly string[]): Options {
  const names = IDEAS.map(({ name }) => name)
  return new Command('bench:ablation')
    .description('Measures what each idea of performance work gains: the hub with it and without it, in turns.')
    .option('--persons <n>', 'size of the population', wholeFrom(5_000), 20_000)
    .option('--connections <n>', 'open connections of the load generator', wholeFrom(1), 16)
    .option('--seconds <n>', 'length of one leg', secondsOf, 1)
    .option('--rounds <n>', 'rounds that count, after one of warm-up', wholeFrom(1), 4)
    .option('--together <n>', 'ideas that are measured beside one process of the hub', wholeFrom(1), 2)
    .option('--ideas <list>', 'ideas; all when not given', listOf(names), names)
    .option('--questions <list>', 'questions; those where the idea can make a difference', listOf(ASKED), [...ASKED])
    .option('--answers', 'compare the answers of all builds and stop', false)
    .option('--data-dir <folder>', 'folder of the dataset', '.data/bench')
    .showHelpAfterError()
    .parse(args, { from: 'user' })
    .opts<Options>()
}

/** Persons of a batch that is assessed, and requests whose answers are compared. */
const BATCH = 1_000
const COMPARED = 16
/** Fewer answers than connections measure nothing: such a leg is done again, as many times as long. */
const LONGER = 5

async function armAll(dataset: Dataset, issuer: BenchIssuer, gun: Gun, questions: readonly Asked[]): Promise<Map<Asked, WireRequest[]>> {
  const { pool } = dataset.database
  const requests = new Map<Asked, WireRequest[]>()
  for (const name of QUESTION_NAMES) {
    const asks = await makeAsks(pool, issuer, name)
    requests.set(name, asks.map(hubEncoder(dataset)))
    requests.set(`${name}-registered`, asks.map(registeredEncoder(dataset)))
  }
  requests.set('assessment', (await makeBatches(pool, issuer, BATCH)).map(toHub))
  for (const question of questions) await gun.arm(question, requests.get(question) ?? [])
  return requests
}

type Parts = {
  options: Options
  dataset: Dataset
  gun: Gun
  requests: ReadonlyMap<Asked, WireRequest[]>
  start: (idea: Idea) => Promise<SystemProcess>
  counted: () => void
}

/** Some ideas beside one process of the hub as it is, in rounds: A B C, C B A. */
async function measureTogether(parts: Parts, ideas: readonly Idea[]): Promise<Pair[]> {
  const { options, requests, start } = parts
  const hub = await start(SAME)
  const others: { idea: Idea; system: SystemProcess }[] = []
  for (const idea of ideas) others.push({ idea, system: await start(idea) })
  const pairs: Pair[] = []
  for (const asked of options.questions) {
    const taking = others.filter(({ idea }) => idea.questions.includes(asked))
    if (taking.length === 0) continue
    const systems = [hub, ...taking.map(({ system }) => system)]
    await assertEqualAnswers(asked, systems, () => requests.get(asked)?.slice(0, COMPARED) ?? [])
    for (let round = -1; round < (options.answers ? -1 : options.rounds); round++) {
      const costs = new Map<SystemProcess, Cost>()
      for (const system of round % 2 === 0 ? systems : systems.toReversed()) costs.set(system, await measure(parts, system, asked))
      const given = costs.get(hub) as Cost
      if (round >= 0)
        for (const { idea, system } of taking) pairs.push({ idea: idea.name, asked, given, without: costs.get(system) as Cost })
    }
  }
  await Promise.all([hub, ...others.map(({ system }) => system)].map(({ stop }) => stop()))
  return pairs
}

async function measure({ options, dataset, gun, counted }: Parts, system: SystemProcess, asked: Asked): Promise<Cost> {
  const leg = (seconds: number) =>
    measureLeg(system, asked, { gun, postmaster: dataset.postmaster, connections: options.connections, seconds })
  const first = await leg(options.seconds)
  const cost = first.failures === 0 && first.requests < options.connections ? await leg(LONGER * options.seconds) : first
  if (cost.failures > 0 || cost.requests === 0)
    throw new Error(`${system.name} failed ${cost.failures} of ${cost.requests} requests of ${asked}: the run is void`)
  counted()
  return cost
}

function groupsOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}

function countLegs({ questions, rounds }: Options, groups: readonly (readonly Idea[])[]): number {
  const systemsOf = (ideas: readonly Idea[], asked: Asked) => ideas.filter((idea) => idea.questions.includes(asked)).length
  const systems = groups.flatMap((ideas) => questions.map((asked) => systemsOf(ideas, asked))).filter((count) => count > 0)
  return systems.reduce((sum, count) => sum + count + 1, 0) * (rounds + 1)
}

async function ablate(options: Options, closing: Closing): Promise<void> {
  const { persons, dataDir } = options
  const dataset = await openDataset({ dataDir, persons, seed: 1, progress: () => {} })
  closing.add(dataset.close)
  const issuer = await openIssuer()
  closing.add(issuer.close)
  const gun = openGun()
  closing.add(gun.close)
  const requests = await armAll(dataset, issuer, gun, options.questions)
  const settings: SystemSettings = {
    databaseUrl: dataset.database.url,
    dataDir: dataset.config.dataDir,
    issuer: issuer.url,
    connections: options.connections,
    sealing: 'WHEN_TOLD',
  }
  const start = async ({ name, patches }: Idea): Promise<SystemProcess> => {
    const { root, remove } = buildMutant({ name, patches: [SHARED_RIGHTS, ...patches] }, ['src', 'bench'])
    closing.add(async () => remove())
    const system = await startSystem('hub-registered', settings, undefined, resolve(root, 'bench/systems/serve.ts'))
    closing.add(system.stop)
    return system
  }
  const chosen = IDEAS.filter(({ name }) => options.ideas.includes(name))
  const groups = [[SAME], ...groupsOf(chosen, options.together), [SAME]]
  const shown = showProgress(process.stderr, 'legs')
  let done = 0
  const counted = () => shown.report(++done, countLegs(options, groups))
  const pairs: Pair[] = []
  try {
    for (const ideas of groups) pairs.push(...(await measureTogether({ options, dataset, gun, requests, start, counted }, ideas)))
    if (options.answers) console.log(`the hub answers alike without any of ${chosen.length} ideas`)
  } finally {
    shown.stop()
    if (pairs.length > 0) report(options, pairs)
  }
}

/** What was measured so far, also of a run that was broken off. */
function report(options: Options, pairs: readonly Pair[]): void {
  const { cpus, model, node } = describeMachine()
  const gains = gainsOf(pairs)
  const { persons, connections, rounds, seconds } = options
  console.log(
    `\n${persons} persons, ${connections} connections, ${rounds} rounds of ${seconds} s; ${cpus} x ${model}, Node ${node}. The hub without the idea, as a multiple of the hub with it.\n\n${renderGains(gains, SAME.name)}`,
  )
  const folder = resolve(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(resolve(folder, 'ablation.json'), JSON.stringify({ options, machine: { cpus, model, node }, gains, pairs }, null, 1))
}

const closing = openClosing()
try {
  await ablate(readOptions(process.argv.slice(2)), closing)
} catch (error) {
  console.error(closing.brokenOff ? 'broken off' : error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await closing.close()
}
