/** Inputs of acts: the selector of what changes apart from the change. */
import { NEWCOMER_IDS } from '../../../graphql/schema/batch.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { IncentiveEnums } from './enums.ts'

const REASON = 'Reason in words: at most 500 characters, without identification numbers or e-mail addresses.'
const VERSION = 'Version on which the act was decided. Any other version gives VERSION_CONFLICT.'

export function incentiveInputs({ builder }: DomainBuilder, { Decision, Outcome }: IncentiveEnums) {
  const AssessmentSelector = builder.inputType('IncentiveAssessmentSelector', {
    description: 'Assessment and its expected version.',
    fields: (t) => ({
      id: t.id({ required: true, description: 'Id of the assessment.' }),
      expectedVersion: t.int({ required: true, description: VERSION }),
    }),
  })
  const DecisionSelector = builder.inputType('IncentiveDecisionSelector', {
    description: 'Decision and its expected version.',
    fields: (t) => ({
      id: t.id({ required: true, description: 'Id of the decision.' }),
      expectedVersion: t.int({ required: true, description: VERSION }),
    }),
  })
  const DecideChange = builder.inputType('DecideIncentiveChange', {
    description: 'Decision of a person.',
    fields: (t) => ({
      decision: t.field({ type: Decision, required: true, description: 'Granted or refused. The outcome of the rule is only advice.' }),
      confirmed: t.stringList({
        required: true,
        description: 'Codes that the person confirms (`incentives { confirmations { code } }`). A grant requires all of them.',
      }),
      item: t.string({
        description:
          'Code of the item that the decision is about (`incentives { items { code } }`). Required for an incentive that has items; null for any other.',
      }),
      reason: t.string({ required: true, description: REASON }),
    }),
  })
  const SupersedeChange = builder.inputType('SupersedeDecisionChange', {
    description: 'New decision of a person.',
    fields: (t) => ({
      decision: t.field({ type: Decision, required: true, description: 'Granted or refused.' }),
      outcome: t.field({
        type: Outcome,
        required: true,
        description: 'Outcome that the person saw (`assessIncentive`). When the outcome is now different, nothing is decided.',
      }),
      confirmed: t.stringList({ required: true, description: 'Codes that the person confirms. A grant requires all of them.' }),
      reason: t.string({ required: true, description: REASON }),
    }),
  })
  const RevokeChange = builder.inputType('RevokeIncentiveChange', {
    description: 'Reason for revoking a grant.',
    fields: (t) => ({ reason: t.string({ required: true, description: REASON }) }),
  })
  const assessment = { type: AssessmentSelector, required: true as const, description: 'Assessment and its expected version.' }
  const decision = { type: DecisionSelector, required: true as const, description: 'Decision and its expected version.' }
  return {
    Open: builder.inputType('OpenAssessmentsInput', {
      description: 'Incentive and persons to assess.',
      fields: (t) => ({
        newcomerIds: t.idList({ required: true, description: NEWCOMER_IDS }),
        incentive: t.id({ required: true, description: 'Id of the incentive, from `incentives`.' }),
        asOf: t.field({
          type: 'Date',
          description: 'Reference date, no further back than the rule allows. Null: the day of each assessment.',
        }),
      }),
    }),
    Decide: builder.inputType('DecideIncentiveInput', {
      description: 'Assessment and the decision on it.',
      fields: (t) => ({
        assessment: t.field(assessment),
        change: t.field({ type: DecideChange, required: true, description: 'Decision of a person.' }),
      }),
    }),
    Supersede: builder.inputType('SupersedeDecisionInput', {
      description: 'Decision to replace, and the new decision.',
      fields: (t) => ({
        decision: t.field(decision),
        change: t.field({ type: SupersedeChange, required: true, description: 'New decision of a person.' }),
      }),
    }),
    Revoke: builder.inputType('RevokeIncentiveInput', {
      description: 'Decision to revoke, and the reason.',
      fields: (t) => ({
        decision: t.field(decision),
        change: t.field({ type: RevokeChange, required: true, description: 'Reason for the revocation.' }),
      }),
    }),
    Close: builder.inputType('CloseAssessmentInput', {
      description: 'Assessment to close.',
      fields: (t) => ({ assessment: t.field(assessment) }),
    }),
  }
}

export type IncentiveInputs = ReturnType<typeof incentiveInputs>
