/** The order of measuring: A/A, warm-up, interleaved rounds. Any failed request voids the run. */
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

/** @property progress told after every leg. */
export type RunOptions = LegOptions & { questions: readonly QuestionName[]; progress: (done: number, total: number) => void }

/** How many legs of a question an A/A takes: two processes that warm up, and A B B A. */
const OF_NOISE = 2 * WARM_UP_LEGS + 4

/**
 * Each system against another process of itself, in the order A B B A: two of them differ for as long as they live. Before everything else, and
 * one system after the other, because two of each at once would need more connections than PostgreSQL has.
 * @throws Error when a request failed.
 */
export async function measureNoise(
  options: RunOptions & { names: readonly SystemName[]; start: (name: SystemName) => Promise<SystemProcess> },
): Promise<Noise[]> {
  const { names, questions, start } = options
  const count = counting(options, names.length * questions.length * OF_NOISE)
  const noise: Noise[] = []
  for (const name of names) {
    const [one, other] = [await start(name), await start(name)]
    const leg = (system: SystemProcess, question: QuestionName) =>
      count(runValidLeg(system, question, { ...options, systems: [one, other] }))
    for (const question of questions) {
      for (let warm = 0; warm < WARM_UP_LEGS; warm++) for (const system of [one, other]) await leg(system, question)
      const [a1, b1, b2, a2] = [await leg(one, question), await leg(other, question), await leg(other, question), await leg(one, question)]
      const { perSecond, cpu } = noiseOf([a1, a2], [b1, b2])
      noise.push({ question, system: name, perSecond, cpu, quiet: perSecond <= QUIET && cpu <= QUIET })
    }
    await Promise.all([one.stop(), other.stop()])
  }
  return noise
}

/** @throws Error when a request failed. */
export async function runRounds(options: RunOptions & { systems: readonly SystemProcess[]; rounds: number }): Promise<Leg[]> {
  const { systems, questions, rounds } = options
  const count = counting(options, systems.length * questions.length * (WARM_UP_LEGS + rounds))
  const legs: Leg[] = []
  for (const question of questions) {
    for (const system of systems) for (let warm = 0; warm < WARM_UP_LEGS; warm++) await count(runValidLeg(system, question, options))
    // A B C C B A: what drifts, drifts for all.
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? systems : systems.toReversed()
      for (const system of order) legs.push(await count(runValidLeg(system, question, options)))
    }
  }
  return legs
}

function counting({ progress }: Pick<RunOptions, 'progress'>, total: number): (leg: Promise<Leg>) => Promise<Leg> {
  let done = 0
  return async (leg) => {
    const measured = await leg
    progress(++done, total)
    return measured
  }
}

/** A leg, warm-up or not, that is long enough and without failures. */
async function runValidLeg(
  system: SystemProcess,
  question: QuestionName,
  options: LegOptions & { systems: readonly SystemProcess[] },
): Promise<Leg> {
  const first = await runLeg(system, question, options)
  // Fewer answers than connections measure nothing: a slow system gets a longer leg.
  const few = first.failures === 0 && first.requests < options.connections
  const measured = few ? await runLeg(system, question, { ...options, seconds: LONGER * options.seconds }) : first
  if (measured.failures > 0 || measured.requests === 0)
    throw new Error(`${system.name} failed ${measured.failures} of ${measured.requests} requests of ${question}: the run is void`)
  // What a system wrote that does not seal is no other's to pay for.
  for (const { seal } of options.systems) await seal()
  return measured
}
