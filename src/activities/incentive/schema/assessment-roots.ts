/** Questions about what is kept: the queue of what to look at, assessments, decisions. */

import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { restrict } from '../../../graphql/schema/filter.ts'
import type { PageInfoType } from '../../../graphql/schema/page-info.ts'
import { pagedRoot } from '../../../graphql/schema/paged-root.ts'
import { rowConnection } from '../../../graphql/schema/row-page.ts'
import { rowRoot } from '../../../graphql/schema/row-root.ts'
import type { AssessmentTypes } from './assessment-types.ts'
import type { IncentiveEnums } from './enums.ts'

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
  rowRoot(domain, {
    field: 'incentiveAssessment',
    description: "Assessment by id, stored for the caller's organisation. Null when not found; the reason is not given.",
    type: Assessment,
    id: 'Id of the assessment.',
  })
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
      'Open assessments whose outcome is another than when they were last opened, because facts changed; at most once a day where the organisation does not see all of these facts. Opening one again, or deciding on it, removes it from the queue.',
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
  const Filter = domain.builder.inputType('IncentiveDecisionFilter', {
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
  rowRoot(domain, {
    field: 'incentiveDecision',
    description: "Decision of the caller's organisation, by id. Null when not found; the reason is not given.",
    type: Decision,
    id: 'Id of the decision.',
  })
  pagedRoot(domain, {
    field: 'incentiveDecisions',
    description: "Decisions of the caller's organisation.",
    type: 'IncentiveDecision',
    page: rowConnection(domain, PageInfo, Decision, 'decisions'),
    filter: { type: Filter, description: 'Restricts the decisions. All given fields must hold.' },
  })
}
