/** Protection of a table: primary and complementary suppression, rounding, and an audit. */
import { auditTable } from './audit-table.ts'
import { hideComplements, openAll, readerBounds } from './complement.ts'
import { readEarlier } from './earlier.ts'
import { createLattice } from './lattice.ts'
import { type ProtectionPlan, structuralZeros, type Target } from './plan.ts'
import { checkPolicy, methodOf, roundToBase, thresholdsOf } from './policy.ts'
import { hidePrimary } from './primary.ts'
import { type FigureReader, readersOf } from './reader.ts'
import { relationsOf } from './relations.ts'
import type { Solver } from './solver.ts'
import type { CountTable, HiddenInterval, Policy, ProtectedCell, ProtectedTable, TableAudit } from './table.ts'
import { sumUp } from './totals.ts'

/** Rounds of hiding more after the auditor found something narrow. Each hides at least one figure more; a table that needs so many has the wrong margins. */
const ROUNDS = 100

/** What protection needs and whom it tells how far it is: `progress` hears settled and all targets of the audit that runs. */
export type ProtectInput = {
  readonly table: CountTable
  readonly policy: Policy
  readonly solver: Solver
  readonly progress?: (done: number, total: number) => void
}

/**
 * Protects a table and proves it: hides small and dominated figures, then complements, rounds what is left, and has the auditor judge
 * the outcome; what the auditor finds narrow is opened further. The same input gives the same bytes.
 * @throws DisclosureRefused when the auditor still fails: nothing of the table may be published then.
 */
export function protectTable({ table, policy, solver, progress }: ProtectInput): { release: ProtectedTable; audit: TableAudit } {
  checkPolicy(policy)
  const plan = createPlan(table, policy)
  const readers = readersOf(policy, table, plan.lattice)
  const worlds = new Map<string, Float64Array[]>()
  hidePrimary(plan)
  for (let round = 1; ; round += 1) {
    hideComplements(plan, readers)
    const release = publish(plan)
    const input = { table, release, insiders: policy.insiders, earlier: policy.earlier, solver, worlds, ...(progress && { progress }) }
    const { failures } = auditTable({ ...input, draft: true })
    if (failures.length === 0) return prove(release, auditTable(input))
    if (round === ROUNDS || !openFailures(plan, failures, readers)) throw new DisclosureRefused(table.name, failures)
  }
}

/** The last word is the auditor's, over the release as it goes out. */
function prove(release: ProtectedTable, audit: TableAudit): { release: ProtectedTable; audit: TableAudit } {
  if (audit.failures.length > 0) throw new DisclosureRefused(release.name, audit.failures)
  return { release, audit }
}

/** Refusal to publish: names the cells (codes and measures, never values) that stay narrow. */
export class DisclosureRefused extends Error {
  readonly failures: readonly HiddenInterval[]

  constructor(table: string, failures: readonly HiddenInterval[]) {
    const places = failures.slice(0, 5).map(({ at, measure }) => `${measure} at ${at.join(', ')}`)
    super(`Table ${table} cannot be published: ${failures.length} figures stay too narrow, such as ${places.join('; ')}.`)
    this.name = 'DisclosureRefused'
    this.failures = failures
  }
}

function createPlan(table: CountTable, policy: Policy): ProtectionPlan {
  const lattice = createLattice(table.dimensions, table.margins)
  const totals = sumUp(table, lattice)
  return {
    table,
    policy,
    lattice,
    totals,
    relations: relationsOf(table, lattice),
    thresholds: thresholdsOf(lattice, { ...policy, dimensions: table.dimensions, sensitive: table.sensitive }),
    structural: structuralZeros(table, lattice),
    earlier: readEarlier(policy, table, lattice, totals),
    hidden: new Uint8Array(totals.values.length),
  }
}

function openFailures(plan: ProtectionPlan, failures: readonly HiddenInterval[], readers: readonly FigureReader[]): boolean {
  const added = readers.map((reader) => {
    const own = failures.filter(({ insider, remembers }) => insider === reader.insider && remembers === reader.remembers)
    return own.length === 0
      ? 0
      : openAll(
          plan,
          readerBounds(plan, reader),
          own.map((failure) => targetOf(plan, failure)),
        )
  })
  return added.some((count) => count > 0)
}

function targetOf({ table, lattice, relations }: ProtectionPlan, { at, measure, demanded }: HiddenInterval): Target {
  const place = (name: string) => table.measures.findIndex((one) => one.name === name)
  const [whole = '', part] = measure.split(' - ')
  const cell = lattice.indexOf(at)
  if (part === undefined) return { kind: 'figures', index: cell * table.measures.length + place(whole), demanded }
  return {
    kind: 'gaps',
    index: cell * relations.orders.length + relations.orders.findIndex((order) => order.part === place(part)),
    demanded,
  }
}

function publish({ table, policy, lattice, totals, structural, hidden }: ProtectionPlan): ProtectedTable {
  const cells = Array.from(lattice.keys).flatMap((_, cell): ProtectedCell[] => {
    if (lattice.published[cell] === 0) return []
    const at = lattice.at(cell)
    return table.measures.map(({ name }, m) => {
      const figure = cell * totals.measures + m
      if (hidden[figure] === 1) return { at, measure: name, state: 'SUPPRESSED', value: null }
      return {
        at,
        measure: name,
        state: 'PUBLISHED',
        value: structural[cell] === 1 ? 0 : roundToBase(totals.values[figure] ?? 0, policy.base),
      }
    })
  })
  const { threshold, sensitiveThreshold, base, dominancePercent, seed } = policy
  return {
    name: table.name,
    dimensions: table.dimensions,
    measures: table.measures,
    margins: table.margins,
    sensitive: table.sensitive,
    structuralZeros: table.structuralZeros ?? [],
    method: methodOf(policy),
    threshold,
    sensitiveThreshold,
    base,
    dominancePercent,
    seed,
    cells,
  }
}
