/** Questions about what is kept: the queue of what to look at, assessments, decisions. */

import { readRow } from '../../../graphql/schema/answer.ts'
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { needs } from '../../../graphql/schema/needs.ts'
import type { PageInfoType } from '../../../graphql/schema/page-info.ts'
import { pagedRoot } from '../../../graphql/schema/paged-root.ts'
import { rowConnection } from '../../../graphql/schema/row-page.ts'
import type { HubExtension } from '../../../query/declare.ts'
import type { AssessmentTypes } from './assessment-types.ts'
import type { IncentiveEnums } from './enums.ts'

const restrict = (reveals: readonly string[], sqlType: string, sql: NonNullable<HubExtension['restrict']>) => ({
  extensions: { hub: { reveals, sqlType, restrict: sql } satisfies HubExtension },
})

export function addAssessmentRoots(
  domain: DomainBuilder,
  PageInfo: PageInfoType,
  enums: IncentiveEnums,
  { Assessment, Decision }: AssessmentTypes,
): void {
  addAssessments(domain, PageInfo, enums, Assessment)
  addDecisions(domain, PageInfo, enums, Decision)
}

function addAssessments(
  domain: DomainBuilder,
  PageInfo: PageInfoType,
  enums: IncentiveEnums,
  Assessment: AssessmentTypes['Assessment'],
): void {
  domain.builder.queryField('incentiveAssessment', (t) =>
    t.field({
      type: Assessment,
      nullable: true,
      description: "Assessment by id, stored for the caller's organisation. Null when not found; the reason is not given.",
      extensions: needs('PERSONS'),
      args: { id: t.arg.id({ required: true, description: 'Id of the assessment.' }) },
      resolve: (_root, { id }, context, info) => readRow('IncentiveAssessment', id, context, info),
    }),
  )
  const list = { type: 'IncentiveAssessment', page: rowConnection(domain, PageInfo, Assessment, 'assessments') }
  pagedRoot(domain, {
    ...list,
    field: 'incentiveAssessments',
    description: "Assessments stored for the caller's organisation.",
    filter: { type: assessmentFilter(domain, enums), description: 'Restricts the assessments. All given fields must hold.' },
  })
  pagedRoot(domain, {
    ...list,
    field: 'incentiveQueue',
    description:
      'Open assessments whose outcome changed because facts changed. Opening one again, or deciding on it, removes it from the queue.',
    fixed: { marked: true, state: 'OPEN' },
  })
}

function assessmentFilter({ builder }: DomainBuilder, { AssessmentState }: IncentiveEnums) {
  return builder.inputType('IncentiveAssessmentFilter', {
    description: 'Restricts the assessments. All given fields must hold.',
    fields: (t) => ({
      incentive: t.id({
        description: 'Id of the incentive.',
        ...restrict(['IncentiveAssessment.incentive'], 'text', ({ column }, value) => `${column('incentive')} = ${value}`),
      }),
      state: t.field({
        type: AssessmentState,
        description: 'State of the records.',
        ...restrict(['IncentiveAssessment.state'], 'incentive.assessment_state', ({ column }, value) => `${column('state')} = ${value}`),
      }),
      marked: t.boolean({
        description: 'Whether a change of facts changed the outcome.',
        ...restrict(['IncentiveAssessment.markedAt'], 'boolean', ({ column }, value) => `(${column('marked_at')} is not null) = ${value}`),
      }),
    }),
  })
}

function addDecisions(domain: DomainBuilder, PageInfo: PageInfoType, enums: IncentiveEnums, Decision: AssessmentTypes['Decision']): void {
  const { builder } = domain
  const Filter = builder.inputType('IncentiveDecisionFilter', {
    description: 'Restricts the decisions. All given fields must hold.',
    fields: (t) => ({
      incentive: t.id({
        description: 'Id of the incentive.',
        ...restrict(['IncentiveDecision.incentive'], 'text', ({ column }, value) => `${column('incentive')} = ${value}`),
      }),
      state: t.field({
        type: enums.DecisionState,
        description: 'State of the records.',
        ...restrict(['IncentiveDecision.state'], 'incentive.decision_state', ({ column }, value) => `${column('state')} = ${value}`),
      }),
    }),
  })
  builder.queryField('incentiveDecision', (t) =>
    t.field({
      type: Decision,
      nullable: true,
      description: "Decision of the caller's organisation, by id. Null when not found; the reason is not given.",
      extensions: needs('PERSONS'),
      args: { id: t.arg.id({ required: true, description: 'Id of the decision.' }) },
      resolve: (_root, { id }, context, info) => readRow('IncentiveDecision', id, context, info),
    }),
  )
  pagedRoot(domain, {
    field: 'incentiveDecisions',
    description: "Decisions of the caller's organisation.",
    type: 'IncentiveDecision',
    page: rowConnection(domain, PageInfo, Decision, 'decisions'),
    filter: { type: Filter, description: 'Restricts the decisions. All given fields must hold.' },
  })
}
