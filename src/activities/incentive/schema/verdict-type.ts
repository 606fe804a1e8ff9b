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
    description: 'What the rule of an incentive says of a person: advice, for a person to decide on. Not kept.',
    fields: (t) => ({
      newcomerId: t.id({
        nullable: false,
        description: 'Whom it is about.',
        extensions: STRUCTURAL,
        resolve: ({ newcomerId }) => newcomerId,
      }),
      incentive: t.id({
        nullable: false,
        description: 'Incentive that was assessed.',
        extensions: STRUCTURAL,
        resolve: ({ incentive }) => incentive.file.id,
      }),
      outcome: t.field({
        type: enums.Outcome,
        description: 'What it says.',
        extensions: STRUCTURAL,
        resolve: ({ verdict }) => verdict.outcome,
      }),
      asOf: t.field({ type: 'Date', description: 'Day that was looked at.', extensions: STRUCTURAL, resolve: ({ asOf }) => asOf }),
      ruleVersion: t.int({
        description: 'Version of the rule.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version.version.version,
      }),
      reasons: t.field({
        type: [Reason],
        description: 'Requirements of the rule, each with whether it is met and why.',
        extensions: STRUCTURAL,
        resolve: (assessment, _args, { incentives }) =>
          explain(assessment.version, assessment.verdict.requirements, showFacts(assessment, incentives.catalogue)),
      }),
      facts: t.field({
        type: [Fact],
        description: 'Facts that the rule reads, by name and day; values are not shown.',
        extensions: STRUCTURAL,
        resolve: (assessment, _args, { incentives }) => showFacts(assessment, incentives.catalogue),
      }),
    }),
  })
}

function factType({ builder }: DomainBuilder, { FactState, Owner }: IncentiveEnums, BilingualText: TextType) {
  return builder.objectRef<ShownFact>('AssessedFact').implement({
    description: 'Fact that a rule reads (CCCEV: information concept), by name and day, without its value.',
    fields: (t) => ({
      name: t.string({ nullable: false, description: 'Name in the catalogue.', extensions: STRUCTURAL, resolve: ({ name }) => name }),
      label: t.field({ type: BilingualText, description: 'In words.', extensions: STRUCTURAL, resolve: ({ label }) => label }),
      source: t.field({
        type: Owner,
        description: 'Domain whose word it is. Null when it stands for facts of several, of which none is told apart.',
        extensions: STRUCTURAL,
        resolve: ({ owner }) => owner,
      }),
      state: t.field({ type: FactState, description: 'Whether it counted.', extensions: STRUCTURAL, resolve: ({ state }) => state }),
      asOf: t.field({
        type: 'Date',
        description: "Day of the owner's last word about the person. Null when it does not know the person.",
        extensions: STRUCTURAL,
        resolve: ({ asOf }) => asOf,
      }),
    }),
  })
}

function reasonType({ builder }: DomainBuilder, { RequirementState }: IncentiveEnums, BilingualText: TextType) {
  return builder.objectRef<Reason>('IncentiveReason').implement({
    description: 'Requirement of a rule (CCCEV: requirement) as it was judged.',
    fields: (t) => ({
      code: t.string({ nullable: false, description: 'Reason code.', extensions: STRUCTURAL, resolve: ({ code }) => code }),
      state: t.field({ type: RequirementState, description: 'Whether it is met.', extensions: STRUCTURAL, resolve: ({ state }) => state }),
      text: t.field({ type: BilingualText, description: 'Explanation.', extensions: STRUCTURAL, resolve: ({ text }) => text }),
    }),
  })
}
