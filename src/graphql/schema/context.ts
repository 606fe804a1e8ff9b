/** Context of one GraphQL request. */
import type { GraphQLResolveInfo } from 'graphql'
import type { Caller } from '../../access/identity/caller.ts'
import type { Contract } from '../../access/protocols/contract.ts'
import type { AssessmentCaller, Assessor } from '../../activities/incentive/assessment/assessor.ts'
import type { IncentiveActs } from '../../activities/incentive/store/commands.ts'
import type { ActAnswer, MoveCommand, SendCommand } from '../../activities/referral/store/commands.ts'
import type { FiguresPort } from '../../activities/statistics/figures-port.ts'
import type { DataUseQuestion } from '../../evidence/data-use/ask-data-use.ts'
import type { DataUsePage } from '../../evidence/data-use/list-data-use.ts'
import type { Shape } from '../../query/compile.ts'
import type { Cursors } from '../../query/cursor.ts'
import type { CursorPlace } from '../../query/execution.ts'
import type { Answer, AnswerForm, Withheld } from '../../query/reader.ts'
import type { RowSelection } from '../../query/row-selection.ts'
import type { ActKey } from './acts/act.ts'
import type { OperationRecord } from './evidence-port.ts'

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

/** Acts on referrals: each once, with its event and the note in the evidence, or not at all. */
export type ReferralPort = {
  move(asked: MoveCommand, key: ActKey | null): Promise<ActAnswer>
  send(asked: SendCommand, key: ActKey | null): Promise<ActAnswer>
}

/** What one request carries through Apollo. Made per request, shared with no other. */
export type RequestContext = {
  /** How answers come: as trees for the executor, or as text to be passed on (see text-answer.ts). */
  form: AnswerForm
  caller: Caller
  contract: Contract
  /** Links the answer, the evidence and the log of one operation. */
  operationId: string
  traceId: string
  cursors: Cursors
  /** Reads rows and records the use in one statement; what was withheld is collected for the response. */
  read(asked: RootQuestion, info: GraphQLResolveInfo): Promise<Answer>
  withheld: Withheld[]
  /** Puts the operation on record, whatever became of it. */
  record(outcome: Pick<OperationRecord, 'documentHash' | 'codes' | 'answered'>): void
  /** Name that the request gives to its act (Idempotency-Key); null when it gives none. */
  idempotencyKey: string | null
  /** When the request came. */
  now: Date
  /** Acts on referrals, as the caller's organisation. */
  referrals: ReferralPort
  /** Day in Belgium on which it is asked (YYYY-MM-DD). */
  today: string
  incentives: Assessor
  /** Acts on assessments and decisions: each once, with the note in the evidence, or not at all. */
  incentiveActs: IncentiveActs
  /** Who assesses, for the desk of incentives. @throws Forbidden when it is no organisation, SourceUnavailable when the use cannot be recorded. */
  assessor(): AssessmentCaller
  /** Lists who used the data of a person, and records the question in the same statement. */
  dataUse(question: DataUseQuestion): Promise<DataUsePage>
  /** Published figures; no person is in them, so there is no use to record beside the operation itself. */
  statistics: FiguresPort
}
