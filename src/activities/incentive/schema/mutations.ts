/** Acts on assessments and decisions. They say what is asked; the store reads the facts, decides and writes. */

import { toUuid } from '../../../base/uuid.ts'
import { actKeyOf } from '../../../graphql/schema/acts/act.ts'
import { readRow, readRows } from '../../../graphql/schema/answer.ts'
import { BATCH_MAX } from '../../../graphql/schema/batch.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
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
    description: 'Assessments that are open now.',
    fields: (t) => ({
      assessments: t.field({
        type: [Assessment],
        nullable: { list: true, items: true },
        description: "Assessments in the order of the persons. Null in the place of every id that is nobody in the caller's scope.",
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
      description: `Assesses up to ${BATCH_MAX} persons and keeps the assessments, because the caller's organisation will decide. One that is open already is looked at anew.`,
      args: { input: t.arg({ type: inputs.Open, required: true, description: 'Whom to assess for what.' }) },
      resolve: async (_root, { input }, context, info) => {
        const { incentive, newcomerIds, asOf } = input
        if (newcomerIds.length > BATCH_MAX) {
          const message = `Takes at most ${BATCH_MAX} ids.`
          return { ids: [], userErrors: [{ code: 'BAD_USER_INPUT' as const, message, field: ['input', 'newcomerIds'] }] }
        }
        const key = actKeyOf(context, info, input)
        return await context.incentiveActs.open(context.assessor(), { incentive, newcomerIds, asOf: asOf ?? null }, key)
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
        'Grants or refuses an incentive. Only a person decides: the facts are read again, and when they say something else than the person saw, nothing is decided.',
      args: { input: t.arg({ type: inputs.Decide, required: true, description: 'Which assessment, and what was decided.' }) },
      resolve: (_root, { input }, context, info) => {
        const { decision, ...judgement } = input.change
        return context.incentiveActs.decide(
          context.assessor(),
          select(input.assessment),
          { ...judgement, kind: decision },
          actKeyOf(context, info, input),
        )
      },
    }),
  )
  builder.mutationField('supersedeDecision', (t) =>
    t.field({
      type: IncentivePayload,
      nullable: false,
      description: 'Puts a new decision in the place of one in force, after new facts, an objection or a mistake. Only a person decides.',
      args: { input: t.arg({ type: inputs.Supersede, required: true, description: 'Which decision, and what is decided instead.' }) },
      resolve: (_root, { input }, context, info) => {
        const { decision, ...judgement } = input.change
        return context.incentiveActs.supersede(
          context.assessor(),
          select(input.decision),
          { ...judgement, kind: decision },
          actKeyOf(context, info, input),
        )
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
      args: { input: t.arg({ type: inputs.Revoke, required: true, description: 'Which decision, and why.' }) },
      resolve: (_root, { input }, context, info) =>
        context.incentiveActs.revoke(context.assessor(), select(input.decision), input.change.reason, actKeyOf(context, info, input)),
    }),
  )
  builder.mutationField('closeAssessment', (t) =>
    t.field({
      type: IncentivePayload,
      nullable: false,
      description: 'Closes an open assessment of which nobody will decide; its facts are no longer looked at.',
      args: { input: t.arg({ type: inputs.Close, required: true, description: 'Which assessment.' }) },
      resolve: (_root, { input }, context, info) =>
        context.incentiveActs.close(context.assessor(), select(input.assessment), actKeyOf(context, info, input)),
    }),
  )
}

const select = ({ id, expectedVersion }: { id: string; expectedVersion: number }) => ({ id: toUuid(id), expectedVersion })

function payloadType({ builder }: DomainBuilder, UserError: UserErrorType, { Assessment, Decision }: AssessmentTypes) {
  return builder.objectRef<IncentiveAnswer>('IncentivePayload').implement({
    description: 'What came of an act on an assessment or a decision.',
    fields: (t) => ({
      assessment: t.field({
        type: Assessment,
        description: "The assessment as it is now, also when the act was refused. Null when there is none for the caller's organisation.",
        extensions: STRUCTURAL,
        resolve: ({ assessment: id }, _args, context, info) => (id === null ? null : readRow('IncentiveAssessment', id, context, info)),
      }),
      decision: t.field({
        type: Decision,
        description: 'The decision as it is now. Null when none was made or found.',
        extensions: STRUCTURAL,
        resolve: ({ decision: id }, _args, context, info) => (id === null ? null : readRow('IncentiveDecision', id, context, info)),
      }),
      userErrors: t.field(userErrorsField(UserError)),
    }),
  })
}
