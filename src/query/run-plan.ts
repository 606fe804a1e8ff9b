/**
 * Runs a plan's statement, for one request or for several at once.
 *
 * One statement for those who ask the same at the same moment. A question is sent at once while none of its kind is running; what arrives
 * meanwhile goes out together when the answer is there, each with its own caller and its own row of evidence. Starting a statement and
 * waiting for the disk cost several times what reading one dossier does: under load they are paid once for all, and nobody waits for load.
 */
import { Invariant } from '../base/faults.ts'
import type { Plan, Sql } from './compile.ts'
import type { Connections } from './disclosed-set.ts'
import type { Binding, Execution } from './execution.ts'

/** What a statement answers to one request, column for column. */
export type AnswerColumns = [
  withheld: string | null,
  count: string | null,
  more: boolean,
  first: string | null,
  last: string | null,
  ...texts: (string | null)[],
]

/** @param connections under which the contract's statements run. @returns undefined when the use was not recorded. */
export function createPlanRunner(connections: Connections, plan: Plan): (run: Execution) => Promise<AnswerColumns | undefined> {
  const statement = preparedLater(plan.sql)
  const alone = async (run: Execution) => runAlone(connections, { ...plan, sql: statement() }, run)
  if (plan.shared === undefined) return alone
  const together = preparedLater(plan.shared)
  return createAskerBatches({
    alone,
    shared: (runs) => runTogether(connections, plan, together(), runs),
    common: ({ today }) => today,
    isOfOne,
  })
}

/** How often a statement runs before it is prepared: what is asked once leaves nothing behind on any connection. */
const UNPREPARED_RUNS = 2

function preparedLater(sql: Sql): () => Statement {
  let runs = 0
  return () => {
    runs += 1
    return runs > UNPREPARED_RUNS ? sql : { text: sql.text }
  }
}

/** Text of a statement, with its name where it is prepared. */
type Statement = Pick<Sql, 'text'> & Partial<Sql>

export async function runAlone(
  connections: Connections,
  { sql, bindings }: Pick<Plan, 'bindings'> & { sql: Statement },
  run: Execution,
): Promise<AnswerColumns | undefined> {
  const { rows } = await connections.query({ ...sql, values: bindings.map((binding) => valueFor(binding, run)), rowMode: 'array' })
  return rows[0] as AnswerColumns | undefined
}

type Shared = [place: string, operation: string, ...AnswerColumns]

/** @param sql the plan's shared statement. @param runs of one day. @returns in the order of the runs; undefined for one whose use was not recorded. */
export async function runTogether(
  connections: Connections,
  { bindings, parameters }: Plan,
  sql: Statement,
  runs: readonly Execution[],
): Promise<(AnswerColumns | undefined)[]> {
  const values = bindings.map((binding, index) =>
    parameters[index]?.common ? valueFor(binding, runs[0] as Execution) : runs.map((run) => valueFor(binding, run)),
  )
  const { rows } = await connections.query({ ...sql, values, rowMode: 'array' })
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

/** Value of a parameter. */
export function valueFor(binding: Binding, run: Execution): unknown {
  if (typeof binding === 'string') return run[binding]
  return typeof binding === 'function' ? binding(run) : run.arguments[binding.argument]
}

/** SQLSTATE class 22: a value that its type cannot take, which may be one request's own. */
function isOfOne(error: unknown): boolean {
  return /^22/.test(String((error as { code?: unknown }).code))
}

/** A statement that takes longer is not waited for: the next one goes out beside it. Milliseconds. */
const PATIENCE_MS = 20
/** Most questions of one statement: what one of them waits for the others stays small. */
const MOST = 32

export type Runs<Question, Answer> = {
  alone(question: Question): Promise<Answer>
  /** Answers in the order of the questions. */
  shared(questions: readonly Question[]): Promise<readonly Answer[]>
  /** What all questions of one statement have in common. */
  common(question: Question): string
  /** Whether a failure may be due to one of several questions, so that each is asked alone. */
  isOfOne(error: unknown): boolean
}

type Waiting<Question, Answer> = { question: Question; resolve: (answer: Answer) => void; reject: (error: unknown) => void }

/** @returns a way to ask that shares statements where it can. */
export function createAskerBatches<Question, Answer>(runs: Runs<Question, Answer>): (question: Question) => Promise<Answer> {
  const waiting: Waiting<Question, Answer>[] = []
  let waitedFor: object | undefined
  const start = () => {
    if (waitedFor !== undefined || waiting.length === 0) return
    const statement = {}
    waitedFor = statement
    const goOn = () => {
      if (waitedFor !== statement) return
      waitedFor = undefined
      start()
    }
    const slow = setTimeout(goOn, PATIENCE_MS)
    void answer(runs, takeGroup(waiting, runs.common)).finally(() => {
      clearTimeout(slow)
      goOn()
    })
  }
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      start()
    })
}

/** Takes those who waited longest, as far as they may share. */
function takeGroup<Question, Answer>(
  waiting: Waiting<Question, Answer>[],
  common: (question: Question) => string,
): Waiting<Question, Answer>[] {
  const [first] = waiting
  if (first === undefined) return []
  const key = common(first.question)
  const other = waiting.findIndex(({ question }) => common(question) !== key)
  return waiting.splice(0, Math.min(other === -1 ? waiting.length : other, MOST))
}

/** Settles everybody of a group; never rejects itself. */
async function answer<Question, Answer>(runs: Runs<Question, Answer>, group: readonly Waiting<Question, Answer>[]): Promise<void> {
  const [only] = group
  if (only !== undefined && group.length === 1) return await runs.alone(only.question).then(only.resolve, only.reject)
  try {
    const answers = await runs.shared(group.map(({ question }) => question))
    for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer)
  } catch (error) {
    if (!runs.isOfOne(error)) return group.forEach(({ reject }) => void reject(error))
    await Promise.all(group.map((asker) => answer(runs, [asker])))
  }
}
