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

const Text = z.strictObject({ nl: z.string().min(1), en: z.string().min(1) })
const Day = z.iso.date()
const Name = z.string().regex(/^[A-Za-z_]\w*$/, 'expected a GraphQL name')

const Fields = z
  .record(Name, z.array(Name).min(1))
  .describe('Schema coordinates: type (or enum granted by value) to its fields (or values)')

/** Which ones there are, the hub schema says (condition.ts). */
const ConditionName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected the name of a condition, in capitals')

const Conditional = z.strictObject({
  when: z.array(ConditionName).min(1).describe('Any of these opens the fields for one person'),
  fields: Fields,
})

const Disclosure = z.strictObject({
  owner: z.enum(OWNERS).describe('Who discloses; each coordinate must be its own'),
  fields: z
    .union([z.literal('all'), Fields])
    .optional()
    .describe('"all" only for an owner towards its own organisations'),
  conditional: z.array(Conditional).default([]),
  assesses: z
    .strictObject({ fields: Fields.optional(), conditional: z.array(Conditional).default([]) })
    .optional()
    .describe('What may be used inside an assessment for this purpose: the recipient gets the outcome, not the values'),
})

export const Protocol = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case words joined by hyphens, as the file name'),
    version: z.int().positive(),
    status: z.enum(['draft', 'published']).describe('A draft loads only outside production'),
    title: Text,
    recipient: z.enum(RECIPIENTS),
    purposes: z.array(z.enum(PURPOSES)).min(1),
    legalBasis: z.strictObject({ reference: z.string().min(1), url: z.url().optional(), note: Text.optional() }).optional(),
    inForce: z.strictObject({ from: Day, until: Day.nullable().describe('First day on which it no longer holds') }),
    retention: z.strictObject({ days: z.int().positive().describe('How long evidence of use is kept'), note: Text.optional() }),
    scope: z.strictObject({
      capacities: z.array(z.enum(CAPACITIES)).describe('Relationships through which a person exists for the recipient'),
    }),
    operations: z.array(Name).min(1).describe('Root fields'),
    discloses: z.array(Disclosure),
    notes: Text.optional(),
  })
  .check((context) => {
    const { status, legalBasis, inForce, recipient, discloses } = context.value
    const report = (path: string[], message: string) => context.issues.push({ code: 'custom', path, message, input: context.value })
    if (legalBasis === undefined) report(['status'], 'a protocol needs a legal basis: give legalBasis.reference')
    if (status === 'published' && legalBasis !== undefined && legalBasis.url === undefined)
      report(['legalBasis'], 'a published protocol needs the url of its published legal text; until then it has status draft')
    if (inForce.until !== null && inForce.until <= inForce.from) report(['inForce'], 'until must be after from')
    for (const [index, disclosure] of discloses.entries()) {
      if (disclosure.fields === 'all' && OWNER_OF[recipient] !== disclosure.owner)
        report(['discloses', String(index)], `only organisations of the owner may get "all" of ${disclosure.owner}`)
    }
  })
  .describe('Data-sharing protocol of Doorstroom')
export type Protocol = z.infer<typeof Protocol>

/** Whether the protocol holds on a day (YYYY-MM-DD). */
export function isInForce(protocol: Protocol, day: string): boolean {
  return protocol.inForce.from <= day && (protocol.inForce.until === null || day < protocol.inForce.until)
}

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
