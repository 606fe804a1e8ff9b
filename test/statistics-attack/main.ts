/**
 * Tries to turn published figures back into persons: `npm run attack:statistics [-- --persons 20000]`. The same attacks on releases as the
 * hub makes them and on those of a careless office, which must fall: else the attacks prove nothing.
 */
import { Command, InvalidArgumentError } from 'commander'
import { createSolver } from '../../src/activities/statistics/disclosure/solver.ts'
import { showProgress } from '../../src/development/population/progress.ts'
import { ATTACKS, type Build } from './attacks.ts'
import { publishCarelessly } from './careless.ts'
import { releaseMerger, splitPlaces } from './merged-codes.ts'
import { ANYTHING } from './reader.ts'
import { type Attacked, makeReleases } from './scene.ts'
import { type Score, scoreOf } from './score.ts'

/** Exact recoveries on the unprotected build, over all attacks, below which the run proves nothing. */
const CANARY = 500

async function protectedBuild(releases: readonly Attacked[]): Promise<Build> {
  const solver = await createSolver()
  const mergers = releases.slice(0, 1).map(({ table }) => {
    return releaseMerger(splitPlaces({ ...table, margins: [[{ dimension: table.dimensions[0]?.name ?? '' }]] }), solver)
  })
  return { name: 'protected', releases, mergers, careless: false }
}

function unprotectedBuild({ releases, mergers }: Build): Build {
  return {
    name: 'unprotected',
    releases: releases.map((one) => ({ ...one, release: publishCarelessly(one.table, one.release) })),
    mergers: mergers.map((one) => ({
      ...one,
      before: publishCarelessly(one.old, one.before),
      after: publishCarelessly(one.now, one.after),
    })),
    careless: true,
  }
}

type Line = { readonly attack: string; readonly build: Build['name'] } & Score

function attackAll(builds: readonly Build[]): Line[] {
  const progress = showProgress(process.stderr, 'attacks')
  const lines = builds.flatMap((build, b) =>
    ATTACKS.map(({ name, run }, a) => {
      const line = { attack: name, build: build.name, ...scoreOf(run(build)) }
      progress.report(b * ATTACKS.length + a + 1, builds.length * ATTACKS.length)
      return line
    }),
  )
  progress.stop()
  return lines
}

function printLines(lines: readonly Line[]): void {
  const columns = ['attack', 'build', 'targets', 'exact', 'narrow', 'narrowest'] as const
  const titles = ['attack', 'build', 'targets', 'exact', 'narrower than 5', 'narrowest']
  const rows = [titles, ...lines.map((line) => columns.map((column) => (line[column] === ANYTHING ? 'open' : String(line[column] ?? '-'))))]
  const widths = titles.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  for (const row of rows)
    console.log(row.map((text, i) => (i < 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  '))
}

/** Reasons to fail: something fell that is protected, or the careless office stood. */
function faultsOf(lines: readonly Line[]): string[] {
  const fallen = lines.filter(({ build, exact, narrow }) => build === 'protected' && exact + narrow > 0)
  const idle = lines.filter(({ targets }) => targets === 0)
  const harmless = lines.filter(({ build, exact, narrow }) => build === 'unprotected' && exact + narrow === 0)
  const canary = lines.reduce((sum, { build, exact }) => (build === 'unprotected' ? sum + exact : sum), 0)
  return [
    ...fallen.map(({ attack }) => `${attack} recovers hidden figures of the protected build`),
    ...idle.map(({ attack, build }) => `${attack} found no target on the ${build} build`),
    ...harmless.map(({ attack }) => `${attack} recovers nothing of the unprotected build, so that it proves nothing`),
    ...(canary < CANARY ? [`only ${canary} exact recoveries on the unprotected build; ${CANARY} expected`] : []),
  ]
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}

const { persons } = new Command()
  .option('--persons <count>', 'size of the population; few persons mean many hidden figures', wholeNumber, 20_000)
  .parse()
  .opts<{ persons: number }>()
const released = await makeReleases(persons, (what) => showProgress(process.stderr, what))
const guarded = await protectedBuild(released)
const lines = attackAll([unprotectedBuild(guarded), guarded])
printLines(lines)
const faults = faultsOf(lines)
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
