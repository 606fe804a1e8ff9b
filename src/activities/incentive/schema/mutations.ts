/** Acts on assessments and decisions. They say what is asked; the store reads the facts, decides and writes. */
import { actKeyOf } from '../../../graphql/schema/acts/act.ts'
import { BATCH_MAX } from '../../../graphql/schema/batch.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { readRow, readRows } from '../../../graphql/schema/context.ts'
import { parseId, parseIds } from '../../../graphql/schema/ids.ts'
import { needs } from '../../../graphql/schema/needs.ts'
import { STRUCTURAL } from '../../../graphql/schema/structural.ts'
import { userErrorsField, type userErrorType } from '../../../graphql/schema/user-error.ts'
import type { IncentiveAnswer, OpenAnswer } from '../store/commands.ts'
import type { AssessmentTypes } from './assessment-types.ts'
import type { IncentiveEnums } from './enums.ts'
import { type IncentiveInputs, incentiveInputs } from './inputs.ts'

type UserErrorType = ReturnType<typeof userErrorType>
type Payload = ReturnType<typeof payloadType>

export function addIncentiveMutations(
  domain: DomainBuilder,
  UserError: UserErrorType,
  enums: IncentiveEnums,
  types: AssessmentTypes,
): void {
  const inputs = incentiveInputs(domain, enums)
  const IncentivePayload = payloadType(domain, UserError, types)
  addOpening(domain, UserError, inputs, types)
  addDeciding(domain, inputs, IncentivePayload)
  addEnding(domain, inputs, IncentivePayload)
}

function addOpening(domain: DomainBuilder, UserError: UserErrorType, inputs: IncentiveInputs, { Assessment }: AssessmentTypes): void {
  const OpenPayload = domain.builder.objectRef<OpenAnswer>('OpenAssessmentsPayload').implement({
    description: 'Open assessments of the given persons.',
    fields: (t) => ({
      assessments: t.field({
        type: [Assessment],
        nullable: { list: true, items: true },
        description: "Assessments, in the order of the persons. Null for every id outside the caller's scope.",
        extensions: STRUCTURAL,
        resolve: ({ ids }, _args, context, info) =>
          readRows(
            'IncentiveAssessment',
            ids.map((id) => id ?? ''),
            context,
            info,
          ),
      }),
      userErrors: t.field(userErrorsField(UserError)),
    }),
  })
  domain.builder.mutationField('openAssessments', (t) =>
    t.field({
      type: OpenPayload,
      nullable: false,
      description: `Assesses up to ${BATCH_MAX} persons and stores the assessments for a decision by the caller's organisation. An assessment that is already open is renewed.`,
      extensions: needs('PERSONS', 'ACT_KEY'),
      args: { input: t.arg({ type: inputs.Open, required: true, description: 'Incentive and persons to assess.' }) },
      resolve: async (_root, { input }, context, info) => {
        const { incentive, newcomerIds, asOf } = input
        if (newcomerIds.length > BATCH_MAX) {
          const message = `Give at most ${BATCH_MAX} ids.`
          return { ids: [], userErrors: [{ code: 'BAD_USER_INPUT' as const, message, field: ['input', 'newcomerIds'] }] }
        }
        const key = actKeyOf(context, info, input)
        return await context.ports.incentives.open(
          { incentive, newcomerIds: parseIds(newcomerIds, 'input.newcomerIds'), asOf: asOf ?? null },
          key,
        )
      },
    }),
  )
}

function addDeciding({ builder }: DomainBuilder, inputs: IncentiveInputs, IncentivePayload: Payload): void {
  builder.mutationField('decideIncentive', (t) =>
    t.field({
      type: IncentivePayload,
      nullable: false,
      description:
        'Grants or refuses an incentive. Only a person decides. One decision on the same thing is in force: a second one is refused (DECISION_IN_FORCE), and `decision` is the first. The hub reads the facts again: when the outcome differs from the assessment, nothing is decided.',
      extensions: needs('PERSONS', 'ACT_KEY', 'HUMAN'),
      args: { input: t.arg({ type: inputs.Decide, required: true, description: 'Assessment and the decision on it.' }) },
      resolve: (_root, { input }, context, info) => {
        const { decision, ...judgement } = input.change
        const key = actKeyOf(context, info, input)
        return context.ports.incentives.decide(
          select(input.assessment),
          { ...judgement, item: judgement.item ?? null, kind: decision },
          key,
        )
      },
    }),
  )
  builder.mutationField('supersedeDecision', (t) =>
    t.field({
      type: IncentivePayload,
      nullable: false,
      description: 'Replaces a decision in force by a new one, after new facts, an objection or a mistake. Only a person decides.',
      extensions: needs('PERSONS', 'ACT_KEY', 'HUMAN'),
      args: { input: t.arg({ type: inputs.Supersede, required: true, description: 'Decision to replace, and the new decision.' }) },
      resolve: (_root, { input }, context, info) => {
        const { decision, ...judgement } = input.change
        const key = actKeyOf(context, info, input)
        return context.ports.incentives.supersede(select(input.decision), { ...judgement, kind: decision }, key)
      },
    }),
  )
}

function addEnding({ builder }: DomainBuilder, inputs: IncentiveInputs, IncentivePayload: Payload): void {
  builder.mutationField('revokeIncentive', (t) =>
    t.field({
      type: IncentivePayload,
      nullable: false,
      description: 'Revokes a grant that is in force. Only a person decides.',
      extensions: needs('PERSONS', 'ACT_KEY', 'HUMAN'),
      args: { input: t.arg({ type: inputs.Revoke, required: true, description: 'Decision to revoke, and the reason.' }) },
      resolve: (_root, { input }, context, info) =>
        context.ports.incentives.revoke(select(input.decision), input.change.reason, actKeyOf(context, info, input)),
    }),
  )
  builder.mutationField('closeAssessment', (t) =>
    t.field({
      type: IncentivePayload,
      nullable: false,
      description: 'Closes an open assessment without a decision. The hub no longer reassesses it.',
      extensions: needs('PERSONS', 'ACT_KEY'),
      args: { input: t.arg({ type: inputs.Close, required: true, description: 'Assessment to close.' }) },
      resolve: (_root, { input }, context, info) =>
        context.ports.incentives.close(select(input.assessment), actKeyOf(context, info, input)),
    }),
  )
}

const select = ({ id, expectedVersion }: { id: string; expectedVersion: number }) => ({ id: parseId(id, 'input.id'), expectedVersion })

function payloadType({ builder }: DomainBuilder, UserError: UserErrorType, { Assessment, Decision }: AssessmentTypes) {
  return builder.objectRef<IncentiveAnswer>('IncentivePayload').implement({
    description: 'Result of an act on an assessment or a decision.',
    fields: (t) => ({
      assessment: t.field({
        type: Assessment,
        description: "Assessment in its present state, also when the act was refused. Null when not found in the caller's scope.",
        extensions: STRUCTURAL,
        resolve: ({ assessment: id }, _args, context, info) => (id === null ? null : readRow('IncentiveAssessment', id, context, info)),
      }),
      decision: t.field({
        type: Decision,
        description: 'Decision in its present state. Null when none was made or found.',
        extensions: STRUCTURAL,
        resolve: ({ decision: id }, _args, context, info) => (id === null ? null : readRow('IncentiveDecision', id, context, info)),
      }),
      userErrors: t.field(userErrorsField(UserError)),
    }),
  })
}
