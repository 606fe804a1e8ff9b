/** Reads rows for one root field: finds or compiles its plan, runs it, and hands back the JSON text with what was withheld. */
import { type GraphQLResolveInfo, isObjectType, type OperationDefinitionNode, responsePathAsArray } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Contract } from '../access/protocols/contract.ts'
import { Fault, Invariant, SourceUnavailable } from '../base/faults.ts'
import { putKeys } from './answer-names.ts'
import { compile, type Plan, type Shape } from './compile.ts'
import { unavailabilityOf } from './database-fault.ts'
import { type Connections, type Query, recordDisclosedSet } from './disclosed-set.ts'
import type { CursorPlace, Execution } from './execution.ts'
import type { RowSelection } from './row-selection.ts'
import { type AnswerColumns, createPlanRunner } from './run-plan.ts'

/** What the contract grants in general and withholds for some persons now. Counts persons, whether or not they have a value. */
export type Withheld = { coordinate: string; reasons: string[]; count: number }

export type Answer = {
  /** JSON text by response path of the part; the one of a person, persons or rows is at the empty path. Null when nobody was found. */
  texts: ReadonlyMap<string, string | null>
  withheld: Withheld[]
  /** Whether there are rows after the page. */
  more: boolean
  /** Persons in the whole list; null unless asked. */
  count: number | null
  /** Places of the first and the last person of a page that came as texts; null otherwise. */
  ends: { first: CursorPlace; last: CursorPlace } | null
}

/** @property ask runs the plan for one request, in a statement that it may share. */
type ReadyPlan = Plan & { useSetId: string; ask: (run: Execution) => Promise<AnswerColumns | undefined> }

/** TREE: rows for the executor. TEXT: JSON to be passed on unread. */
export type AnswerForm = 'TREE' | 'TEXT'

export type ReadRequest = {
  contract: Contract
  info: GraphQLResolveInfo
  /** Name of the type whose rows are asked. */
  type: string
  who: RowSelection
  form: AnswerForm
  /** Called when the plan is not known yet. */
  shape: () => Shape
  run: Omit<Execution, 'useSetId' | 'variables'>
}

export type Reader = (request: ReadRequest) => Promise<Answer>

/** Plans of one process, and the text of their statements: some hundred operations of all consumers, and what is asked beside them. */
const PLANS = { max: 1000, maxSize: 16_000_000 }

/**
 * @param query connections of the application, for what is recorded once per plan.
 * @param connectionsOf under which a contract's statements run.
 * @param plans those that were asked last.
 */
export function createReader(
  query: Query,
  connectionsOf: (contract: Contract) => Connections = () => ({ query }),
  plans = new LRUCache<string, Promise<ReadyPlan>>(PLANS),
): Reader {
  // By operation, not by field: two operations of one document can share a root field through a fragment, and ask different things below it.
  const numberOf = numberObjects()

  async function planFor(request: ReadRequest): Promise<ReadyPlan> {
    const key = `${numberOf(request.contract)}.${numberOf(request.info.operation)}.${variantKey(request)}`
    const known = plans.get(key)
    if (known !== undefined) return await known
    const plan = compilePlan(request)
    const ready = makeReady(query, connectionsOf(request.contract), request.contract, plan)
    plans.set(key, ready, { size: plan.sql.text.length + (plan.shared?.text.length ?? 0) })
    ready.catch(() => plans.delete(key))
    return await ready
  }

  return async (request) => {
    const plan = await planFor(request)
    const run: Execution = { ...request.run, useSetId: plan.useSetId, variables: request.info.variableValues }
    const columns = await plan.ask(run).catch((error: unknown) => {
      throw classify(error)
    })
    return toAnswer(plan, columns)
  }
}

/** Same operation, other statement: another root field, variables that include or skip fields, arguments that change the text. */
function variantKey({ type, who, form, info }: ReadRequest): string {
  const switches = Object.entries(info.variableValues).filter(([, value]) => typeof value === 'boolean')
  return JSON.stringify([responsePathAsArray(info.path), type, form, who, switches])
}

/** Numbers contracts and operations for as long as they live, so that a key can name them without keeping them. */
function numberObjects(): (object: Contract | OperationDefinitionNode) => number {
  const numbers = new WeakMap<object, number>()
  let last = 0
  return (object) => {
    const known = numbers.get(object)
    if (known !== undefined) return known
    last += 1
    numbers.set(object, last)
    return last
  }
}

function compilePlan({ contract, info, type: name, who, shape }: ReadRequest): Plan {
  const document = { fragments: info.fragments, variables: info.variableValues }
  const type = contract.schema.getType(name)
  if (!isObjectType(type)) throw new Invariant('inv_typ3', { type: name })
  return compile(contract, document, type, who, shape())
}

async function makeReady(query: Query, connections: Connections, contract: Contract, plan: Plan): Promise<ReadyPlan> {
  const useSetId = await recordDisclosedSet(query, contract, plan).catch((error: unknown) => {
    throw isOfRecording(error) ? auditUnavailable(error) : (unavailabilityOf(error) ?? auditUnavailable(error))
  })
  return { ...plan, useSetId, ask: createPlanRunner(connections, plan) }
}

function toAnswer(plan: ReadyPlan, row: AnswerColumns | undefined): Answer {
  // The proof is one row per statement: without it nothing was recorded, and nothing may leave.
  if (row === undefined) throw new Invariant('inv_pr00f')
  const [withheld, count, more, first, last, ...texts] = row
  return {
    texts: new Map(plan.paths.map((path, index) => [path, putText(texts[index], plan)])),
    more,
    count: count === null ? null : Number(count),
    ends: first === null || last === null ? null : { first: toPlace(first), last: toPlace(last) },
    withheld: toWithheld(plan, withheld === null ? [] : (JSON.parse(withheld) as number[])),
  }
}

/** Most callers choose no key of their own: the text is passed on as PostgreSQL wrote it. */
function putText(text: string | null | undefined, { keys }: Plan): string | null {
  if (text == null) return null
  return keys.length === 0 ? text : putKeys(text, keys)
}

function toPlace(text: string): CursorPlace {
  const [sort, id] = JSON.parse(text) as [string, string]
  return { sort, id }
}

function toWithheld(plan: ReadyPlan, counts: readonly number[]): Withheld[] {
  return plan.withheld.flatMap(({ coordinates, reasons }, index) => {
    const persons = counts[index] ?? 0
    return persons === 0 ? [] : coordinates.map((coordinate) => ({ coordinate, reasons: [...reasons], count: persons }))
  })
}

/** SQLSTATEs by which a write fails that a read would survive: no room, no lock, read-only server. No connection (53300) stops a read as well. */
const WRITE_REFUSED = /^(53[12]\d{2}|55P03|25006|40\w{3}|23\w{3})$/
const NO_RIGHT = '42501'

/** What the proof is written to, as PostgreSQL names it when it refuses. */
const OF_PROOF = /\b(audit|data_use|data_use_id_seq)\b/

/** What a failed statement means to the caller. */
export function classify(error: unknown): Error {
  if (error instanceof Fault) return error
  const code = (error as { code?: unknown }).code
  if (code === NO_RIGHT && error instanceof Error)
    // Anything else that a contract's login may not do, its statement should not have asked.
    return OF_PROOF.test(error.message) ? auditUnavailable(error) : new Invariant('inv_l0ck', { sqlState: NO_RIGHT }, error)
  if (isOfRecording(error)) return auditUnavailable(error)
  return unavailabilityOf(error) ?? new Invariant('inv_qu3ry', { sqlState: typeof code === 'string' ? code : 'none' }, error)
}

function isOfRecording(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && WRITE_REFUSED.test(code)
}

function auditUnavailable(cause: unknown): SourceUnavailable {
  const code = (cause as { code?: unknown }).code
  return new SourceUnavailable(
    'AUDIT_UNAVAILABLE',
    'The use of personal data cannot be recorded, so no data was returned. Try again later.',
    { sqlState: typeof code === 'string' ? code : 'none' },
    cause,
  )
}
