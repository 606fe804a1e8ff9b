/** What an organisation keeps: assessments of which it will decide, and decisions. Its own, and read by the same statement and proof as any question. */
import type { DomainBuilder, Row, RowFields } from '../../../graphql/schema/builder.ts'
import { column, type Expression, expression, many, person, type Rows } from '../../../query/declare.ts'
import type { RowSource } from '../../../query/row-source.ts'
import type { IncentiveEnums } from './enums.ts'

/** Rows of one table that belong to the caller's organisation. */
const ownRows = (table: string): RowSource => ({
  candidates: `${table} h_row join directory.person h_p on h_p.id = h_row.person_id`,
  id: 'h_row.id',
  person: 'h_row.person_id',
  evidence: 'h_p.evidence_ref',
  scoped: false,
  anonymous: false,
  repeated: false,
  exists: ({ organisation }) => `h_row.organisation_id = ${organisation}`,
  row: 'h_row',
  rows: (join) => `${join} ${table} h_row on h_row.id = h_a.id
    ${join} directory.person h_p on h_p.id = h_a.person_id`,
})

const ASSESSMENTS = ownRows('incentive.assessment')
const DECISIONS = ownRows('incentive.decision')

/** Of one person: those of the caller's organisation. */
const ofPerson = (table: string, order: string): Rows => ({
  table,
  where: ({ column: of, organisation }) => `${of('organisation_id')} = ${organisation}`,
  order,
})

const factsBy = (key: string): Rows => ({ table: 'incentive.fact', of: { column: key, to: 'id' }, order: 'place' })

/** Codes of the requirements in one state. */
const codesIn =
  (state: string): Expression =>
  ({ column: of }) =>
    `array(
      select split_part(kept.entry, ':', 1)
      from unnest(${of('requirements')}) with ordinality kept (entry, place)
      where kept.entry like '%:${state}'
      order by kept.place
    )`

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
        "Assessments of this person that the caller's organisation keeps, latest first.",
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
    incentive: t.field({ type: 'ID', ...column('incentive', 'Incentive that it is about.') }),
    ruleVersion: t.int(column('rule_version', 'Version of the rule.')),
    outcome: t.field({ type: Outcome, ...column('outcome', 'What the rule says; a person decides.') }),
    met: t.stringList(expression(codesIn('MET'), 'Codes of requirements that are met.')),
    unmet: t.stringList(expression(codesIn('UNMET'), 'Codes of requirements that are not met.')),
    unknown: t.stringList(expression(codesIn('UNKNOWN'), 'Codes of requirements of which it cannot be told.')),
  }
}

function assessmentType({ builder, Newcomer }: DomainBuilder, enums: IncentiveEnums, KeptFact: FactRow) {
  return builder.objectRef<Row>('IncentiveAssessment').implement({
    description:
      "Assessment that the caller's organisation keeps because it will decide. While it is open, the hub looks at its facts again when they change.",
    extensions: { hub: { source: ASSESSMENTS } },
    fields: (t) => ({
      id: t.field({ type: 'ID', ...column('id', 'Id of the assessment.'), nullable: false }),
      version: t.int(column('version', 'Counts its changes, from 1. An act names the version that it was decided on.')),
      state: t.field({ type: enums.AssessmentState, ...column('state', 'Whether it is still to be decided.') }),
      ...verdictFields(t, enums),
      asOf: t.field({
        type: 'Date',
        ...expression(({ column: of }) => `coalesce(${of('as_of')}, ${of('looked_on')})`, 'Day that was looked at.'),
      }),
      openedAt: t.field({ type: 'DateTime', ...column('opened_at', 'When it was opened.') }),
      lookedOn: t.field({ type: 'Date', ...column('looked_on', 'Day on which its facts were last looked at.') }),
      markedAt: t.field({
        type: 'DateTime',
        ...column(
          'marked_at',
          'When a change of facts changed what the rule says. Null when it did not since the organisation last looked.',
        ),
      }),
      facts: t.field({
        type: [KeptFact],
        ...many(factsBy('assessment_id'), 'Facts that the rule reads, by name and day; values are not shown.'),
      }),
      newcomer: t.field({
        type: Newcomer,
        ...person("Whom it is about. Null when the caller's organisation no longer knows the person in a capacity of the contract."),
      }),
    }),
  })
}

function decisionType({ builder, Newcomer }: DomainBuilder, enums: IncentiveEnums, KeptFact: FactRow) {
  return builder.objectRef<Row>('IncentiveDecision').implement({
    description: "Decision of a person of the caller's organisation, with the rule and the facts that it was taken on.",
    extensions: { hub: { source: DECISIONS } },
    fields: (t) => ({
      id: t.field({ type: 'ID', ...column('id', 'Id of the decision.'), nullable: false }),
      assessmentId: t.field({ type: 'ID', ...column('assessment_id', 'Id of the assessment that it decided.') }),
      version: t.int(column('version', 'Counts its changes, from 1. An act names the version that it was decided on.')),
      decision: t.field({ type: enums.Decision, ...column('kind', 'What was decided.') }),
      state: t.field({ type: enums.DecisionState, ...column('state', 'Whether it is in force.') }),
      ...verdictFields(t, enums),
      asOf: t.field({ type: 'Date', ...column('as_of', 'Day that was looked at.') }),
      reason: t.string(column('reason', 'Why, in the words of who decided.')),
      confirmed: t.stringList(column('confirmed', 'Codes of what the person confirmed.')),
      decidedAt: t.field({ type: 'DateTime', ...column('decided_at', 'When.') }),
      endedAt: t.field({ type: 'DateTime', ...column('ended_at', 'When it was revoked or superseded. Null while in force.') }),
      endReason: t.string(column('end_reason', 'Why it was revoked or superseded. Null while in force.')),
      supersedesId: t.field({
        type: 'ID',
        ...column('supersedes_id', 'Id of the decision that it took the place of. Null when it is the first.'),
      }),
      facts: t.field({
        type: [KeptFact],
        ...many(factsBy('decision_id'), 'Facts that the rule read, by name and day; values are not shown.'),
      }),
      newcomer: t.field({
        type: Newcomer,
        ...person("Whom it is about. Null when the caller's organisation no longer knows the person in a capacity of the contract."),
      }),
    }),
  })
}

function keptFactType({ builder }: DomainBuilder, { FactState, Owner }: IncentiveEnums) {
  return builder.objectRef<Row>('KeptFact').implement({
    description: 'Fact that a rule read (CCCEV: evidence), by name and day, without its value.',
    fields: (t) => ({
      name: t.string(column('name', 'Name in the catalogue.')),
      source: t.field({ type: Owner, ...column('source', 'Domain whose word it is. Null when it stands for facts of several.') }),
      state: t.field({ type: FactState, ...column('state', 'Whether it counted.') }),
      asOf: t.field({
        type: 'Date',
        ...column('as_of', "Day of the owner's last word about the person. Null when it did not know the person."),
      }),
    }),
  })
}
