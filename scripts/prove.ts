/**
 * Proves what the hub promises: `npm run prove -- [--runs N] [--documents N] [--sequences N] [--acts N] [--merges N] [--persons N] [--days N] [--seed S] [--from R] [--only SUITE]... [--canary MUTANT] [--mutant MUTANT]...`.
 * Attack list, oracle and non-interference, with operations as text and by hash; claims, knowledge, races, inference, and mutants, with their counts. Exits 0 only when all hold.
 * A canary is a known-bad build to prove instead of this one: it must make this command exit 1.
 */
import { parseArgs } from 'node:util'
import { buildMutant, ROOT } from '../test/mutants/build.ts'
import { MUTANTS } from '../test/mutants/list.ts'
import { type Kill, killMutants } from '../test/mutants/run.ts'
import { proveSuite, SUITES, type SuiteName, type SuiteOptions } from '../test/mutants/suites.ts'
import { openProofWorld, type ProofWorld } from '../test/mutants/world.ts'

const PERSONS = 150

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    documents: { type: 'string', default: '1000' },
    sequences: { type: 'string', default: '1000' },
    acts: { type: 'string', default: '10000' },
    merges: { type: 'string', default: '1000' },
    persons: { type: 'string', default: '1000' },
    days: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    from: { type: 'string' },
    only: { type: 'string', multiple: true },
    canary: { type: 'string' },
    mutant: { type: 'string', multiple: true },
  },
})

/** Mutants meet shorter suites: a fault that takes thousands of runs to show needs a test of its own. */
const SHORT = { documents: 400, runs: 120, sequences: 100, acts: 600, merges: 10, persons: 400, days: 4 }

async function prove(world: ProofWorld, options: SuiteOptions, wanted: ReadonlySet<string>): Promise<boolean> {
  const canary = values.canary === undefined ? undefined : MUTANTS.find(({ name }) => name === values.canary)
  if (values.canary !== undefined && canary === undefined) throw new Error(`Known canaries: ${MUTANTS.map(({ name }) => name).join(', ')}`)
  const build = canary === undefined ? { root: ROOT, remove: () => {} } : buildMutant(canary)
  let holds = true
  for (const suite of Object.keys(SUITES).filter((name): name is SuiteName => wanted.has(name))) {
    for (const { suite: name, breach, counts } of await world.withHub(build.root, (hub) => proveSuite(suite, hub, options))) {
      const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`)
      console.log(`${breach === undefined ? 'holds ' : 'BROKEN'} ${name}: ${told.join(', ')}`)
      if (breach !== undefined) console.log(breach)
      holds &&= breach === undefined
    }
  }
  build.remove()
  if (wanted.has('mutants') && canary === undefined) holds = (await proveMutants(world, options)) && holds
  return holds
}

async function proveMutants(world: ProofWorld, options: SuiteOptions): Promise<boolean> {
  const chosen = MUTANTS.filter(({ name }) => values.mutant?.includes(name) ?? true)
  const tell = ({ mutant, by, seconds }: Kill) => {
    const verdict = by === undefined ? 'SURVIVED' : 'killed  '
    console.log(`${verdict} ${mutant.name.padEnd(26)} ${(by ?? '-').padEnd(17)} ${seconds.toFixed(1).padStart(5)} s  ${mutant.fault}`)
  }
  const kills = await killMutants(world, { ...options, ...SHORT }, tell, chosen)
  const killed = kills.filter(({ by }) => by !== undefined).length
  console.log(`${killed === kills.length ? 'holds ' : 'BROKEN'} mutants: ${killed} of ${kills.length} killed`)
  return killed === kills.length
}

const wanted = new Set(values.only ?? [...Object.keys(SUITES), 'mutants'])
const options: SuiteOptions = {
  seed: Number(values.seed),
  documents: Number(values.documents),
  runs: Number(values.runs),
  sequences: Number(values.sequences),
  acts: Number(values.acts),
  merges: Number(values.merges),
  persons: Number(values.persons),
  days: Number(values.days),
  ...(values.from === undefined ? {} : { from: Number(values.from) }),
}
console.log(`seed ${options.seed}`)
const world = await openProofWorld(PERSONS)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void world.close().finally(() => process.exit(1))
  })
try {
  process.exitCode = (await prove(world, options, wanted)) ? 0 : 1
} finally {
  await world.close()
}
