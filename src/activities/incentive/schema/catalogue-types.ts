/** `incentives`: what the caller's group grants, by which rule, on which legal basis. Tells nothing about persons. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { needs } from '../../../graphql/schema/needs.ts'
import { STRUCTURAL } from '../../../graphql/schema/structural.ts'
import { type CompiledIncentive, compiledRuleOn } from '../catalogue/compiled-catalogue.ts'
import type { RuleVersion, Text } from '../catalogue/incentive-file.ts'
import type { IncentiveEnums } from './enums.ts'

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

/** Words of a type whose values the catalogue lists by code. */
type CodedWords = { name: string; description: string; text: string }

/** Code of the catalogue that is sent with a decision, with its text. */
function codedType({ builder }: DomainBuilder, BilingualText: TextType, { name, description, text: ofText }: CodedWords) {
  return builder.objectRef<RuleVersion['confirm'][number]>(name).implement({
    description,
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
        description: ofText,
        extensions: STRUCTURAL,
        resolve: ({ text }) => text,
      }),
    }),
  })
}

const ITEM: CodedWords = {
  name: 'IncentiveItem',
  description: 'Part of an incentive on which a decision of its own is taken.',
  text: 'Name of the item.',
}

const CONFIRMATION: CodedWords = {
  name: 'IncentiveConfirmation',
  description: 'Statement that a person confirms before granting, because no register holds it.',
  text: 'Statement to confirm.',
}

/** Adds `incentives` to the query type. */
export function addCatalogue(domain: DomainBuilder, enums: IncentiveEnums, BilingualText: TextType): void {
  const Incentive = incentiveType(domain, enums, BilingualText)
  domain.builder.queryField('incentives', (t) =>
    t.field({
      type: [Incentive],
      description: "Incentives that the caller's group grants for this purpose. Contains no data about persons.",
      extensions: needs('PERSONS'),
      resolve: (_root, _args, { ports, today }) =>
        ports.incentives
          .granted()
          .map((incentive) => ({ file: incentive.file, version: compiledRuleOn(incentive, today)?.version ?? null })),
    }),
  )
}

function incentiveType(domain: DomainBuilder, { DecidedPer }: IncentiveEnums, BilingualText: TextType) {
  const Item = codedType(domain, BilingualText, ITEM)
  const Confirmation = codedType(domain, BilingualText, CONFIRMATION)
  return domain.builder.objectRef<Shown>('Incentive').implement({
    description: 'Incentive or civil effect, with the version of its rule in force today (CPSV-AP: public service).',
    fields: (t) => ({
      id: t.id({
        nullable: false,
        description: 'Name of the incentive, for use in requests.',
        extensions: STRUCTURAL,
        resolve: ({ file }) => file.id,
      }),
      code: t.string({ description: 'Number in the domain reference.', extensions: STRUCTURAL, resolve: ({ file }) => file.code }),
      title: t.field({
        type: BilingualText,
        description: 'Title of the incentive.',
        extensions: STRUCTURAL,
        resolve: ({ file }) => file.title,
      }),
      milestone: t.field({
        type: BilingualText,
        description: 'Step of a trajectory that the incentive rewards or follows.',
        extensions: STRUCTURAL,
        resolve: ({ file }) => file.milestone,
      }),
      output: t.field({
        type: BilingualText,
        description: 'Benefit for the person.',
        extensions: STRUCTURAL,
        resolve: ({ file }) => file.output,
      }),
      ruleVersion: t.int({
        description: 'Version of the rule in force today. Null when no version is in force.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.version ?? null,
      }),
      effectiveFrom: t.field({
        type: 'Date',
        description: 'First day of the version in force. Null when no version is in force.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.effective.from ?? null,
      }),
      draft: t.boolean({
        description: 'Whether the version in force is a draft without a published legal basis. Null when no version is in force.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => (version === null ? null : version.status === 'draft'),
      }),
      legalBasis: t.string({
        description: 'Legal basis of the version in force. Null when no version is in force.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.legalBasis?.reference ?? null,
      }),
      lookBackDays: t.int({
        description: 'Number of days before today that an assessment may go back. Null when no version is in force.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.lookBackDays ?? null,
      }),
      decidedPer: t.field({
        type: DecidedPer,
        description: 'Of which decisions on one person one is in force. Null when no version is in force.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => version?.oneDecisionPer ?? null,
      }),
      items: t.field({
        type: [Item],
        description: 'Items of which a decision names one. Empty when the incentive is not decided per item.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => [...(version?.items ?? [])],
      }),
      confirmations: t.field({
        type: [Confirmation],
        description: 'Statements that a person confirms before granting.',
        extensions: STRUCTURAL,
        resolve: ({ version }) => [...(version?.confirm ?? [])],
      }),
    }),
  })
}
