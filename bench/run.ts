/** The order of measuring: warm-up, A/A, interleaved rounds. Any failed request voids the run. */
import { type Leg, type LegOptions, runLeg } from './load/leg.ts'
import type { QuestionName } from './questions.ts'
import { noiseOf } from './report/summary.ts'
import type { SystemProcess } from './setup/processes.ts'
import type { SystemName } from './systems/system.ts'

/** How far two halves of the same system may be apart. */
const QUIET = 0.1
const WARM_UP_LEGS = 2
/** How many times as long the leg of a slow system is. */
const LONGER = 5

/** A/A of one system on one question: relative differences of requests/s and of processor time. */
export type Noise = { question: QuestionName; system: SystemName; perSecond: number; cpu: number; quiet: boolean }

export type RunOptions = LegOptions & {
  rounds: number
  systems: readonly SystemProcess[]
  questions: readonly QuestionName[]
  /** Starts another process of a system. */
  startTwin: (name: SystemName) => Promise<SystemProcess>
  /** Told after every leg. */
  progress: (done: number, total: number) => void
}

export type RunResult = { legs: Leg[]; noise: Noise[] }

/** @throws Error when a request failed. */
export async function runRounds(options: RunOptions): Promise<RunResult> {
  const { systems, questions, rounds } = options
  const total = systems.length * questions.length * (2 * WARM_UP_LEGS + 4 + rounds)
  let done = 0
  const leg = async (system: SystemProcess, question: QuestionName) => {
    const first = await runLeg(system, question, options)
    // Fewer answers than connections measure nothing: a slow system gets a longer leg.
    const few = first.failures === 0 && first.requests < options.connections
    const measured = few ? await runLeg(system, question, { ...options, seconds: LONGER * options.seconds }) : first
    if (measured.failures > 0 || measured.requests === 0)
      throw new Error(`${system.name} failed ${measured.failures} of ${measured.requests} requests of ${question}: the run is void`)
    // What a system wrote that does not seal is no other's to pay for.
    for (const { seal } of systems) await seal()
    options.progress(++done, total)
    return measured
  }
  const result: RunResult = { legs: [], noise: [] }
  for (const question of questions) {
    for (const system of systems) for (let warm = 0; warm < WARM_UP_LEGS; warm++) await leg(system, question)
    for (const system of systems) result.noise.push(await measureNoise(system, question, { startTwin: options.startTwin, leg }))
    // A B C C B A: what drifts, drifts for all.
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? systems : systems.toReversed()
      for (const system of order) result.legs.push(await leg(system, question))
    }
  }
  return result
}

type Measuring = Pick<RunOptions, 'startTwin'> & { leg: (system: SystemProcess, question: QuestionName) => Promise<Leg> }

/** The system against itself, in the order A B B A: against another process of it, because two of them differ for as long as they live. */
async function measureNoise(system: SystemProcess, question: QuestionName, { startTwin, leg }: Measuring): Promise<Noise> {
  const twin = await startTwin(system.name)
  try {
    for (let warm = 0; warm < WARM_UP_LEGS; warm++) await leg(twin, question)
    const [a1, b1, b2, a2] = [
      await leg(system, question),
      await leg(twin, question),
      await leg(twin, question),
      await leg(system, question),
    ]
    const { perSecond, cpu } = noiseOf([a1, a2], [b1, b2])
    return { question, system: system.name, perSecond, cpu, quiet: perSecond <= QUIET && cpu <= QUIET }
  } finally {
    await twin.stop()
  }
}
