/**
 * The protocol is the policy: the published agreement (art. 8 of the e-government decree of 18-7-2008) by which owners
 * disclose named fields to a recipient group for a purpose. One YAML file each; there is no second place where access is decided.
 */
import { z } from 'zod'
import { OWNERS } from '../../base/owner.ts'
import { PURPOSES } from '../../base/purpose.ts'
import { OWNER_OF, RECIPIENTS } from '../../base/recipient.ts'

/** Capacities in which an organisation can know a person (directory.relationship). */
export const CAPACITIES = [
  'RESIDENT',
  'LIVING_WAGE_CLIENT',
  'GPMI_CLIENT',
  'TRAJECTORY_CLIENT',
  'JOBSEEKER',
  'REFERRAL_PARTY',
  'ACCEPTED_REFERRAL',
] as const
export type Capacity = (typeof CAPACITIES)[number]

/** Plain words in both languages. */
export const Text = z.strictObject({ nl: z.string().min(1), en: z.string().min(1) })
export const Day = z.iso.date()
/** Legal text that an agreement rests on. */
export const Basis = z.strictObject({ reference: z.string().min(1), url: z.url().optional(), note: Text.optional() })
const Name = z.string().regex(/^[A-Za-z_]\w*$/, 'expected a GraphQL name')

const Fields = z
  .record(Name, z.array(Name).min(1))
  .describe('Schema coordinates: a type with its fields, or an enum with the values that are granted')

/** Which ones there are, the hub schema says (condition.ts). */
const ConditionName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected the name of a condition, in capitals')

const Conditional = z.strictObject({
  when: z.array(ConditionName).min(1).describe('The fields open for a person when any of these holds'),
  fields: Fields,
})

const Disclosure = z.strictObject({
  owner: z.enum(OWNERS).describe('Domain that discloses; it must own every coordinate'),
  fields: z
    .union([z.literal('all'), Fields])
    .optional()
    .describe('"all" is allowed only when the recipients are organisations of the owner'),
  conditional: z.array(Conditional).default([]),
  assesses: z
    .strictObject({ fields: Fields.optional(), conditional: z.array(Conditional).default([]) })
    .optional()
    .describe('Coordinates that an assessment for this purpose may read; the recipient gets the outcome, not the values'),
})

export const Protocol = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case words joined by hyphens, as the file name'),
    version: z.int().positive(),
    status: z.enum(['draft', 'published']).describe('A draft is loaded outside production only'),
    title: Text,
    recipient: z.enum(RECIPIENTS),
    purposes: z.array(z.enum(PURPOSES)).min(1),
    legalBasis: Basis.optional(),
    inForce: z.strictObject({ from: Day, until: Day.nullable().describe('First day after the period of validity') }),
    retention: z.strictObject({ days: z.int().positive().describe('Days for which the evidence of use is kept'), note: Text.optional() }),
    scope: z.strictObject({
      capacities: z.array(z.enum(CAPACITIES)).describe("Relationships that bring a person into the recipient's scope"),
    }),
    operations: z.array(Name).min(1).describe('Root fields'),
    discloses: z.array(Disclosure),
    notes: Text.optional(),
  })
  .check((context) => {
    const { status, legalBasis, inForce, recipient, discloses } = context.value
    const report = (path: string[], message: string) => context.issues.push({ code: 'custom', path, message, input: context.value })
    if (legalBasis === undefined) report(['status'], 'a protocol needs a legal basis: fill in legalBasis.reference')
    if (status === 'published' && legalBasis !== undefined && legalBasis.url === undefined)
      report(['legalBasis'], 'a published protocol needs the URL of its legal text: fill in legalBasis.url, or use status draft')
    if (inForce.until !== null && inForce.until <= inForce.from) report(['inForce'], 'until must be after from')
    for (const [index, disclosure] of discloses.entries()) {
      if (disclosure.fields === 'all' && OWNER_OF[recipient] !== disclosure.owner)
        report(['discloses', String(index)], `only organisations of the owner may get "all" of ${disclosure.owner}`)
    }
  })
  .describe('Data-sharing protocol of Doorstroom')
export type Protocol = z.infer<typeof Protocol>

/** JSON Schema of a protocol file, for editors. @param conditions names that a protocol can use. */
export function protocolJsonSchema(conditions: readonly string[]): object {
  return z.toJSONSchema(Protocol, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== ConditionName) return
      delete jsonSchema.pattern
      jsonSchema.enum = [...conditions]
    },
  })
}
