/** What one run of the bench is asked to do. */
import { cpus } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { QUESTION_NAMES, type QuestionName } from './questions.ts'
import { SYSTEM_NAMES, type SystemName } from './systems/system.ts'
import { systemsOf, TARGET_IDS, type TargetId } from './targets.ts'

export type BenchOptions = {
  /** Size of the synthetic population. */
  persons: number
  seed: number
  /** How often all systems are started anew. */
  sittings: number
  /** Interleaved rounds that count of each sitting, after warm-up. */
  rounds: number
  connections: number
  /** Length of one leg: one system, one question. */
  seconds: number
  queries: readonly QuestionName[]
  systems: readonly SystemName[]
  /** Targets to measure. */
  only: readonly TargetId[]
  /** Whether the benches of writes and assessments follow, each beside hand-written SQL: when no targets were named. */
  others: boolean
  /** Folder of the dataset's own PostgreSQL, kept between runs. */
  dataDir: string
  /** Folder for a CPU profile of every hub process; undefined: none. */
  profile: string | undefined
  /** Prints PostgreSQL's plans of the hub's statements instead of measuring. */
  explain: boolean
  /** Files of two runs to compare instead of measuring. */
  compare: readonly [string, string] | undefined
}

/** Parsers of options: a whole number, a number of seconds, names of a list. */
export const wholeFrom = (least: number) => (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`expected a whole number from ${least}`)
  return value
}

export function secondsOf(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('expected a number of seconds')
  return value
}

function filesOf(text: string): [string, string] {
  const [one, other, ...more] = text.split(',')
  if (one === undefined || other === undefined || more.length > 0)
    throw new InvalidArgumentError('expected two files, separated by a comma')
  return [one, other]
}

export const listOf =
  <Name extends string>(known: readonly Name[]) =>
  (text: string): Name[] =>
    text.split(',').map((name) => {
      const found = known.find((candidate) => candidate === name)
      if (found === undefined) throw new InvalidArgumentError(`expected some of ${known.join(', ')}, separated by commas`)
      return found
    })

/** @param args of the command line, without node and script. Exits with a message when they are not usable. */
export function readOptions(args: readonly string[]): BenchOptions {
  const program = new Command('bench')
    .description('Measures the hub against its peers on one dataset, in interleaved rounds.')
    .option('--persons <n>', 'size of the population', wholeFrom(5_000), 200_000)
    .option('--seed <n>', 'seed of the population', wholeFrom(0), 1)
    .option('--sittings <n>', 'how often all systems are started anew', wholeFrom(1), 3)
    .option('--rounds <n>', 'rounds that count, of each sitting', wholeFrom(1), 2)
    .option('--connections <n>', 'open connections of the load generator', wholeFrom(1), 16)
    .option('--seconds <n>', 'length of one leg', secondsOf)
    .option('--queries <list>', 'questions', listOf(QUESTION_NAMES), [...QUESTION_NAMES])
    .option('--systems <list>', 'systems; those of the targets when not given', listOf(SYSTEM_NAMES))
    .option('--only <list>', 'targets; all when not given (P10 makes a million persons the first time)', listOf(TARGET_IDS))
    .option('--full', 'every system, longer legs', false)
    .option('--data-dir <folder>', 'folder of the dataset', '.data/bench')
    .option('--profile <folder>', 'write a CPU profile of every system to this folder')
    .option('--explain', 'print the plans of the hub statements and stop', false)
    .option('--compare <files>', 'two files of bench/results, separated by a comma: whether the runs agree, and stop', filesOf)
    .showHelpAfterError()
  const given = program.parse(args, { from: 'user' }).opts<Given>()
  const { full, ...options } = given
  const only = given.only ?? TARGET_IDS
  const wanted = new Set(given.systems ?? (full ? SYSTEM_NAMES : systemsOf(only)))
  return {
    ...options,
    only,
    others: given.only === undefined && !given.explain,
    // In their own order, which is the order in which they are opened.
    systems: SYSTEM_NAMES.filter((name) => wanted.has(name)),
    seconds: given.seconds ?? (full ? 4 : 2),
    profile: given.profile,
    compare: given.compare,
  }
}

type Chosen = 'only' | 'others' | 'systems' | 'seconds' | 'profile' | 'compare'
type Given = Omit<BenchOptions, Chosen> & { [Name in Chosen]?: Exclude<BenchOptions[Name], undefined> } & { full: boolean }

/** Machine and versions, for the head of a report. */
export function describeMachine(): { cpus: number; model: string; node: string } {
  return { cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version }
}
