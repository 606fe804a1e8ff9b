/**
 * What a hub bears: `npm run harden -- [--only cuts,kills,silence,headers,starvation,overload]`. Prints what was measured; exit code 1 when something was
 * lost, wrong, too slow or too large. `--minutes` of each starvation, `--variant` of it, `--seconds` of the overload; `--set NAME=VALUE` for a
 * setting of the hub; `--canary NAME` for a hub that lacks a guard.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../mutants/build.ts'
import { openProofWorld, type ProofWorld } from '../mutants/world.ts'
import { CANARIES } from './canaries.ts'
import { cutUnderWork } from './cuts.ts'
import { floodHeaders } from './headers.ts'
import { killUnderWork } from './kills.ts'
import { overload } from './overload.ts'
import { postmasterOf } from './processes.ts'
import { keepSilent, MUST, signalServer } from './silence.ts'
import { type Canary, onStage, type Staged } from './stage.ts'
import { starve, VARIANTS } from './starvation.ts'

const PERSONS = 2_000
/** Enough that every agency has more persons than a batch. */
const PERSONS_ON_STAGE = 10_000
const CUTS = 100
const SILENCE_MS = 30_000
/** As often as the embedded server is started again within ten minutes. */
const KILLS = 5
/** Of the starvations beside the one by questions, which shows what is kept for good: what these do shows at once. */
const SHORT_SECONDS = 60

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'cuts,kills,silence,headers,starvation,overload' },
    minutes: { type: 'string', default: '10' },
    variant: { type: 'string', default: VARIANTS.join(',') },
    seconds: { type: 'string', default: '60' },
    set: { type: 'string', multiple: true, default: [] },
    canary: { type: 'string' },
  },
})

/** @returns what went wrong. */
type Trial = (world: ProofWorld) => Promise<string[]>

/** A trial of a hub with the settings of the product. */
const staged =
  (play: (staged: Staged) => Promise<string[]>): Trial =>
  (world) =>
    onStage(world, lacking(), play)

function lacking(): Canary {
  const canary = values.canary === undefined ? {} : CANARIES[values.canary]
  if (canary === undefined) throw new Error(`--canary takes one of ${Object.keys(CANARIES).join(', ')}`)
  return { ...canary, settings: { ...canary.settings, ...Object.fromEntries(values.set.map((each) => each.split('='))) } }
}

const starvation: Trial = async (world) => {
  const wrong: string[] = []
  for (const variant of chosen(values.variant, VARIANTS)) {
    const seconds = 60 * Number(values.minutes)
    wrong.push(
      ...(await staged((stage) => starve(stage, variant, variant === 'questions' ? seconds : Math.min(seconds, SHORT_SECONDS)))(world)),
    )
  }
  return wrong
}

const cuts: Trial = (world) =>
  world.withHub(ROOT, async (hub) => {
    const { cut, work, lost } = await cutUnderWork(hub, hub.database.url, CUTS)
    console.log(`cuts: ${CUTS} times, ${cut} connections; acknowledged: ${work.acts.size} acts, ${work.deliveries.size} deliveries`)
    for (const [answer, times] of [...work.answers].sort()) console.log(`  ${answer}: ${times}`)
    return [...new Set(work.wrong), ...lost.map((each) => `lost: ${each}`), ...(cut < CUTS ? ['nothing was cut'] : [])]
  })

const kills: Trial = (world) =>
  world.withHub(ROOT, async (hub) => {
    const { recoveredMs, work, lost } = await killUnderWork(hub, join(hub.dataDir, '..'), KILLS)
    console.log(`kills: ready again after ${recoveredMs.map((ms) => `${Math.round(ms)} ms`).join(', ')}`)
    for (const [answer, times] of [...work.answers].sort()) console.log(`  ${answer}: ${times}`)
    return [...new Set(work.wrong), ...lost.map((each) => `lost: ${each}`)]
  })

const silence: Trial = (world) =>
  world.withHub(ROOT, async (hub) => {
    const postmaster = postmasterOf(hub)
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => () => signalServer(postmaster, name)
    const found = await keepSilent(hub, { begin: signal('SIGSTOP'), end: signal('SIGCONT'), ms: SILENCE_MS })
    const { statuses, slowestMs, slowestHealthMs, recoveredMs, live, ready, wrong } = found
    console.log(
      `silence: ${SILENCE_MS / 1000} s; answers ${JSON.stringify([...statuses])}, slowest ${Math.round(slowestMs)} ms, health ${Math.round(slowestHealthMs)} ms, recovered in ${Math.round(recoveredMs)} ms`,
    )
    return [
      ...new Set(wrong),
      ...(slowestMs > MUST.answerMs ? [`an answer took ${Math.round(slowestMs)} ms`] : []),
      ...(recoveredMs > MUST.recoverMs ? [`recovered after ${Math.round(recoveredMs)} ms`] : []),
      ...(live.some((status) => status !== 200) ? ['live was not 200'] : []),
      ...(ready.slice(1).some((status) => status !== 503) ? ['ready was not 503'] : []),
    ]
  })

/** @property persons size of the population. @property durable whether PostgreSQL waits for the disk, where speed is measured. */
const TRIALS: Readonly<Record<string, { trial: Trial; persons: number; durable: boolean }>> = {
  cuts: { trial: cuts, persons: PERSONS, durable: false },
  kills: { trial: kills, persons: PERSONS, durable: false },
  silence: { trial: silence, persons: PERSONS, durable: false },
  headers: { trial: staged(floodHeaders), persons: PERSONS, durable: false },
  starvation: { trial: starvation, persons: PERSONS_ON_STAGE, durable: true },
  overload: { trial: staged((stage) => overload(stage, Number(values.seconds))), persons: PERSONS_ON_STAGE, durable: true },
}

for (const name of chosen(values.only, Object.keys(TRIALS))) await run(name)

async function run(name: string): Promise<void> {
  const { trial, persons, durable } = TRIALS[name] as (typeof TRIALS)[string]
  const world = await openProofWorld(persons, { durable })
  try {
    const wrong = await trial(world)
    for (const each of wrong.slice(0, 20)) console.log(`  ${each}`)
    console.log(`${name}: ${wrong.length === 0 ? 'held' : `${wrong.length} faults`}`)
    if (wrong.length > 0) process.exitCode = 1
  } finally {
    await world.close()
  }
}

function chosen<Name extends string>(given: string, names: readonly Name[]): Name[] {
  const found = given.split(',').map((each) => names.find((name) => name === each))
  if (found.includes(undefined)) throw new Error(`expected some of ${names.join(', ')}`)
  return found as Name[]
}
