/** The job that makes releases: count once for all tables, protect, let the auditor try to break it, store. */
import type { ClientBase, Pool } from 'pg'
import { inUndoneTransaction, withClient } from '../../../database/transaction.ts'
import { DEFAULT_POLICY } from '../disclosure/policy.ts'
import { DisclosureRefused } from '../disclosure/protect.ts'
import type { CountTable, LevelUtility, Policy, ProtectedTable, TableAudit } from '../disclosure/table.ts'
import { getTable, scopeOf } from '../tables/catalogue.ts'
import { milestonesSql } from '../tables/milestones.ts'
import { loadPlaces } from '../tables/place.ts'
import type { StatisticsTable } from '../tables/table.ts'
import { countTable, type TableCount } from './count.ts'
import { toFigures } from './figures.ts'
import { coarsen, fitTable } from './fit.ts'
import { digestOf, methodOf, type ReleaseContent, toDefinition } from './release.ts'
import { listReleases, readProtected, type StoredRelease, storeRelease } from './store.ts'

/** Disclosure control as the job uses it; `protect` throws DisclosureRefused when its auditor can narrow what it hides. */
export type DisclosureControl = {
  protect(input: { table: CountTable; policy: Policy; progress: (done: number, total: number) => void }): {
    release: ProtectedTable
    audit: TableAudit
  }
  utility(table: CountTable, released: ProtectedTable): readonly LevelUtility[]
}

/** What to release. `pool` acts as `doorstroom_statistics`, without a limit on the time of a statement. */
export type ReleaseOrder = {
  readonly pool: Pool
  readonly control: DisclosureControl
  readonly tables: readonly string[]
  /** Year, as 2025. */
  readonly period: string
  /** YYYY-MM-DD. */
  readonly asOf: string
  readonly reason: string | null
  /** Rules that are stricter than the project's own; none when left out. */
  readonly rules?: Partial<Pick<Policy, 'threshold' | 'sensitiveThreshold' | 'base' | 'dominancePercent'>>
  /** Told how much of how much is behind. */
  readonly progress?: (done: number, total: number) => void
}

/** Seconds that each part took. `counting` is the bare aggregate query of the table, with the milestones; `protecting` includes the auditor. */
export type Seconds = { readonly counting: number; readonly protecting: number; readonly storing: number }

/** What became of one table. EMPTY: nothing to count in the period, so nothing was stored. UNCHANGED: the latest version has the same bytes. REFUSED: the auditor found cells that could be narrowed, so nothing was stored. */
export type ReleaseOutcome = { readonly table: string; readonly seconds: Seconds } & (
  | { readonly status: 'RELEASED' | 'UNCHANGED'; readonly version: number; readonly content: ReleaseContent }
  | { readonly status: 'EMPTY' }
  | { readonly status: 'REFUSED'; readonly failures: DisclosureRefused['failures'] }
)

/** Shares of a table in the progress: counting, protecting and storing, in percent. */
const COUNTED = 10
const PROTECTED = 95
const STORED = 100

/** @throws Error for an unknown table or period; nothing is stored then. */
export async function releaseTables(order: ReleaseOrder): Promise<ReleaseOutcome[]> {
  const { pool, period, tables } = order
  const scope = scopeOf(period, order.asOf)
  const place = await loadPlaces(pool)
  const specs = tables.map((name) => getTable(name, { place, period }))
  return await withClient(pool, async (client) => {
    const reached = (index: number, share: number) => order.progress?.(Math.round(STORED * index + share), STORED * specs.length)
    const counted = await countAll(client, specs, scope)
    const outcomes: ReleaseOutcome[] = []
    for (const [index, { spec, result, counting }] of counted.entries())
      outcomes.push(await finish({ client, order, spec, result, counting, reached: (share) => reached(index, share) }))
    return outcomes
  })
}

type CountedTable = { spec: StatisticsTable; result: TableCount; counting: number }

/** One snapshot for all tables, so that they agree with each other; the milestones end with the transaction. */
async function countAll(client: ClientBase, specs: readonly StatisticsTable[], scope: ReturnType<typeof scopeOf>): Promise<CountedTable[]> {
  const count = async () => {
    const { seconds } = await timed(async () => {
      await client.query(milestonesSql(scope))
      await client.query('analyze milestone')
    })
    const counted: CountedTable[] = []
    for (const spec of specs) {
      const { value, seconds: counting } = await timed(() => countTable(client, spec, scope))
      const fitted = fitTable(spec, value)
      counted.push({ spec: fitted, result: { ...value, table: { ...value.table, margins: fitted.margins } }, counting: counting + seconds })
    }
    return counted
  }
  return await inUndoneTransaction(client, count, 'isolation level repeatable read')
}

type Finishing = CountedTable & { client: ClientBase; order: ReleaseOrder; reached: (share: number) => void }

/**
 * The latest version is made again first: when the same bytes come out, nothing has changed and there is no new version. Otherwise the new
 * one is protected against that version too.
 */
async function finish(finishing: Finishing): Promise<ReleaseOutcome> {
  const { client, order, spec, reached, result, counting } = finishing
  if (result.table.cells.length === 0) return { table: spec.name, status: 'EMPTY', seconds: { counting, protecting: 0, storing: 0 } }
  const releases = await listReleases(client, { table: spec.name })
  const latest = releases.find(({ period }) => period === order.period)
  if (latest?.asOf === order.asOf) {
    const before = releases.filter(({ id }) => id < latest.id)
    const again = await attemptCoarser(finishing, await policyFor(finishing, before))
    if (again.content !== undefined && digestOf(again.content).toString('hex') === latest.digest)
      return { table: spec.name, status: 'UNCHANGED', version: latest.version, seconds: again.seconds, content: again.content }
  }
  const { content, seconds, failures } = await attemptCoarser(finishing, await policyFor(finishing, releases))
  if (content === undefined) return { table: spec.name, status: 'REFUSED', seconds, failures }
  const stored = await timed(() => storeRelease(client, content, order.reason))
  reached(STORED)
  return { table: spec.name, status: 'RELEASED', version: stored.value, seconds: { ...seconds, storing: stored.seconds }, content }
}

/** What cannot be protected is tried again without its finest level: provinces are better than nothing. */
async function attemptCoarser(finishing: Finishing, policy: Policy): Promise<Attempt> {
  const outcome = attempt(finishing, policy)
  const coarser = outcome.content === undefined ? coarsen(finishing.spec) : undefined
  if (coarser === undefined) return outcome
  const result = { ...finishing.result, table: { ...finishing.result.table, margins: coarser.margins } }
  const next = await attemptCoarser({ ...finishing, spec: coarser, result }, policy)
  return { ...next, seconds: { ...next.seconds, protecting: outcome.seconds.protecting + next.seconds.protecting } }
}

/** @property content undefined when the auditor refused. */
type Attempt = { content: ReleaseContent | undefined; seconds: Seconds; failures: DisclosureRefused['failures'] }

function attempt({ order, spec, result, counting, reached }: Finishing, policy: Policy): Attempt {
  const progress = (done: number, total: number) => reached(COUNTED + ((PROTECTED - COUNTED) * done) / Math.max(1, total))
  const started = performance.now()
  const outcome = protectOrRefuse(order.control, { table: result.table, policy, progress })
  const seconds = { counting, protecting: (performance.now() - started) / 1000, storing: 0 }
  if ('failures' in outcome) return { content: undefined, seconds, failures: outcome.failures }
  const { release, audit } = outcome
  const content: ReleaseContent = {
    table: spec.name,
    period: order.period,
    asOf: order.asOf,
    method: methodOf(release),
    seed: release.seed,
    definition: toDefinition(spec),
    utility: order.control.utility(result.table, release),
    audit: { hidden: audit.hidden, narrowest: audit.narrowest },
    figures: toFigures(spec, release, result.quantiles),
  }
  return { content, seconds, failures: [] }
}

function protectOrRefuse({ protect }: DisclosureControl, input: Parameters<DisclosureControl['protect']>[0]) {
  try {
    return protect(input)
  } catch (error) {
    if (error instanceof DisclosureRefused) return { failures: error.failures }
    throw error
  }
}

/** Against all versions of the same period, and the latest of the years beside it when the same persons can be in both. */
async function policyFor({ client, order, spec }: Finishing, releases: readonly StoredRelease[]): Promise<Policy> {
  const near = spec.overlaps ? [Number(order.period) - 1, Number(order.period) + 1].map(String) : []
  const beside = near.flatMap((other) => releases.filter(({ period }) => period === other).slice(0, 1))
  const before = releases.filter(({ period }) => period === order.period).reverse()
  const earlier = await Promise.all([...beside, ...before].map(async (release) => ({ table: await readProtected(client, release) })))
  return { ...DEFAULT_POLICY, ...order.rules, seed: `${spec.name} ${order.period}`, insiders: spec.insiders, earlier }
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const started = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - started) / 1000 }
}
