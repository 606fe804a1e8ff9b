/**
 * Delivering is granted by agreement too: one YAML file for each group of organisations that delivers says which record types, about whom
 * and from which kind of source. What no file grants is refused; there is no second place where this is decided.
 */
import { z } from 'zod'
import { OWNERS } from '../../base/owner.ts'
import { includesDay } from '../../base/period.ts'
import { type OrganisationRecipient, RECIPIENTS } from '../../base/recipient.ts'
import { Basis, Day, Text } from './protocol.ts'

/** Persons about whom a group may deliver. */
export const ABOUT = {
  ANYONE: { nl: 'iedereen', en: 'anyone' },
  OWN_CLIENTS: { nl: 'eigen cliënten', en: 'own clients' },
  OWN_PROJECT: { nl: 'wie met de aanleveraar een lopend project heeft', en: 'persons who have a project with the deliverer on that day' },
  OWN_RESIDENTS: { nl: 'eigen inwoners', en: 'own residents' },
} as const
export type DeliveryScope = keyof typeof ABOUT
const ABOUTS = Object.keys(ABOUT) as [DeliveryScope, ...DeliveryScope[]]

/** Kinds of source that records can come from. */
export const SOURCES = {
  OWN_FILE: { nl: 'eigen dossier', en: 'own file' },
  AUTHENTIC_SOURCE: { nl: 'authentieke bron', en: 'authentic source' },
} as const
type SourceKind = keyof typeof SOURCES
const SOURCE_KINDS = Object.keys(SOURCES) as [SourceKind, ...SourceKind[]]

/** Who runs the hub: takes in files of sources by the command line, and is no organisation that asks anything. */
export const OPERATOR = 'OPERATOR'

/** Which ones there are, the domains say. */
const RecordName = z.string().min(1)

const ORGANISATIONS = RECIPIENTS.filter((recipient): recipient is OrganisationRecipient => recipient !== 'CITIZEN')
const Deliverer = z.enum([...ORGANISATIONS, OPERATOR])
export type DelivererGroup = z.infer<typeof Deliverer>

export const DeliveryProtocol = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case words joined by hyphens, as the file name'),
    version: z.int().positive(),
    status: z.enum(['draft', 'published']).describe('A draft is loaded outside production only'),
    title: Text,
    deliverer: Deliverer.describe('Group of organisations that delivers; OPERATOR: nobody but the operator, by the command line'),
    legalBasis: Basis.optional(),
    inForce: z.strictObject({ from: Day, until: Day.nullable().describe('First day after the period of validity') }),
    delivers: z
      .array(
        z.strictObject({
          owner: z.enum(OWNERS).describe('Domain that the record types belong to'),
          records: z.array(RecordName).min(1).describe('Record types'),
          about: z.enum(ABOUTS).describe('Persons about whom these records may be delivered'),
          source: z.enum(SOURCE_KINDS).describe('Kind of source that the records come from'),
        }),
      )
      .min(1),
    notes: Text.optional(),
  })
  .check((context) => {
    const { status, legalBasis, inForce } = context.value
    const report = (path: string[], message: string) => context.issues.push({ code: 'custom', path, message, input: context.value })
    if (legalBasis === undefined) report(['status'], 'a protocol needs a legal basis: fill in legalBasis.reference')
    if (status === 'published' && legalBasis !== undefined && legalBasis.url === undefined)
      report(['legalBasis'], 'a published protocol needs the URL of its legal text: fill in legalBasis.url, or use status draft')
    if (inForce.until !== null && inForce.until <= inForce.from) report(['inForce'], 'until must be after from')
  })
  .describe('Agreement by which organisations deliver to Doorstroom')
export type DeliveryProtocol = z.infer<typeof DeliveryProtocol>

/** JSON Schema of a delivery protocol, for editors. @param records names of the record types that domains declare. */
export function deliveryProtocolJsonSchema(records: readonly string[]): object {
  return z.toJSONSchema(DeliveryProtocol, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === RecordName) jsonSchema.enum = [...records]
    },
  })
}

/** What one group may deliver on a day: record types, each with the persons it may be about (any of these). */
export type DeliveryGrants = ReadonlyMap<string, readonly DeliveryScope[]>

/** Grants of the protocols in force on a day (YYYY-MM-DD), for one group. */
export function deliveryGrants(protocols: readonly DeliveryProtocol[], group: DelivererGroup, day: string): DeliveryGrants {
  const grants = new Map<string, readonly DeliveryScope[]>()
  for (const { deliverer, inForce, delivers } of protocols) {
    if (deliverer !== group || !includesDay(inForce, day)) continue
    for (const { records, about } of delivers)
      for (const record of records) grants.set(record, [...new Set([...(grants.get(record) ?? []), about])])
  }
  return grants
}
