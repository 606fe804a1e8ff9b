/** Refusals of acts on assessments and decisions, in words for the one who acts. */
import { Invariant } from '../../../base/faults.ts'
import { problemOf, TEXT_MAX } from '../../../graphql/schema/free-text.ts'
import type { UserError } from '../../../graphql/schema/user-error.ts'
import type { AssessmentCaller } from '../assessment/assessor.ts'
import type { CompiledRule } from '../catalogue/compiled-catalogue.ts'
import type { DecisionCommand, IncentiveAnswer } from './commands.ts'

export const refused = (...userErrors: UserError[]): IncentiveAnswer => ({ assessment: null, decision: null, userErrors })

export const notFound = (field: readonly string[]): UserError => ({ code: 'NOT_FOUND', message: 'Not found.', field })

/** The guard has refused machines before this; nothing else may let one decide about a person. */
export function assertHuman({ human }: Pick<AssessmentCaller, 'human'>): void {
  if (!human) throw new Invariant('inv_hum4n')
}

export const illegal = (message: string, state: string): UserError => ({ code: 'ILLEGAL_TRANSITION', message, field: [], state })

export const versionConflict = (message: string, field: readonly string[], state: string): UserError => ({
  code: 'VERSION_CONFLICT',
  message,
  field,
  state,
})

export const CHANGED = 'The record changed since the version on which this act was decided. Read it again and decide again.'
export const FACTS_CHANGED = 'The facts have changed and the outcome is different. Read the assessment again and decide again.'

const REASON = ['input', 'change', 'reason']
const CONFIRMED = ['input', 'change', 'confirmed']

/** A reason in words: some, not too many, and without what identifies somebody. */
export function reasonProblems(reason: string): UserError[] {
  const wrong = (message: string): UserError[] => [{ code: 'BAD_USER_INPUT', message, field: REASON }]
  if (reason.trim() === '') return wrong('Give a reason for the decision.')
  const problem = problemOf(reason)
  if (problem === 'TOO_LONG') return wrong(`Use at most ${TEXT_MAX} characters for the reason.`)
  return problem === undefined ? [] : wrong('Remove identification numbers and e-mail addresses from the reason.')
}

/** Decision that stands in the way of another. @property day on which it was taken. */
export type DecisionRow = { id: string; occasion: string | null; day: string }

export const decisionInForce = ({ id, day }: DecisionRow): UserError => ({
  code: 'DECISION_IN_FORCE',
  message: `Decision ${id} of ${day} on this is in force. Replace it with supersedeDecision, or close this assessment.`,
  field: ['input', 'assessment', 'id'],
  state: 'IN_FORCE',
})

/** An item of the rule where it is decided per item, and none elsewhere. */
export function itemProblems({ version: { items } }: CompiledRule, { item }: DecisionCommand): UserError[] {
  const codes = items.map(({ code }) => code)
  if (codes.length === 0 ? item === null : item !== null && codes.includes(item)) return []
  const message =
    codes.length === 0
      ? 'This incentive is not decided per item. Leave the item out.'
      : `This incentive is decided per item. Expected one of: ${codes.join(', ')}.`
  return [{ code: 'BAD_USER_INPUT', message, field: ['input', 'change', 'item'] }]
}

/** Who grants confirms everything that the rule asks; who refuses confirms what applies. */
export function confirmationProblems(
  { version: { confirm } }: CompiledRule,
  { kind, confirmed }: Pick<DecisionCommand, 'kind' | 'confirmed'>,
): UserError[] {
  const codes = confirm.map(({ code }) => code)
  if (confirmed.some((code) => !codes.includes(code)))
    return [{ code: 'BAD_USER_INPUT', message: `Expected codes of this rule: ${codes.join(', ')}.`, field: CONFIRMED }]
  const missing = codes.filter((code) => !confirmed.includes(code))
  if (kind === 'REFUSED' || missing.length === 0) return []
  return [{ code: 'CONFIRMATION_MISSING', message: `Before granting, a person must confirm: ${missing.join(', ')}.`, field: CONFIRMED }]
}
