/** Questions about what is kept: the queue of what to look at, assessments, decisions. */

import { answerWith, givenFields } from '../../../graphql/schema/answer.ts'
import type { DomainBuilder, Row } from '../../../graphql/schema/builder.ts'
import { connectionOf, toPage } from '../../../graphql/schema/connection.ts'
import type { RequestContext } from '../../../graphql/schema/context.ts'
import { needs } from '../../../graphql/schema/needs.ts'
import { connectionShape, listIdentity, openAfter, PAGE_DEFAULT, PAGE_MAX, pageSize } from '../../../graphql/schema/page.ts'
import type { PageInfoType } from '../../../graphql/schema/page-info.ts'
import type { HubExtension } from '../../../query/declare.ts'
import type { AssessmentTypes } from './assessment-types.ts'
import type { IncentiveEnums } from './enums.ts'

type Info = Parameters<RequestContext['read']>[1]

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
  const { builder } = domain
  const Connection = connectionOf(domain, PageInfo, Assessment, 'IncentiveAssessment', 'assessments')
  const Filter = assessmentFilter(domain, enums)
  const page = {
    first: { defaultValue: PAGE_DEFAULT, description: `Size of the page, from 1 to ${PAGE_MAX}.` },
    after: { description: 'Cursor after which the page begins. Null: the first page.' },
  }
  builder.queryField('incentiveAssessment', (t) =>
    t.field({
      type: Assessment,
      nullable: true,
      description: "Assessment by id, stored for the caller's organisation. Null when not found; the reason is not given.",
      extensions: needs('PERSONS'),
      args: { id: t.arg.id({ required: true, description: 'Id of the assessment.' }) },
      resolve: (_root, args, context, info) => one(context, info, 'IncentiveAssessment', args),
    }),
  )
  builder.queryField('incentiveAssessments', (t) =>
    t.field({
      type: Connection,
      nullable: true,
      description: "Assessments stored for the caller's organisation.",
      extensions: needs('PERSONS'),
      args: {
        filter: t.arg({ type: Filter, description: 'Restricts the assessments. All given fields must hold.' }),
        first: t.arg.int(page.first),
        after: t.arg.string(page.after),
      },
      resolve: (_root, { filter, ...args }, context, info) => list(context, info, 'IncentiveAssessment', givenFields(filter), args),
    }),
  )
  builder.queryField('incentiveQueue', (t) =>
    t.field({
      type: Connection,
      nullable: true,
      description:
        'Open assessments whose outcome changed because facts changed. Opening one again, or deciding on it, removes it from the queue.',
      extensions: needs('PERSONS'),
      args: { first: t.arg.int(page.first), after: t.arg.string(page.after) },
      resolve: (_root, args, context, info) => list(context, info, 'IncentiveAssessment', { marked: true, state: 'OPEN' }, args),
    }),
  )
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
      resolve: (_root, args, context, info) => one(context, info, 'IncentiveDecision', args),
    }),
  )
  builder.queryField('incentiveDecisions', (t) =>
    t.field({
      type: connectionOf(domain, PageInfo, Decision, 'IncentiveDecision', 'decisions'),
      nullable: true,
      description: "Decisions of the caller's organisation.",
      extensions: needs('PERSONS'),
      args: {
        filter: t.arg({ type: Filter, description: 'Restricts the decisions. All given fields must hold.' }),
        first: t.arg.int({ defaultValue: PAGE_DEFAULT, description: `Size of the page, from 1 to ${PAGE_MAX}.` }),
        after: t.arg.string({ description: 'Cursor after which the page begins. Null: the first page.' }),
      },
      resolve: (_root, { filter, ...args }, context, info) => list(context, info, 'IncentiveDecision', givenFields(filter), args),
    }),
  )
}

function one(context: RequestContext, info: Info, type: string, args: { id: string }) {
  const shape = () => ({ kind: 'person', nodes: info.fieldNodes }) as const
  return answerWith<Row | null>(context, { type, who: { kind: 'byId' }, shape, arguments: args }, info)
}

type PageArgs = { first?: number | null | undefined; after?: string | null | undefined }

async function list(context: RequestContext, info: Info, type: string, filter: Record<string, unknown>, args: PageArgs) {
  const identity = listIdentity(context, filter, type)
  const after = openAfter(context, args.after, identity)
  const who = { kind: 'page', order: 'ID', filter: Object.keys(filter).sort(), after: after !== undefined } as const
  const shape = () => connectionShape(info, context.form)
  const answer = await context.read({ type, who, shape, arguments: { filter, first: pageSize(args.first) }, after }, info)
  return toPage(answer, context, identity, after !== undefined)
}
