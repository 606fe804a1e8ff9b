/** Simulation: how many persons a rule would reach, by municipality, through the same disclosure control as every figure. */
import type { GraphQLSchema } from 'graphql'
import type { Pool, PoolClient } from 'pg'
import { inUndoneTransaction, withClient } from '../../../database/transaction.ts'
import { DEFAULT_POLICY } from '../../statistics/disclosure/policy.ts'
import { DisclosureRefused } from '../../statistics/disclosure/protect.ts'
import { countTable, type TableCount } from '../../statistics/release/count.ts'
import { type Figure, toFigures } from '../../statistics/release/figures.ts'
import { coarsen, fitTable } from '../../statistics/release/fit.ts'
import type { DisclosureControl } from '../../statistics/release/job.ts'
import { scopeOf } from '../../statistics/tables/catalogue.ts'
import { milestonesSql } from '../../statistics/tables/milestones.ts'
import { loadPlaces } from '../../statistics/tables/place.ts'
import type { StatisticsTable } from '../../statistics/tables/table.ts'
import type { CompiledIncentive, CompiledRule } from '../catalogue/compiled-catalogue.ts'
import { simulationTable } from './simulation-table.ts'

/** @property asOf day on which the facts are looked at (YYYY-MM-DD). @property pool acts as the application, without a limit on the time of a statement. */
export type SimulationRequest = {
  pool: Pool
  hub: GraphQLSchema
  control: Pick<DisclosureControl, 'protect'>
  incentive: CompiledIncentive
  version: CompiledRule
  asOf: string
}

/** @property figures protected figures of the table; null: the auditor could narrow what is hidden, so none are given. */
export type Simulation = { table: StatisticsTable; figures: readonly Figure[] | null }

/** Counts, protects and has the auditor try to break it; what cannot be protected by municipality is tried by province. */
export async function simulate({ pool, hub, control, incentive, version, asOf }: SimulationRequest): Promise<Simulation> {
  const spec = simulationTable({ hub, place: await loadPlaces(pool), incentive, version })
  const counted = await withClient(pool, (client) => countOnce(client, spec, asOf))
  return protect(control, fitTable(spec, counted), counted, asOf)
}

/** In one snapshot, which is undone: nothing is stored. */
async function countOnce(client: PoolClient, spec: StatisticsTable, asOf: string): Promise<TableCount> {
  const scope = scopeOf(asOf.slice(0, 4), asOf)
  const count = async () => {
    await client.query(milestonesSql(scope))
    return await countTable(client, spec, scope)
  }
  return await inUndoneTransaction(client, count, 'isolation level repeatable read')
}

function protect(control: SimulationRequest['control'], table: StatisticsTable, counted: TableCount, asOf: string): Simulation {
  const policy = { ...DEFAULT_POLICY, seed: `${table.name} ${asOf}`, insiders: table.insiders, earlier: [] }
  try {
    const { release } = control.protect({ table: { ...counted.table, margins: table.margins }, policy, progress: () => {} })
    return { table, figures: toFigures(table, release, []) }
  } catch (error) {
    if (!(error instanceof DisclosureRefused)) throw error
    const coarser = coarsen(table)
    return coarser === undefined ? { table, figures: null } : protect(control, coarser, counted, asOf)
  }
}

/** Lines for a terminal: per place the newcomers, who would meet the rule, and of whom it cannot be told. */
export function renderSimulation({ table, figures }: Simulation): string {
  if (figures === null) return `${table.title.en}: not published, too few persons for any figure`
  const labels = new Map(table.dimensions[0]?.codes.map(({ code, label }) => [code, label.nl]))
  const places = Map.groupBy(figures, ({ at }) => at.join())
  const lines = [...places].map(([place, cells]) => {
    const shown = cells.map(({ measure, value }) => `${measure.toLowerCase()} ${value ?? 'suppressed'}`)
    return `  ${labels.get(place) ?? place}: ${shown.join(', ')}`
  })
  return [`${table.title.en}. ${table.definition.en}`, ...lines].join('\n')
}
