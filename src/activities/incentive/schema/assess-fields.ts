/** Questions that assess: one person, or up to a thousand in one statement. */

import { assertBatch, BATCH_MAX, NEWCOMER_IDS } from '../../../graphql/schema/batch.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { RequestContext } from '../../../graphql/schema/context.ts'
import type { Assessment } from '../assessment/assess-persons.ts'
import type { AssessmentRequest } from '../assessment/assessor.ts'
import type { verdictType } from './verdict-type.ts'

const AS_OF = 'Day to look at, as far back as the rule allows; null for today.'

/** Adds `assessIncentive` and `assessIncentives` to the query type. */
export function addAssessFields({ builder }: DomainBuilder, Verdict: ReturnType<typeof verdictType>): void {
  const AssessIncentiveInput = builder.inputType('AssessIncentiveInput', {
    description: 'Whom to assess for what.',
    fields: (t) => ({
      newcomerId: t.id({ required: true, description: "Id of the newcomer in the caller's sector." }),
      incentive: t.id({ required: true, description: 'Incentive, as `incentives` names it.' }),
      asOf: t.field({ type: 'Date', description: AS_OF }),
    }),
  })
  builder.queryField('assessIncentive', (t) =>
    t.field({
      type: Verdict,
      nullable: true,
      description:
        "What the rule of an incentive says of a person. Null when no such person exists for the caller's organisation; nothing is kept but the record of use.",
      args: { input: t.arg({ type: AssessIncentiveInput, required: true, description: 'Whom to assess for what.' }) },
      resolve: async (_root, { input: { newcomerId, incentive, asOf } }, context) => {
        const [assessment] = await assess(context, { incentive, ids: [newcomerId], asOf: asOf ?? null })
        return assessment ?? null
      },
    }),
  )
  builder.queryField('assessIncentives', (t) =>
    t.field({
      type: [Verdict],
      nullable: { list: true, items: true },
      description: `What the rule of an incentive says of persons, in the order of the ids, at most ${BATCH_MAX}. Null in the place of every id that is nobody in the caller's scope.`,
      args: {
        ids: t.arg.idList({ required: true, description: NEWCOMER_IDS }),
        incentive: t.arg.id({ required: true, description: 'Incentive, as `incentives` names it.' }),
        asOf: t.arg({ type: 'Date', description: AS_OF }),
      },
      resolve: async (_root, { ids, incentive, asOf }, context) => {
        assertBatch(ids)
        return await assess(context, { incentive, ids, asOf: asOf ?? null })
      },
    }),
  )
}

async function assess(context: RequestContext, asked: AssessmentRequest): Promise<readonly (Assessment | null)[]> {
  const { assessments, withheld } = await context.incentives.assess(context.assessor(), asked)
  context.withheld.push(...withheld)
  return assessments
}
