/** What is asked of the store of assessments and decisions, and what it answers. */
import type { ActKey } from '../../../graphql/schema/acts/act.ts'
import type { UserError } from '../../../graphql/schema/user-error.ts'
import type { AssessmentCaller } from '../assessment/assessor.ts'
import type { AssessmentOutcome } from '../catalogue/rule.ts'

export const DECISIONS = ['GRANTED', 'REFUSED'] as const
export type DecisionKind = (typeof DECISIONS)[number]

/** Which row, and as of which version. @property id null: what was given is no id. */
export type SelectedRow = { id: string | null; expectedVersion: number }

/** Persons of whom the organisation will decide. @property asOf day to look at; null: the day on which it is looked. */
export type OpenCommand = { incentive: string; newcomerIds: readonly string[]; asOf: string | null }

/** @property confirmed codes of the rule. */
type Judgement = { kind: DecisionKind; confirmed: readonly string[]; reason: string }

/** What a person decides. @property item code of the rule, where it is decided per item; null elsewhere. */
export type DecisionCommand = Judgement & { item: string | null }

/** A decision that takes the place of another. @property outcome what the person saw of an assessment before deciding. */
export type SupersedeCommand = Judgement & { outcome: AssessmentOutcome }

/** What came of an act on an assessment or a decision: ids of what it was about, and why nothing changed, if so. */
export type IncentiveAnswer = { assessment: string | null; decision: string | null; userErrors: readonly UserError[] }

/** Assessments that are open now, in the order of the persons; null for nobody in the caller's scope. */
export type OpenAnswer = { ids: readonly (string | null)[]; userErrors: readonly UserError[] }

/** Acts: each once, with the note in the evidence, or not at all. */
export type IncentiveActs = {
  open(asker: AssessmentCaller, asked: OpenCommand, key: ActKey | null): Promise<OpenAnswer>
  close(asker: AssessmentCaller, selected: SelectedRow, key: ActKey | null): Promise<IncentiveAnswer>
  decide(asker: AssessmentCaller, selected: SelectedRow, judgement: DecisionCommand, key: ActKey | null): Promise<IncentiveAnswer>
  revoke(asker: AssessmentCaller, selected: SelectedRow, reason: string, key: ActKey | null): Promise<IncentiveAnswer>
  supersede(asker: AssessmentCaller, selected: SelectedRow, judgement: SupersedeCommand, key: ActKey | null): Promise<IncentiveAnswer>
}
