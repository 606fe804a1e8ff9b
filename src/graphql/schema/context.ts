/** What one request carries through Apollo, how it is made, and how fields answer rows with it: nothing of it is shared with another request. */
import { randomUUID } from 'node:crypto'
import type { GraphQLResolveInfo } from 'graphql'
import { type Caller, forOrganisationsOnly } from '../../access/identity/caller.ts'
import type { Contract } from '../../access/protocols/contract.ts'
import { Invariant } from '../../base/faults.ts'
import type { Shape } from '../../query/compile.ts'
import type { Cursors } from '../../query/cursor.ts'
import type { CursorPlace } from '../../query/execution.ts'
import type { Answer, AnswerForm, Reader, Withheld } from '../../query/reader.ts'
import type { RowSelection } from '../../query/row-selection.ts'
import type { EvidencePort, OperationRecord } from './evidence-port.ts'

/** Rows are trees of response keys that the reader put on what a compiled statement answered; fields read them through their declaration. */
export type Row = Record<string, unknown>

/** What a root field asks of the reading side. */
export type RootQuestion = {
  /** Name of the type whose rows are asked; Newcomer when left out. */
  type?: string
  who: RowSelection
  shape: () => Shape
  /** Coerced arguments of the root field. */
  arguments: Readonly<Record<string, unknown>>
  after?: CursorPlace | undefined
}

/** What capabilities offer to a request, each bound to its caller. Every owner adds its own in a `port.ts`, by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: it is open, and this file names no capability
export interface Ports {}

/** What a port is bound to: who asks, under which contract, and when. */
export type Asking = {
  caller: Caller
  contract: Contract
  /** Links the answer, the evidence and the log of one operation. */
  operationId: string
  traceId: string
  /** Day in Belgium on which it is asked (YYYY-MM-DD). */
  today: string
  /** When the request came. */
  now: Date
}

/** Makes a port for one request. */
export type Binders = { readonly [Name in keyof Ports]: (asking: Asking) => Ports[Name] }

export type RequestContext = Asking & {
  /** How answers come: as trees for the executor, or as text to be passed on (see passthrough.ts). */
  form: AnswerForm
  cursors: Cursors
  /** Reads rows and records the use in one statement; what was withheld is collected for the response. */
  read(asked: RootQuestion, info: GraphQLResolveInfo): Promise<Answer>
  withheld: Withheld[]
  /** Takes the cost of the operation from its consumer's minute. @throws Overload when it is used up. */
  spend(cost: number): Promise<void>
  /** Puts the operation on record, whatever became of it. */
  record(outcome: Pick<OperationRecord, 'documentHash' | 'codes' | 'answered'>): void
  /** Name that the request gives to its act (Idempotency-Key); null when it gives none. */
  idempotencyKey: string | null
  /** Each is made when it is first asked for.
   *  @throws SourceUnavailable (AUDIT_UNAVAILABLE) while its use cannot be put on record. */
  readonly ports: Ports
}

/** What is left of a consumer's minute. */
type Minute = { spend(consumer: string, kind: 'cost', amount: number): Promise<void> }

export type ContextParts = { reader: Reader; evidence: EvidencePort; cursors: Cursors; binders: Binders; allowance: Minute }

type Request = Pick<RequestContext, 'caller' | 'contract' | 'now' | 'today' | 'traceId' | 'idempotencyKey'>

/** Context of one request.
 *  @throws Invariant when the contract is not the caller's. Admission chose it by group and purpose: a second look, which costs nothing. */
export function createContext({ reader, evidence, cursors, binders, allowance }: ContextParts, request: Request): RequestContext {
  const { caller, contract, now, today, traceId, idempotencyKey } = request
  if (caller.recipient !== contract.recipient || !caller.purposes.includes(contract.purpose))
    throw new Invariant('inv_gu4rd', { contract: contract.name })
  const asking: Asking = { caller, contract, now, today, traceId, operationId: randomUUID() }
  const { operationId } = asking
  const withheld: Withheld[] = []
  const context: RequestContext = {
    ...asking,
    form: 'TREE',
    withheld,
    cursors,
    read: async ({ type = 'Newcomer', who, shape, arguments: given, after }, info) => {
      const { organisation, consumer, userRef } = caller
      if (organisation === null) throw forOrganisationsOnly()
      evidence.assertKept()
      const run = { organisation: organisation.id, consumer, userRef, today, operationId, traceId, arguments: given, after }
      const answer = await reader({ contract, info, type, who, shape, form: context.form, run })
      withheld.push(...answer.withheld)
      return answer
    },
    spend: (cost) => allowance.spend(caller.consumer, 'cost', cost),
    record: (outcome) => evidence.record({ operationId, traceId, caller, contract, ...outcome }),
    idempotencyKey,
    ports: offerPorts(binders, asking, evidence.assertKept),
  }
  return context
}

/** Makes each port when it is first asked for: a question about a person makes none of referrals or statistics. A proxy, because the
 *  server library copies the context, and a copy would ask every getter. */
function offerPorts(binders: Binders, asking: Asking, assertKept: () => void): Ports {
  const made: Record<string, unknown> = {}
  return new Proxy({} as Ports, {
    get: (_ports, name) => {
      if (typeof name !== 'string' || !Object.hasOwn(binders, name)) return undefined
      assertKept()
      const bind: (asking: Asking) => unknown = binders[name as keyof Ports]
      made[name] ??= bind(asking)
      return made[name]
    },
  })
}

/** What a root field resolves to: an object for the executor, or text that is passed on. */
export async function answerWith<Tree>(context: RequestContext, asked: RootQuestion, info: GraphQLResolveInfo): Promise<Tree> {
  const answer = await context.read(asked, info)
  return (context.form === 'TEXT' ? JsonText.of(answer) : parseAnswer(answer)) as Tree
}

/** Row of a type by its id, as far as the caller may see it: what a root field answers, and what a mutation reads back after its act. */
export function readRow(type: string, id: string, context: RequestContext, info: GraphQLResolveInfo): Promise<Row | null> {
  const shape = () => ({ kind: 'person', nodes: info.fieldNodes }) as const
  return answerWith(context, { type, who: { kind: 'byId' }, shape, arguments: { id } }, info)
}

/** The same for many ids, in their order; null for every id outside the caller's scope. */
export function readRows(type: string, ids: readonly string[], context: RequestContext, info: GraphQLResolveInfo): Promise<(Row | null)[]> {
  const shape = () => ({ kind: 'persons', nodes: info.fieldNodes }) as const
  return answerWith(context, { type, who: { kind: 'byIds' }, shape, arguments: { ids } }, info)
}

/** Resolver of a root field that answers the person of a number. */
export function answerByInsz(
  _root: unknown,
  given: { insz: Buffer },
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const shape = () => ({ kind: 'person', nodes: info.fieldNodes }) as const
  return answerWith(context, { who: { kind: 'byInsz' }, shape, arguments: given }, info)
}

/** JSON that the database wrote, to be passed on without being read. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Answer about a person or persons; null stays null, as the executor has it. */
  static of({ texts }: Answer): JsonText | null {
    const text = texts.get('') ?? null
    return text === null ? null : new JsonText(text)
  }
}

/** Answer about a person, persons or rows, as objects. */
export function parseAnswer({ texts }: Answer): unknown {
  const text = texts.get('') ?? null
  return text === null ? null : JSON.parse(text)
}
