/** Kills mutants: every known-bad build must be caught by one of the suites, or by the one that it is for. */
import { buildMutant } from './build.ts'
import { assertTestsPass, TESTED, testsFail } from './by-tests.ts'
import { MUTANTS } from './list.ts'
import type { Mutant } from './mutant.ts'
import { findBreach, type SuiteOptions } from './suites.ts'
import type { ProofWorld } from './world.ts'

/** @property by suite that found it, "tests" for test files, "start" when such a build does not even start; undefined when nothing found it. */
export type Kill = { mutant: Mutant; by: string | undefined; seconds: number }

const AT_ONCE = 2

/** @param told each result as it comes. */
export async function killMutants(
  world: ProofWorld,
  options: SuiteOptions,
  told: (kill: Kill) => void,
  mutants: readonly Mutant[] = MUTANTS,
): Promise<Kill[]> {
  await assertTestsPass([...new Set(mutants.flatMap(({ tests = [] }) => tests))])
  const waiting = [...mutants]
  const kills: Kill[] = []
  const worker = async () => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const kill = await killMutant(world, mutant, options)
      kills.push(kill)
      told(kill)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return kills
}

/** Random suites find a fault that shows rarely with some seeds and not with others; these are tried in turn, so that a run replays. */
const SEEDS = [1, 2, 3, 4, 5, 6]

async function killMutant(world: ProofWorld, mutant: Mutant, options: SuiteOptions): Promise<Kill> {
  const started = performance.now()
  const { tests } = mutant
  const { root, remove } = buildMutant(mutant, tests === undefined ? undefined : TESTED)
  const seconds = () => (performance.now() - started) / 1000
  try {
    if (tests !== undefined) return { mutant, by: (await testsFail(root, tests)) ? 'tests' : undefined, seconds: seconds() }
    for (const seed of SEEDS) {
      const breach = await tryToKill(world, root, { ...options, seed }, mutant)
      if (breach !== undefined) return { mutant, by: breach.suite, seconds: seconds() }
    }
    return { mutant, by: undefined, seconds: seconds() }
  } finally {
    remove()
  }
}

function tryToKill(world: ProofWorld, root: string, options: SuiteOptions, { by }: Mutant): Promise<{ suite: string } | undefined> {
  return world
    .withHub(root, (hub) => findBreach(hub, options, by))
    .catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('The hub did not start')) return { suite: 'start' }
      throw error
    })
}
