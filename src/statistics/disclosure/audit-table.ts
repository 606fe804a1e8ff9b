import { type OpenTarget, readWorld, type World } from './audit-world.ts'
import { type Earlier, readEarlier } from './earlier.ts'
import { insideOf } from './insider.ts'
import { createLattice, type Lattice } from './lattice.ts'
import { proveOpen } from './prove-open.ts'
import type { Solver } from './solver.ts'
import type { CountTable, HiddenInterval, Policy, ProtectedTable, TableAudit } from './table.ts'
import { sumUp } from './totals.ts'
import type { Proven } from './witness.ts'

/** Release to be judged, the table it was made of, and who is taken to know what. `progress` hears how many of all targets are settled. */
export type AuditInput = {
  readonly table: CountTable
  readonly release: ProtectedTable
  readonly insiders: Policy['insiders']
  /** Releases that are out already: what they published and still holds counts as known. */
  readonly earlier: Policy['earlier']
  readonly solver: Solver
  readonly progress?: (done: number, total: number) => void
  /** Whether only failures matter, because the release is a draft. */
  readonly draft?: boolean
  /** Tables found for an earlier draft of the same release, by insider; the auditor checks each before it uses it, and adds its own. */
  readonly worlds?: Map<string | null, Float64Array[]>
}

/**
 * Judges a release as its reader would: for each hidden figure, and each small difference between steps, finds other tables that give
 * the same release, as far apart as can be. Knows the method, all published cells, thresholds and rounding; takes the true table only as
 * one that surely fits. Independent of the protector: it reads the release, not the reasons.
 */
export function auditTable({
  table,
  release,
  insiders,
  earlier,
  solver,
  progress,
  worlds: notes = new Map(),
  draft = false,
}: AuditInput): TableAudit {
  const lattice = createLattice(release.dimensions, release.margins)
  const totals = sumUp(table, lattice)
  const world = remember(readWorld(release, lattice, totals), readEarlier({ ...release, earlier }, release, lattice, totals))
  const readers = readersOf(world, release, lattice, insiders)
  const total = readers.reduce((sum, { world: { targets } }) => sum + targets.length, 0)
  let done = 0
  const intervals = readers.flatMap((reader) => {
    const worlds = notes.get(reader.insider) ?? []
    notes.set(reader.insider, worlds)
    const proven = proveOpen(reader.world, { solver, worlds, draft, settled: (count) => progress?.(done + count, total) })
    done += reader.world.targets.length
    return reader.world.targets.map((target, i) => describe(release, lattice, target, proven[i], reader.insider))
  })
  const shown = world.wronglyShown.map((whole) => {
    const value = world.truth[whole] ?? 0
    return describe(release, lattice, { whole, part: null, demanded: Number.POSITIVE_INFINITY }, { low: value, high: value }, null)
  })
  const failures = [...shown, ...intervals.filter(({ low, high, demanded }) => high - low < demanded)]
  const narrowest = intervals.reduce<number | null>((least, { low, high }) => Math.min(least ?? high - low, high - low), null)
  return { hidden: intervals.length, narrowest, failures, intervals }
}

/** Adds what earlier releases still tell. What they published is no secret any more, so that it is no target. */
function remember(world: World, { known, low, high }: Earlier): World {
  return {
    ...world,
    low: world.low.map((value, figure) => Math.max(value, low[figure] ?? 0)),
    high: world.high.map((value, figure) => Math.min(value, high[figure] ?? value)),
    targets: world.targets.filter(({ whole, part }) => part !== null || known[whole] === 0),
  }
}

type Reader = { readonly insider: string | null; readonly world: World }

/** One reader per insider; a reader without inside knowledge only judges what no insider leaves open, as it knows less than each of them. */
function readersOf(world: World, release: ProtectedTable, lattice: Lattice, insiders: Policy['insiders']): Reader[] {
  const inside = insiders.map((insider) => ({ insider, knows: insideOf(insider, release, lattice) }))
  const readers = inside.map(({ insider, knows }) => {
    const low = world.low.map((value, figure) => (knows(figure) ? (world.truth[figure] ?? 0) : value))
    const high = world.high.map((value, figure) => (knows(figure) ? (world.truth[figure] ?? 0) : value))
    return { insider: insider.code, world: { ...world, low, high, targets: world.targets.filter((target) => !knows(target.whole)) } }
  })
  const left = world.targets.filter((target) => inside.every(({ knows }) => knows(target.whole)))
  return left.length > 0 ? [...readers, { insider: null, world: { ...world, targets: left } }] : readers
}

function describe(
  { measures }: ProtectedTable,
  lattice: Lattice,
  { whole, part, demanded }: OpenTarget,
  proven: Proven | undefined,
  insider: string | null,
): HiddenInterval {
  const nameOf = (figure: number) => measures[figure % measures.length]?.name ?? ''
  return {
    at: lattice.at(Math.floor(whole / measures.length)),
    measure: part === null ? nameOf(whole) : `${nameOf(whole)} - ${nameOf(part)}`,
    insider,
    low: proven?.low ?? 0,
    high: proven?.high ?? 0,
    demanded,
  }
}
