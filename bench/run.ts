/** The order of measuring: A/A, then sittings of warm-up and interleaved rounds, then A/A again. Any failed request voids the run. */
import { type Leg, type LegOptions, runLeg } from './load/leg.ts'
import type { QuestionName } from './questions.ts'
import type { Self } from './report/noise.ts'
import type { SystemProcess } from './setup/processes.ts'
import type { SystemName } from './systems/system.ts'

const WARM_UP_LEGS = 2
/** How many times as long the leg of a slow system is. */
const LONGER = 5

/** @property start starts a system in a process of its own. @property progress told after every leg. */
export type RunOptions = LegOptions & {
  names: readonly SystemName[]
  questions: readonly QuestionName[]
  start: (name: SystemName) => Promise<SystemProcess>
  progress: (done: number, total: number) => void
}

type Measure = (system: SystemProcess, question: QuestionName) => Promise<Leg>

/**
 * Each system against another process of itself, in the order A B B A: two of them differ for as long as they live. Before everything else, and
 * one system after the other, because two of each at once would need more connections than PostgreSQL has.
 * @throws Error when a request failed.
 */
export async function measureSelves(options: RunOptions): Promise<Self[]> {
  const { names, questions, start } = options
  const [first] = names
  if (first === undefined) return []
  const count = counting(options, questions.length * (WARM_UP_LEGS + names.length * (2 * WARM_UP_LEGS + 4)))
  // What PostgreSQL has not read yet would count against the first process of the first system.
  const reader = await start(first)
  for (const question of questions) await warmUp([reader], question, measuring(options, [reader], count))
  await reader.stop()
  const selves: Self[] = []
  for (const name of names) {
    const [one, other] = [await start(name), await start(name)]
    const measure = measuring(options, [one, other], count)
    for (const question of questions) {
      await warmUp([one, other], question, measure)
      const [a1, b1] = [await measure(one, question), await measure(other, question)]
      const [b2, a2] = [await measure(other, question), await measure(one, question)]
      selves.push([a1, a2], [b1, b2])
    }
    await Promise.all([one.stop(), other.stop()])
  }
  return selves
}

/** Each system once more, in a third process: after everything else, because neighbouring minutes do not show what a machine does in half an hour. */
export async function measureSelvesAgain(options: RunOptions): Promise<Self[]> {
  const { names, questions, start } = options
  const count = counting(options, questions.length * names.length * (WARM_UP_LEGS + 2))
  const selves: Self[] = []
  for (const name of names) {
    const system = await start(name)
    const measure = measuring(options, [system], count)
    for (const question of questions) {
      await warmUp([system], question, measure)
      selves.push([await measure(system, question), await measure(system, question)])
    }
    await system.stop()
  }
  return selves
}

/** @property sittings how often all systems are started anew. @property rounds of a sitting. @property check done once, before anything is timed. */
export type SittingOptions = RunOptions & {
  sittings: number
  rounds: number
  check: (systems: readonly SystemProcess[]) => Promise<void>
}

/**
 * All systems side by side in interleaved rounds. In several sittings of new processes, as a slow one would count as the build's speed.
 * @returns of each question as many legs of each system, in the order of the rounds. @throws Error when a request failed.
 */
export async function runSittings(options: SittingOptions): Promise<Leg[]> {
  const { names, questions, start, sittings, rounds, check } = options
  const count = counting(options, sittings * names.length * questions.length * (WARM_UP_LEGS + rounds))
  const legs: Leg[] = []
  for (let sitting = 0; sitting < sittings; sitting++) {
    const systems: SystemProcess[] = []
    for (const name of names) systems.push(await start(name))
    if (sitting === 0) await check(systems)
    const measure = measuring(options, systems, count)
    for (const question of questions) {
      await warmUp(systems, question, measure)
      legs.push(...(await runRounds(systems, question, { rounds, measure })))
    }
    await Promise.all(systems.map(({ stop }) => stop()))
  }
  return legs
}

async function warmUp(systems: readonly SystemProcess[], question: QuestionName, measure: Measure): Promise<void> {
  for (let warm = 0; warm < WARM_UP_LEGS; warm++) for (const system of systems) await measure(system, question)
}

/** A B C C B A: what drifts, drifts for all. */
async function runRounds(
  systems: readonly SystemProcess[],
  question: QuestionName,
  { rounds, measure }: { rounds: number; measure: Measure },
): Promise<Leg[]> {
  const legs: Leg[] = []
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? systems : systems.toReversed()
    for (const system of order) legs.push(await measure(system, question))
  }
  return legs
}

function counting({ progress }: Pick<RunOptions, 'progress'>, total: number): () => void {
  let done = 0
  return () => progress(++done, total)
}

/** @returns a leg, warm-up or not, that is long enough and without failures. @param systems all that run. @param counted told after each. */
function measuring(options: LegOptions, systems: readonly SystemProcess[], counted: () => void): Measure {
  return async (system, question) => {
    const first = await runLeg(system, question, options)
    // Fewer answers than connections measure nothing: a slow system gets a longer leg.
    const few = first.failures === 0 && first.requests < options.connections
    const measured = few ? await runLeg(system, question, { ...options, seconds: LONGER * options.seconds }) : first
    if (measured.failures > 0 || measured.requests === 0)
      throw new Error(`${system.name} failed ${measured.failures} of ${measured.requests} requests of ${question}: the run is void`)
    // What a system wrote that does not seal is no other's to pay for.
    for (const { seal } of systems) await seal()
    counted()
    return measured
  }
}
