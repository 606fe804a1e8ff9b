/** What an organisation keeps: assessments of which it will decide, and decisions. Its own, and read by the same statement and proof as any question. */
import { dayAt, startOfDay } from '../../../base/day.ts'
import type { DomainBuilder, RowFields } from '../../../graphql/schema/builder.ts'
import type { Row } from '../../../graphql/schema/context.ts'
import { column, type Expression, expression, hubExtension, many, person, type Rows } from '../../../query/declare.ts'
import { standsFor } from '../../../query/lineage.ts'
import type { RowSource } from '../../../query/row-source.ts'
import type { IncentiveEnums } from './enums.ts'

/** Rows of one table that belong to the caller's organisation, or to one that merged into it. */
const ownRows = (table: string): RowSource => ({
  candidates: `${table} h_row join directory.person h_p on h_p.id = h_row.person_id`,
  id: 'h_row.id',
  person: 'h_row.person_id',
  evidence: 'h_p.evidence_ref',
  scoped: false,
  anonymous: false,
  repeated: false,
  exists: ({ organisation, today }) => standsFor(organisation, 'h_row.organisation_id', today),
  row: 'h_row',
  rows: (join) => `${join} ${table} h_row on h_row.id = h_a.id
    ${join} directory.person h_p on h_p.id = h_a.person_id`,
})

const ASSESSMENTS = ownRows('incentive.assessment')
const DECISIONS = ownRows('incentive.decision')

/** Of one person: those of the caller's organisation. */
const ofPerson = (table: string, order: string): Rows => ({
  table,
  where: ({ column: of, organisation, today }) => standsFor(organisation, of('organisation_id'), today),
  order,
})

const factsBy = (key: string): Rows => ({ table: 'incentive.fact', of: { column: key, to: 'id' }, order: 'place' })

/** Codes of the requirements in one state, up to the first that is unmet: earlier hubs stored those after it too. */
const codesIn =
  (state: string): Expression =>
  ({ column: of }) =>
    `array(
      select split_part(kept.entry, ':', 1)
      from unnest(${of('requirements')}) with ordinality kept (entry, place)
      where kept.entry like '%:${state}'
        and kept.place <= coalesce((select min(u.place) from unnest(${of('requirements')}) with ordinality u (entry, place) where u.entry like '%:UNMET'), kept.place)
      order by kept.place
    )`

/** Beginning of the day after a withdrawal, once it has come: the time itself would tell when another organisation withdrew something. */
const reviewSince: Expression = ({ column: of, today }) => {
  const next = `${dayAt(of('facts_withdrawn_at'))} + 1`
  return `case when ${next} <= ${today} then ${startOfDay(next)} end`
}

export function addAssessmentTypes(domain: DomainBuilder, enums: IncentiveEnums) {
  const { builder, Newcomer } = domain
  const KeptFact = keptFactType(domain, enums)
  const Decision = decisionType(domain, enums, KeptFact)
  const Assessment = assessmentType(domain, enums, KeptFact)
  builder.objectFields(Newcomer, (t) => ({
    incentiveAssessments: t.field({
      type: [Assessment],
      ...many(
        ofPerson('incentive.assessment', 'opened_at desc, id'),
        "Assessments of this person stored for the caller's organisation, latest first.",
      ),
    }),
    incentiveDecisions: t.field({
      type: [Decision],
      ...many(
        ofPerson('incentive.decision', 'decided_at desc, id'),
        "Decisions of the caller's organisation about this person, latest first.",
      ),
    }),
  }))
  return { Assessment, Decision }
}

export type AssessmentTypes = ReturnType<typeof addAssessmentTypes>

type FactRow = ReturnType<typeof keptFactType>

function verdictFields(t: RowFields, { Outcome }: IncentiveEnums) {
  return {
    incentive: t.field({ type: 'ID', ...column('incentive', 'Id of the incentive.') }),
    ruleVersion: t.int(column('rule_version', 'Version of the rule.')),
    outcome: t.field({ type: Outcome, ...column('outcome', 'Outcome of the rule. It is advice: a person decides.') }),
    met: t.stringList(expression(codesIn('MET'), 'Codes of requirements that are met.')),
    unmet: t.stringList(expression(codesIn('UNMET'), 'Codes of requirements that are not met.')),
    unknown: t.stringList(expression(codesIn('UNKNOWN'), 'Codes of requirements whose result is unknown.')),
  }
}

function assessmentType({ builder, Newcomer }: DomainBuilder, enums: IncentiveEnums, KeptFact: FactRow) {
  return builder.objectRef<Row>('IncentiveAssessment').implement({
    description:
      "Assessment stored for a decision by the caller's organisation. While it is open, the hub reassesses it once a day, and sooner when facts change that the organisation sees.",
    extensions: hubExtension({ source: ASSESSMENTS }),
    fields: (t) => ({
      id: t.field({ type: 'ID', ...column('id', 'Id of the assessment.'), nullable: false }),
      version: t.int(column('version', 'Version number, from 1, increased by each change. Send it as expectedVersion with the next act.')),
      state: t.field({ type: enums.AssessmentState, ...column('state', 'State of the assessment.') }),
      ...verdictFields(t, enums),
      asOf: t.field({
        type: 'Date',
        ...expression(({ column: of }) => `coalesce(${of('as_of')}, ${of('looked_on')})`, 'Reference date of the assessment.'),
      }),
      openedAt: t.field({ type: 'DateTime', ...column('opened_at', 'Time of opening.') }),
      lookedOn: t.field({ type: 'Date', ...column('looked_on', 'Day of the last assessment of its facts.') }),
      markedAt: t.field({
        type: 'DateTime',
        ...column(
          'marked_at',
          'Time of the reassessment that found another outcome. Null when the outcome is the same as when the organisation last opened the assessment.',
        ),
      }),
      facts: t.field({
        type: [KeptFact],
        ...many(factsBy('assessment_id'), 'Facts that the rule reads: name and day, never the value.'),
      }),
      newcomer: t.field({
        type: Newcomer,
        ...person("Person concerned. Null when the caller's organisation no longer knows the person in a capacity of the contract."),
      }),
    }),
  })
}

function decisionType({ builder, Newcomer }: DomainBuilder, enums: IncentiveEnums, KeptFact: FactRow) {
  return builder.objectRef<Row>('IncentiveDecision').implement({
    description: "Decision by a person of the caller's organisation, with the rule and the facts on which it is based.",
    extensions: hubExtension({ source: DECISIONS }),
    fields: (t) => ({
      id: t.field({ type: 'ID', ...column('id', 'Id of the decision.'), nullable: false }),
      assessmentId: t.field({ type: 'ID', ...column('assessment_id', 'Id of the assessment on which it was taken.') }),
      version: t.int(column('version', 'Version number, from 1, increased by each change. Send it as expectedVersion with the next act.')),
      decision: t.field({ type: enums.Decision, ...column('kind', 'Granted or refused.') }),
      state: t.field({ type: enums.DecisionState, ...column('state', 'State of the decision.') }),
      ...verdictFields(t, enums),
      asOf: t.field({ type: 'Date', ...column('as_of', 'Reference date of the assessment.') }),
      occasion: t.string(
        column(
          'occasion',
          'Item or month that the decision is about: code of the item, or month of the reference date as YYYY-MM. Null when one decision per person is in force.',
        ),
      ),
      reason: t.string(column('reason', 'Reason, in the words of the person who decided.')),
      confirmed: t.stringList(column('confirmed', 'Codes that the person confirmed.')),
      decidedAt: t.field({ type: 'DateTime', ...column('decided_at', 'Time of the decision.') }),
      endedAt: t.field({ type: 'DateTime', ...column('ended_at', 'Time of the revocation or replacement. Null while in force.') }),
      endReason: t.string(column('end_reason', 'Reason for the revocation or replacement. Null while in force.')),
      supersedesId: t.field({
        type: 'ID',
        ...column('supersedes_id', 'Id of the decision that this one replaced. Null when it is the first.'),
      }),
      reviewReason: t.field({
        type: enums.ReviewReason,
        ...expression(
          (terms) => `case when ${reviewSince(terms)} is not null then 'FACTS_WITHDRAWN' end`,
          'Reason to review the decision. Shown from the day after it arose. Null when there is none.',
        ),
      }),
      reviewSince: t.field({
        type: 'DateTime',
        ...expression(reviewSince, 'Beginning of the day from which the reason to review the decision shows. Null when there is none.'),
      }),
      facts: t.field({
        type: [KeptFact],
        ...many(factsBy('decision_id'), 'Facts that the rule read: name and day, never the value.'),
      }),
      newcomer: t.field({
        type: Newcomer,
        ...person("Person concerned. Null when the caller's organisation no longer knows the person in a capacity of the contract."),
      }),
    }),
  })
}

function keptFactType({ builder }: DomainBuilder, { FactState, Owner }: IncentiveEnums) {
  return builder.objectRef<Row>('KeptFact').implement({
    description: 'Fact that a rule read (CCCEV: evidence): name and day, never the value.',
    fields: (t) => ({
      name: t.string(column('name', 'Name in the catalogue.')),
      source: t.field({
        type: Owner,
        ...column('source', 'Domain that supplies the fact. Null when the fact combines facts of several domains.'),
      }),
      state: t.field({ type: FactState, ...column('state', 'Role of the fact in the outcome: used, stale or missing.') }),
      asOf: t.field({
        type: 'Date',
        ...expression(
          // Earlier hubs stored a day of several owners' words too.
          ({ column: of }) => `case when ${of('source')} is not null then ${of('as_of')} end`,
          "Day of the owner's information that shows the fact. Null when the fact is not known, and for one that combines facts of several domains.",
        ),
      }),
    }),
  })
}
