/** `incentives`: what the caller's group grants, by which rule, on which legal basis. Tells nothing about persons. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { STRUCTURAL } from '../../../graphql/schema/structural.ts'
import { type CompiledIncentive, compiledRuleOn } from '../catalogue/compiled-catalogue.ts'
import type { RuleVersion, Text } from '../catalogue/incentive-file.ts'

/** Incentive with the version that holds today. */
type Shown = { file: CompiledIncentive['file']; version: RuleVersion | null }

/** Text in both languages. */
export function textType({ builder }: DomainBuilder) {
  return builder.objectRef<Text>('BilingualText').implement({
    description: 'Text in Dutch and English.',
    fields: (t) => ({
      nl: t.string({ nullable: false, description: 'Dutch.', extensions: STRUCTURAL, resolve: ({ nl }) => nl }),
      en: t.string({ nullable: false, description: 'English.', extensions: STRUCTURAL, resolve: ({ en }) => en }),
    }),
  })
}

export type TextType = ReturnType<typeof textType>

/** What a person confirms before granting. */
export function confirmationType({ builder }: DomainBuilder, BilingualText: TextType) {
  return builder.objectRef<RuleVersion['confirm'][number]>('IncentiveConfirmation').implement({
    description: 'What a person confirms before granting, because no register knows it.',
    fields: (t) => ({
      code: t.string({
        nullable: false,
        description: 'Code to send with the decision.',
        extensions: STRUCTURAL,
        resolve: ({ code }) => code,
      }),
      text: t.field({
        type: BilingualText,
        nullable: false,
        description: 'What is confirmed.',
        extensions: STRUCTURAL,
        resolve: ({ text }) => text,
      }),
    }),
  })
}

/** Adds `incentives` to the query type. */
export function addCatalogue(domain: DomainBuilder, BilingualText: TextType): void {
  const Incentive = incentiveType(domain, BilingualText)
  domain.builder.queryField('incentives', (t) =>
    t.field({
      type: [Incentive],
      description: "Incentives that the caller's group grants for this purpose. Tells nothing about persons.",
      resolve: (_root, _args, { contract, incentives, today }) =>
        incentives
          .grantedUnder(contract)
          .map((incentive) => ({ file: incentive.file, version: compiledRuleOn(incentive, today)?.version ?? null })),
    }),
  )
}

function incentiveType(domain: DomainBuilder, BilingualText: TextType) {
  const Confirmation = confirmationType(domain, BilingualText)
  return domain.builder.objectRef<Shown>('Incentive').implement({
    description: 'Incentive or civil effect, by the version of its rule that holds today (CPSV-AP: public service).',
    fields: (t) => ({
      id: t.id({ nullable: false, description: 'Name by which it is asked for.', extensions: STRUCTURAL, resolve: ({ file }) => file.id }),
      code: t.string({ description: 'Number in the domain reference.', extensions: STRUCTURAL, resolve: ({ file }) => file.code }),
      title: t.field({ type: BilingualText, description: 'What it is called.', extensions: STRUCTURAL, resolve: ({ file }) => file.title }),
      milestone: t.field({
        type: BilingualText,
        description: 'Step of a trajectory that it rewards or follows.',
        extensions: STRUCTURAL,
        resolve: ({ file }) => file.milestone,
      }),
      output: t.field({
        type: BilingualText,
        description: 'What the person gets.',
        extensions: STRUCTURAL,
        resolve: ({ file }) => file.output,
      }),
      ruleVersion: t.int({
        description: 'Version of the rule that holds today. Null when none does.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.version ?? null,
      }),
      effectiveFrom: t.field({
        type: 'Date',
        description: 'First day on which that version holds. Null when none does.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.effective.from ?? null,
      }),
      draft: t.boolean({
        description: 'Whether that version is a draft without published legal basis. Null when none holds.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => (version === null ? null : version.status === 'draft'),
      }),
      legalBasis: t.string({
        description: 'Legal basis of that version. Null when none holds.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.legalBasis?.reference ?? null,
      }),
      lookBackDays: t.int({
        description: 'How many days before today an assessment may look. Null when no version holds.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.lookBackDays ?? null,
      }),
      confirmations: t.field({
        type: [Confirmation],
        description: 'What a person confirms before granting.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => [...(version?.confirm ?? [])],
      }),
    }),
  })
}
