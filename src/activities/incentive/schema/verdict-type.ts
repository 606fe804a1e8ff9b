/** Assessment as it is answered: an outcome with its reasons and the facts by name, never with their values. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { STRUCTURAL } from '../../../graphql/schema/structural.ts'
import { type Assessment, type ShownFact, showFacts } from '../assessment/assess-persons.ts'
import { explain, type Reason } from '../assessment/explain.ts'
import type { TextType } from './catalogue-types.ts'
import type { IncentiveEnums } from './enums.ts'

export function verdictType(domain: DomainBuilder, enums: IncentiveEnums, BilingualText: TextType) {
  const Fact = factType(domain, enums, BilingualText)
  const Reason = reasonType(domain, enums, BilingualText)
  return domain.builder.objectRef<Assessment>('IncentiveVerdict').implement({
    description: 'Outcome of the rule of an incentive for one person. It is advice: a person decides. It is not stored.',
    fields: (t) => ({
      newcomerId: t.id({
        nullable: false,
        description: "Id of the newcomer in the caller's sector.",
        extensions: STRUCTURAL,
        resolve: ({ newcomerId }) => newcomerId,
      }),
      incentive: t.id({
        nullable: false,
        description: 'Id of the incentive.',
        extensions: STRUCTURAL,
        resolve: ({ incentive }) => incentive.file.id,
      }),
      outcome: t.field({
        type: enums.Outcome,
        description: 'Outcome of the rule.',
        extensions: STRUCTURAL,
        resolve: ({ verdict }) => verdict.outcome,
      }),
      asOf: t.field({
        type: 'Date',
        description: 'Reference date of the assessment.',
        extensions: STRUCTURAL,
        resolve: ({ asOf }) => asOf,
      }),
      ruleVersion: t.int({
        description: 'Version of the rule.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version.version.version,
      }),
      reasons: t.field({
        type: [Reason],
        description: 'Requirements of the rule in its order, up to the first that is unmet, each with its result and an explanation.',
        extensions: STRUCTURAL,
        resolve: (assessment, _args, { ports }) =>
          explain(assessment.version, assessment.verdict, showFacts(assessment, ports.incentives.catalogue)),
      }),
      facts: t.field({
        type: [Fact],
        description: 'Facts that these requirements read: name and day, never the value.',
        extensions: STRUCTURAL,
        resolve: (assessment, _args, { ports }) => showFacts(assessment, ports.incentives.catalogue),
      }),
    }),
  })
}

function factType({ builder }: DomainBuilder, { FactState, Owner }: IncentiveEnums, BilingualText: TextType) {
  return builder.objectRef<ShownFact>('AssessedFact').implement({
    description: 'Fact that a rule reads (CCCEV: information concept): name and day, never the value.',
    fields: (t) => ({
      name: t.string({ nullable: false, description: 'Name in the catalogue.', extensions: STRUCTURAL, resolve: ({ name }) => name }),
      label: t.field({ type: BilingualText, description: 'Label of the fact.', extensions: STRUCTURAL, resolve: ({ label }) => label }),
      source: t.field({
        type: Owner,
        description: 'Domain that supplies the fact. Null when the fact combines facts of several domains, which are not distinguished.',
        extensions: STRUCTURAL,
        resolve: ({ owner }) => owner,
      }),
      state: t.field({
        type: FactState,
        description: 'Role of the fact in the outcome: used, stale or missing.',
        extensions: STRUCTURAL,
        resolve: ({ state }) => state,
      }),
      asOf: t.field({
        type: 'Date',
        description:
          "Day of the owner's information that shows the fact. Null when the fact is not known, and for one that combines facts of several domains.",
        extensions: STRUCTURAL,
        resolve: ({ asOf }) => asOf,
      }),
    }),
  })
}

function reasonType({ builder }: DomainBuilder, { RequirementState }: IncentiveEnums, BilingualText: TextType) {
  return builder.objectRef<Reason>('IncentiveReason').implement({
    description: 'Requirement of a rule (CCCEV: requirement), with its result.',
    fields: (t) => ({
      code: t.string({ nullable: false, description: 'Reason code.', extensions: STRUCTURAL, resolve: ({ code }) => code }),
      state: t.field({
        type: RequirementState,
        description: 'Result of the requirement.',
        extensions: STRUCTURAL,
        resolve: ({ state }) => state,
      }),
      text: t.field({ type: BilingualText, description: 'Explanation.', extensions: STRUCTURAL, resolve: ({ text }) => text }),
    }),
  })
}
