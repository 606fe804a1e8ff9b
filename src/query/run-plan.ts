/** Runs a plan's statement, for one request or for several at once. */
import { Invariant } from '../base/faults.ts'
import { createAskerBatches } from './batch-askers.ts'
import type { Plan, Sql } from './compile.ts'
import type { Query } from './disclosed-set.ts'
import type { Execution } from './execution.ts'

/** What a statement answers to one request, column for column. */
export type AnswerColumns = [
  withheld: string | null,
  count: string | null,
  more: boolean,
  first: string | null,
  last: string | null,
  ...texts: (string | null)[],
]

/** @param read connections under which the contract's statements run. @returns undefined when the use was not recorded. */
export function createPlanRunner(read: Query, plan: Plan): (run: Execution) => Promise<AnswerColumns | undefined> {
  const alone = async (run: Execution) => runAlone(read, plan, run)
  const { shared } = plan
  if (shared === undefined) return alone
  return createAskerBatches({ alone, shared: (runs) => runTogether(read, plan, shared, runs), common: ({ today }) => today, isOfOne })
}

export async function runAlone(read: Query, { sql, bindings }: Plan, run: Execution): Promise<AnswerColumns | undefined> {
  const { rows } = await read({ ...sql, values: bindings.map((bind) => bind(run)), rowMode: 'array' })
  return rows[0] as AnswerColumns | undefined
}

type Shared = [place: string, operation: string, ...AnswerColumns]

/** @param sql the plan's shared statement. @param runs of one day. @returns in the order of the runs; undefined for one whose use was not recorded. */
export async function runTogether(
  read: Query,
  { bindings, parameters }: Plan,
  sql: Sql,
  runs: readonly Execution[],
): Promise<(AnswerColumns | undefined)[]> {
  const values = bindings.map((bind, index) => (parameters[index]?.common ? bind(runs[0] as Execution) : runs.map(bind)))
  const { rows } = await read({ ...sql, values, rowMode: 'array' })
  const byPlace = new Map((rows as Shared[]).map((row) => [Number(row[0]), row]))
  return runs.map((run, index) => {
    const row = byPlace.get(index + 1)
    if (row === undefined) return undefined
    const [, operation, ...columns] = row
    // What belongs to another request leaves with nobody.
    if (operation !== run.operationId) throw new Invariant('inv_sh4re')
    return columns
  })
}

/** SQLSTATE class 22: a value that its type cannot take, which may be one request's own. */
function isOfOne(error: unknown): boolean {
  return /^22/.test(String((error as { code?: unknown }).code))
}
