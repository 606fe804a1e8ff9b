/** Reads persons for one root field: finds or compiles its plan, runs it, and hands back the tree with what was withheld. */
import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo } from 'graphql'
import { UNMET_REASONS } from '../access/condition.ts'
import type { Contract } from '../access/contract.ts'
import { Invariant, SourceUnavailable } from '../access/faults.ts'
import { compile, type Plan, type Shape } from './compile.ts'
import type { Run } from './run.ts'
import { type Query, recordUseSet } from './use-set.ts'
import type { Who } from './who.ts'

/** What the contract grants in general and withholds for some persons now. Counts persons, whether or not they have a value. */
export type Withheld = { coordinate: string; reasons: string[]; count: number }

export type Answer = {
  /** Rows or object as parsed from the statement's JSON; null when nobody was found. */
  data: unknown
  withheld: Withheld[]
  /** Whether there are rows after the page. */
  more: boolean
  /** Persons in the whole list; null unless asked. */
  count: number | null
}

type ReadyPlan = Plan & { useSetId: string }

export type Request = {
  contract: Contract
  info: GraphQLResolveInfo
  who: Who
  shape: (info: GraphQLResolveInfo) => Shape
  run: Omit<Run, 'useSetId' | 'variables'>
}

export type Reader = (request: Request) => Promise<Answer>

export function createReader(query: Query): Reader {
  // Plans live as long as the parsed document they belong to, and documents are cached per contract.
  const plans = new WeakMap<FieldNode, Map<string, Promise<ReadyPlan>>>()

  function planFor({ contract, info, who, shape }: Request): Promise<ReadyPlan> {
    const node = info.fieldNodes[0] as FieldNode
    const variants = plans.get(node) ?? new Map<string, Promise<ReadyPlan>>()
    plans.set(node, variants)
    const key = variantKey(contract, who, info)
    const known = variants.get(key)
    if (known !== undefined) return known
    const document = { fragments: info.fragments, variables: info.variableValues }
    const newcomer = contract.schema.getType('Newcomer') as GraphQLObjectType
    const plan = compile(contract, document, newcomer, who, shape(info))
    const ready = recordUseSet(query, contract, plan).then(
      (useSetId) => ({ ...plan, useSetId }),
      (error: unknown) => {
        variants.delete(key)
        throw auditUnavailable(error)
      },
    )
    variants.set(key, ready)
    return ready
  }

  return async (request) => {
    const plan = await planFor(request)
    const run: Run = { ...request.run, useSetId: plan.useSetId, variables: request.info.variableValues }
    const values = plan.bindings.map((bind) => bind(run))
    const { rows } = await query({ name: plan.name, text: plan.sql, values, rowMode: 'array' }).catch((error: unknown) => {
      throw classify(error)
    })
    return toAnswer(plan, rows[0] as [string | null, string | null, string | null, boolean] | undefined)
  }
}

/** Same document, other statement: variables that include or skip fields, and arguments that change the text. */
function variantKey(contract: Contract, who: Who, info: GraphQLResolveInfo): string {
  const switches = Object.entries(info.variableValues).filter(([, value]) => typeof value === 'boolean')
  const versions = contract.protocols.map(({ id, version }) => `${id}@${version}`)
  return JSON.stringify([contract.name, versions, who, switches])
}

function toAnswer(plan: ReadyPlan, row: [string | null, string | null, string | null, boolean] | undefined): Answer {
  // The proof is one row per statement: without it nothing was recorded, and nothing may leave.
  if (row === undefined) throw new Invariant('inv_pr00f')
  const [data, withheld, count, more] = row
  const counts = withheld === null ? [] : (JSON.parse(withheld) as number[])
  return {
    data: data === null ? null : JSON.parse(data),
    more,
    count: count === null ? null : Number(count),
    withheld: plan.withheld.flatMap(({ coordinates, conditions }, index) => {
      const persons = counts[index] ?? 0
      const reasons = conditions.map((condition) => UNMET_REASONS[condition])
      return persons === 0 ? [] : coordinates.map((coordinate) => ({ coordinate, reasons, count: persons }))
    }),
  }
}

/** SQLSTATEs by which a write fails that a read would survive: no right, no room, no lock, read-only server. */
const WRITE_REFUSED = /^(42501|53\d{3}|55P03|25006|40\w{3}|23\w{3})$/

function classify(error: unknown): Error {
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string' && WRITE_REFUSED.test(code)) return auditUnavailable(error)
  if (typeof code === 'string' && /^(ECONN|EPIPE|08|57P)/.test(code)) return databaseUnavailable(error)
  if (code === undefined && error instanceof Error && /connection|timeout/i.test(error.message)) return databaseUnavailable(error)
  return new Invariant('inv_qu3ry', { sqlState: typeof code === 'string' ? code : 'none' }, error)
}

function auditUnavailable(cause: unknown): SourceUnavailable {
  const code = (cause as { code?: unknown }).code
  return new SourceUnavailable(
    'AUDIT_UNAVAILABLE',
    'The use of personal data cannot be recorded now, so nothing was answered. Try again later.',
    { sqlState: typeof code === 'string' ? code : 'none' },
    cause,
  )
}

function databaseUnavailable(cause: unknown): SourceUnavailable {
  return new SourceUnavailable('SOURCE_UNAVAILABLE', 'The database does not answer now. Try again later.', {}, cause)
}
