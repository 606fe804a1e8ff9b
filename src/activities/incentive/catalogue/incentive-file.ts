/**
 * One file per incentive: who grants it, and by which dated versions of its rule. Policy officers read and change these files; the
 * words follow CCCEV 2.1 (an incentive has requirements, a requirement is judged on information concepts, an owner's answer is evidence).
 */
import { z } from 'zod'
import { OWNERS } from '../../../base/owner.ts'
import { PURPOSES } from '../../../base/purpose.ts'
import { TELLINGS } from './telling.ts'

/** Text for people, in both languages of the register. */
export const Text = z.strictObject({ nl: z.string().min(1), en: z.string().min(1) })
export type Text = z.infer<typeof Text>

/** Groups whose organisations can grant an incentive: those that meet persons. */
export const GRANTERS = ['INTEGRATION_AGENCY', 'OCMW', 'MUNICIPALITY', 'VDAB'] as const

const Day = z.iso.date()
const Code = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected an upper-case code, as HAS_CERTIFICATE')

/** Longest condition; what needs more is several requirements. */
const CONDITION_LENGTH = 500

const Explanation = z.strictObject({
  met: Text.describe('Text when the requirement is met; {asOf} is replaced by the oldest as-of day of its facts'),
  unmet: Text.describe('Text when the requirement is not met'),
  unknown: Text.default({ nl: 'Nog niet bekend: {facts}.', en: 'Not known yet: {facts}.' }).describe(
    'Text when the result is unknown; {facts} is replaced by the facts that are missing or too old',
  ),
})

const Requirement = z.strictObject({
  code: Code.describe('Reason code that consumers receive'),
  condition: z.string().min(1).max(CONDITION_LENGTH).describe('FEEL expression over declared facts; true when the requirement is met'),
  explain: Explanation,
  partly: z
    .strictObject({
      condition: z.string().min(1).max(CONDITION_LENGTH).describe('FEEL expression: true when the requirement is met in part'),
      explain: Text.describe('Text when the requirement is met in part; {asOf} is replaced as in the others'),
    })
    .optional()
    .describe(
      'Only of the last requirement: where the condition is not true and this one is, and all other requirements are met, the outcome is PARTIALLY_ELIGIBLE',
    ),
})

const Revealed = z.strictObject({
  facts: z.array(z.string()).min(1).describe('Facts that the recipient does not see'),
  are: z
    .array(z.enum(TELLINGS))
    .min(1)
    .describe(
      'What it learns. YES: that the fact is so, or of several, that at least one of them is. NO: that it is not, or of several, that none is. VALUE: a value of a fact with more than two',
    ),
  why: Text.describe('Legal ground or reason why the decision reveals this'),
})

const Coded = z.strictObject({ code: Code, text: Text })

export const RuleVersion = z.strictObject({
  version: z.int().positive(),
  status: z.enum(['draft', 'published']).describe('A draft is loaded outside production only'),
  legalBasis: z.strictObject({ reference: z.string().min(1), url: z.url().optional(), note: Text.optional() }).optional(),
  effective: z.strictObject({ from: Day, until: Day.nullable().describe('First day after the period of validity') }),
  lookBackDays: z
    .int()
    .min(0)
    .max(366)
    .default(0)
    .describe(
      'Number of days before today that an assessment may go back; 0: today only. Only for a rule that reads nothing but what the granting organisations see with its days',
    ),
  requirements: z.array(Requirement).min(1).describe('Requirements; all of them must be met'),
  reveals: z
    .array(Revealed)
    .default([])
    .describe(
      'What the recipient learns from the outcome about facts that it does not see; the hub computes this, and refuses a rule that reveals more or less',
    ),
  monotoneIn: z
    .array(z.string())
    .default([])
    .describe('Facts that never make a person lose the incentive when they become true; the hub proves this'),
  oneDecisionPer: z
    .enum(['PERSON', 'ITEM', 'MONTH'])
    .default('PERSON')
    .describe(
      'Of which decisions of an organisation on one person one is in force. PERSON: of all. ITEM: of those on one of `items`. MONTH: of those whose reference date is in one month',
    ),
  items: z.array(Coded).default([]).describe('What a decision can be about; only for oneDecisionPer ITEM'),
  confirm: z.array(Coded).min(1).describe('Statements that a person confirms before granting, because no register holds them'),
})
export type RuleVersion = z.infer<typeof RuleVersion>

export const IncentiveFile = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case words joined by hyphens, as the file name'),
    code: z
      .string()
      .regex(/^I\d+$/, 'expected I and a number')
      .describe('Number in the domain reference'),
    title: Text,
    domain: z.enum(OWNERS).describe('Domain that sets the policy'),
    grantedBy: z.enum(GRANTERS).describe('Group of organisations that grants the incentive'),
    purpose: z.enum(PURPOSES),
    milestone: Text.describe('Step of a trajectory that the incentive rewards or follows'),
    output: Text.describe('Benefit for the person'),
    notNeeded: Text.describe('Data that the decision does not need, and why'),
    versions: z.array(RuleVersion).min(1),
  })
  .check((context) => {
    for (const [index, version] of context.value.versions.entries()) {
      for (const [path, message] of versionProblems(version))
        context.issues.push({ code: 'custom', path: ['versions', index, ...path], message, input: context.value })
    }
  })
  .describe('Incentive or civil effect of Doorstroom')
export type IncentiveFile = z.infer<typeof IncentiveFile>

function versionProblems(version: RuleVersion): [path: string[], message: string][] {
  const { status, legalBasis, effective, requirements, oneDecisionPer, items, confirm } = version
  const repeated = (codes: readonly { code: string }[]) => codes.length !== new Set(codes.map(({ code }) => code)).size
  const rules: readonly [boolean, string[], string][] = [
    [legalBasis === undefined, ['status'], 'a rule needs a legal basis: fill in legalBasis.reference'],
    [
      status === 'published' && legalBasis !== undefined && legalBasis.url === undefined,
      ['legalBasis'],
      'a published rule needs the URL of its legal text: fill in legalBasis.url, or use status draft',
    ],
    [effective.until !== null && effective.until <= effective.from, ['effective'], 'until must be after from'],
    [repeated(requirements), ['requirements'], 'every requirement needs a unique code'],
    [
      requirements.slice(0, -1).some(({ partly }) => partly !== undefined),
      ['requirements'],
      'only the last requirement can be met in part',
    ],
    [repeated(confirm), ['confirm'], 'every confirmation needs a unique code'],
    [repeated(items), ['items'], 'every item needs a unique code'],
    [
      (oneDecisionPer === 'ITEM') !== items.length > 0,
      ['oneDecisionPer'],
      'a version with items has oneDecisionPer ITEM, and no other has items',
    ],
  ]
  return rules.flatMap(([broken, path, message]) => (broken ? [[path, message] as [string[], string]] : []))
}

/** JSON Schema of an incentive file, for editors. */
export function incentiveJsonSchema(): object {
  return z.toJSONSchema(IncentiveFile, { io: 'input' })
}
