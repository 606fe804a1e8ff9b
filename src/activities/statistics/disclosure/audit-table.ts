/** Audit of a protected table, from the viewpoint of its readers. */
import { type AuditedWorld, type OpenTarget, readWorld } from './audit-world.ts'
import { type Earlier, readEarlier } from './earlier.ts'
import { createLattice, type Lattice } from './lattice.ts'
import { proveOpen } from './prove-open.ts'
import { type FigureReader, readersOf } from './reader.ts'
import type { Solver } from './solver.ts'
import type { CountTable, HiddenInterval, Policy, ProtectedTable, TableAudit } from './table.ts'
import { sumUp } from './totals.ts'
import type { ProvenValue } from './witness.ts'

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
  /** Tables found for an earlier draft of the same release, by reader; the auditor checks each before it uses it, and adds its own. */
  readonly worlds?: Map<string, Float64Array[]>
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
  const world = readWorld(release, lattice, totals)
  const before = readEarlier({ ...release, earlier }, release, lattice, totals)
  const views = readersOf({ insiders, earlier }, release, lattice).map((reader) => ({ reader, view: worldOf(world, reader, before) }))
  const total = views.reduce((sum, { view: { targets } }) => sum + targets.length, 0)
  let done = 0
  const intervals = views.flatMap(({ reader, view }) => {
    const name = `${reader.insider} ${reader.remembers}`
    const worlds = notes.get(name) ?? []
    notes.set(name, worlds)
    const proven = proveOpen(view, { solver, worlds, draft, settled: (count) => progress?.(done + count, total) })
    done += view.targets.length
    return view.targets.map((target, i) => describe(release, lattice, target, proven[i], reader))
  })
  const shown = world.wronglyShown.map((whole) => {
    const value = world.truth[whole] ?? 0
    return describe(
      release,
      lattice,
      { whole, part: null, demanded: Number.POSITIVE_INFINITY },
      { low: value, high: value },
      { insider: null, remembers: false },
    )
  })
  const failures = [...shown, ...intervals.filter(({ low, high, demanded }) => high - low < demanded)]
  const narrowest = intervals.reduce<number | null>((least, { low, high }) => Math.min(least ?? high - low, high - low), null)
  return { hidden: intervals.length, narrowest, failures, intervals }
}

/** What one reader knows, and the targets that are judged by this reader. A gap was told when both its figures were. */
function worldOf(world: AuditedWorld, reader: FigureReader, { known, low, high }: Earlier): AuditedWorld {
  const told = ({ whole, part }: OpenTarget) => known[whole] === 1 && (part === null || known[part] === 1)
  const truthOf = (figure: number) => world.truth[figure] ?? 0
  return {
    ...world,
    low: world.low.map((value, figure) =>
      reader.knows(figure) ? truthOf(figure) : reader.remembers ? Math.max(value, low[figure] ?? 0) : value,
    ),
    high: world.high.map((value, figure) =>
      reader.knows(figure) ? truthOf(figure) : reader.remembers ? Math.min(value, high[figure] ?? value) : value,
    ),
    targets: world.targets.filter((target) => reader.judges(target.whole, told(target))),
  }
}

function describe(
  { measures }: ProtectedTable,
  lattice: Lattice,
  { whole, part, demanded }: OpenTarget,
  proven: ProvenValue | undefined,
  { insider, remembers }: Pick<FigureReader, 'insider' | 'remembers'>,
): HiddenInterval {
  const nameOf = (figure: number) => measures[figure % measures.length]?.name ?? ''
  return {
    at: lattice.at(Math.floor(whole / measures.length)),
    measure: part === null ? nameOf(whole) : `${nameOf(whole)} - ${nameOf(part)}`,
    insider,
    remembers,
    low: proven?.low ?? 0,
    high: proven?.high ?? 0,
    demanded,
  }
}
