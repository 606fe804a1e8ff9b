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
    description: "Assessment that the caller's organisation keeps. Null when there is none of this id; the answer does not tell why.",
    type: Assessment,
    id: 'Id of the assessment.',
  })
  const list = { type: 'IncentiveAssessment', page: rowConnection(domain, PageInfo, Assessment, 'assessments') }
  pagedRoot(domain, {
    ...list,
    field: 'incentiveAssessments',
    description: "Assessments that the caller's organisation keeps.",
    filter: { type: assessmentFilter(domain, enums), description: 'Which assessments; all that is given must hold.' },
  })
  pagedRoot(domain, {
    ...list,
    field: 'incentiveQueue',
    description:
      "Open assessments of the caller's organisation of which a change of facts changed what the rule says, since it last looked. Opening one again, or deciding it, takes it from the queue.",
    fixed: { marked: true, state: 'OPEN' },
  })
}

function assessmentFilter({ builder }: DomainBuilder, { AssessmentState }: IncentiveEnums) {
  return builder.inputType('IncentiveAssessmentFilter', {
    description: 'Which assessments; all that is given must hold.',
    fields: (t) => ({
      incentive: t.id({
        description: 'Of this incentive.',
        ...restrict(['IncentiveAssessment.incentive'], 'text', ({ row }, value) => `${row}.incentive = ${value}`),
      }),
      state: t.field({
        type: AssessmentState,
        description: 'In this state.',
        ...restrict(['IncentiveAssessment.state'], 'incentive.assessment_state', ({ row }, value) => `${row}.state = ${value}`),
      }),
      marked: t.boolean({
        description: 'Whether a change of facts changed what the rule says.',
        ...restrict(['IncentiveAssessment.markedAt'], 'boolean', ({ row }, value) => `(${row}.marked_at is not null) = ${value}`),
      }),
    }),
  })
}

function addDecisions(domain: DomainBuilder, PageInfo: PageInfoType, enums: IncentiveEnums, Decision: AssessmentTypes['Decision']): void {
  const Filter = domain.builder.inputType('IncentiveDecisionFilter', {
    description: 'Which decisions; all that is given must hold.',
    fields: (t) => ({
      incentive: t.id({
        description: 'On this incentive.',
        ...restrict(['IncentiveDecision.incentive'], 'text', ({ row }, value) => `${row}.incentive = ${value}`),
      }),
      state: t.field({
        type: enums.DecisionState,
        description: 'In this state.',
        ...restrict(['IncentiveDecision.state'], 'incentive.decision_state', ({ row }, value) => `${row}.state = ${value}`),
      }),
    }),
  })
  rowRoot(domain, {
    field: 'incentiveDecision',
    description: "Decision of the caller's organisation. Null when there is none of this id; the answer does not tell why.",
    type: Decision,
    id: 'Id of the decision.',
  })
  pagedRoot(domain, {
    field: 'incentiveDecisions',
    description: "Decisions of the caller's organisation.",
    type: 'IncentiveDecision',
    page: rowConnection(domain, PageInfo, Decision, 'decisions'),
    filter: { type: Filter, description: 'Which decisions; all that is given must hold.' },
  })
}
