/** Inputs of acts: the selector of what changes apart from the change. */
import { NEWCOMER_IDS } from '../../../graphql/schema/batch.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { IncentiveEnums } from './enums.ts'

const REASON = 'Why, in words: at most 500 characters, without identification numbers or e-mail addresses.'
const VERSION = 'Version on which the act was decided; another one is a VERSION_CONFLICT.'

export function incentiveInputs({ builder }: DomainBuilder, { Decision, Outcome }: IncentiveEnums) {
  const AssessmentSelector = builder.inputType('IncentiveAssessmentSelector', {
    description: 'Which assessment, and as of which version.',
    fields: (t) => ({
      id: t.id({ required: true, description: 'Id of the assessment.' }),
      expectedVersion: t.int({ required: true, description: VERSION }),
    }),
  })
  const DecisionSelector = builder.inputType('IncentiveDecisionSelector', {
    description: 'Which decision, and as of which version.',
    fields: (t) => ({
      id: t.id({ required: true, description: 'Id of the decision.' }),
      expectedVersion: t.int({ required: true, description: VERSION }),
    }),
  })
  const DecideChange = builder.inputType('DecideIncentiveChange', {
    description: 'What a person decided.',
    fields: (t) => ({
      decision: t.field({ type: Decision, required: true, description: 'Granted or refused, whatever the rule says: it is advice.' }),
      confirmed: t.stringList({
        required: true,
        description: 'Codes of what the person confirms (`incentives { confirmations { code } }`); granting takes all.',
      }),
      reason: t.string({ required: true, description: REASON }),
    }),
  })
  const SupersedeChange = builder.inputType('SupersedeDecisionChange', {
    description: 'What a person decides instead.',
    fields: (t) => ({
      decision: t.field({ type: Decision, required: true, description: 'Granted or refused.' }),
      outcome: t.field({
        type: Outcome,
        required: true,
        description:
          'What the rule said when the person looked (`assessIncentive`); when it says something else by now, nothing is decided.',
      }),
      confirmed: t.stringList({ required: true, description: 'Codes of what the person confirms; granting takes all.' }),
      reason: t.string({ required: true, description: REASON }),
    }),
  })
  const RevokeChange = builder.inputType('RevokeIncentiveChange', {
    description: 'Why a grant is revoked.',
    fields: (t) => ({ reason: t.string({ required: true, description: REASON }) }),
  })
  const assessment = { type: AssessmentSelector, required: true as const, description: 'Which assessment, as of which version.' }
  const decision = { type: DecisionSelector, required: true as const, description: 'Which decision, as of which version.' }
  return {
    Open: builder.inputType('OpenAssessmentsInput', {
      description: 'Whom to assess for what.',
      fields: (t) => ({
        newcomerIds: t.idList({ required: true, description: NEWCOMER_IDS }),
        incentive: t.id({ required: true, description: 'Incentive, as `incentives` names it.' }),
        asOf: t.field({
          type: 'Date',
          description: 'Day to look at, as far back as the rule allows; null: the day on which it is looked.',
        }),
      }),
    }),
    Decide: builder.inputType('DecideIncentiveInput', {
      description: 'Which assessment, and what was decided.',
      fields: (t) => ({
        assessment: t.field(assessment),
        change: t.field({ type: DecideChange, required: true, description: 'What a person decided.' }),
      }),
    }),
    Supersede: builder.inputType('SupersedeDecisionInput', {
      description: 'Which decision, and what is decided instead.',
      fields: (t) => ({
        decision: t.field(decision),
        change: t.field({ type: SupersedeChange, required: true, description: 'What a person decides instead.' }),
      }),
    }),
    Revoke: builder.inputType('RevokeIncentiveInput', {
      description: 'Which decision, and why it is revoked.',
      fields: (t) => ({
        decision: t.field(decision),
        change: t.field({ type: RevokeChange, required: true, description: 'Why.' }),
      }),
    }),
    Close: builder.inputType('CloseAssessmentInput', {
      description: 'Which assessment.',
      fields: (t) => ({ assessment: t.field(assessment) }),
    }),
  }
}

export type IncentiveInputs = ReturnType<typeof incentiveInputs>
