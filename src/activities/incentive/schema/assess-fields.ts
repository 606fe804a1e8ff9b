/** Questions that assess: one person, or up to a thousand in one statement. */

import { assertBatch, BATCH_MAX, NEWCOMER_IDS } from '../../../graphql/schema/batch.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import type { RequestContext } from '../../../graphql/schema/context.ts'
import { parseId, parseIds } from '../../../graphql/schema/ids.ts'
import { needs } from '../../../graphql/schema/needs.ts'
import type { Assessment } from '../assessment/assess-persons.ts'
import type { AssessmentRequest } from '../assessment/assessor.ts'
import type { verdictType } from './verdict-type.ts'

const AS_OF = 'Reference date, no further back than the rule allows. Null: today.'

/** Adds `assessIncentive` and `assessIncentives` to the query type. */
export function addAssessFields({ builder }: DomainBuilder, Verdict: ReturnType<typeof verdictType>): void {
  const AssessIncentiveInput = builder.inputType('AssessIncentiveInput', {
    description: 'Incentive and persons to assess.',
    fields: (t) => ({
      newcomerId: t.id({ required: true, description: "Id of the newcomer in the caller's sector." }),
      incentive: t.id({ required: true, description: 'Id of the incentive, from `incentives`.' }),
      asOf: t.field({ type: 'Date', description: AS_OF }),
    }),
  })
  builder.queryField('assessIncentive', (t) =>
    t.field({
      type: Verdict,
      nullable: true,
      description:
        "Outcome of the rule of an incentive for one person. Null when the person is not found in the caller's scope. Only the use of the data is recorded.",
      extensions: needs('PERSONS'),
      args: { input: t.arg({ type: AssessIncentiveInput, required: true, description: 'Incentive and persons to assess.' }) },
      resolve: async (_root, { input: { newcomerId, incentive, asOf } }, context) => {
        const [assessment] = await assess(context, { incentive, ids: [parseId(newcomerId, 'input.newcomerId')], asOf: asOf ?? null })
        return assessment ?? null
      },
    }),
  )
  builder.queryField('assessIncentives', (t) =>
    t.field({
      type: [Verdict],
      nullable: { list: true, items: true },
      description: `Outcomes of the rule of an incentive, in the order of the ids, at most ${BATCH_MAX}. Null for every id outside the caller's scope.`,
      extensions: needs('PERSONS'),
      args: {
        ids: t.arg.idList({ required: true, description: NEWCOMER_IDS }),
        incentive: t.arg.id({ required: true, description: 'Id of the incentive, from `incentives`.' }),
        asOf: t.arg({ type: 'Date', description: AS_OF }),
      },
      resolve: async (_root, { ids, incentive, asOf }, context) => {
        assertBatch(ids)
        return await assess(context, { incentive, ids: parseIds(ids, 'ids'), asOf: asOf ?? null })
      },
    }),
  )
}

async function assess(context: RequestContext, asked: AssessmentRequest): Promise<readonly (Assessment | null)[]> {
  const { assessments, withheld } = await context.ports.incentives.assess(asked)
  context.withheld.push(...withheld)
  return assessments
}
