/** `dataUse`: who used the data of a person. For the supervisor, who names the person, and for a person about itself; asking is on record as any other use. */
import type { GraphQLSchema } from 'graphql'
import type { Caller } from '../../access/identity/caller.ts'
import { InvalidInput } from '../../base/faults.ts'
import { type BuildMode, createDomainBuilder, type DomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { type CursorPage, cursorConnection, cursorPage } from '../../graphql/schema/cursor-page.ts'
import { parseId } from '../../graphql/schema/ids.ts'
import { needs } from '../../graphql/schema/needs.ts'
import { listIdentity, openAfter, pageArgs, pageSize } from '../../graphql/schema/page.ts'
import { type PageInfoType, pageInfoType } from '../../graphql/schema/page-info.ts'
import { STRUCTURAL } from '../../graphql/schema/structural.ts'
import { hubExtension } from '../../query/declare.ts'
import type { CursorPlace } from '../../query/execution.ts'
import type { DataSubject } from '../data-subject.ts'
import type { ClaimEntry } from './list-claims.ts'
import type { DataUseEntry, UsedField } from './list-data-use.ts'
import { addOwnWordReadings } from './own-word-schema.ts'

/** Module of the hub schema that answers about evidence. */
export function buildAuditSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  domain.builder.queryType({ description: 'Read operations of the hub.' })
  const PageInfo = pageInfoType(domain)
  addDataUse(domain, PageInfo)
  addOwnWordReadings(domain, PageInfo)
  return toDomainSchema(domain)
}

function addDataUse(domain: DomainBuilder, PageInfo: PageInfoType): void {
  const { builder } = domain
  const DataSubject = builder.inputType('DataSubject', {
    description: 'Person whose data use is listed. Give exactly one field.',
    fields: (t) => ({
      insz: t.field({ type: 'Insz', description: 'INSZ of the person. Send it as a variable, never in the text of the operation.' }),
      newcomerId: t.id({ description: 'Newcomer.id of the person in any sector.' }),
      evidenceReference: t.id({ description: 'Evidence reference of the person, for example from the receipt of an erasure.' }),
    }),
  })
  const Period = builder.inputType('DataUsePeriod', {
    description: 'Period of whole days, in Belgian local time.',
    fields: (t) => ({
      from: t.field({ type: 'Date', description: 'First day of the period. Null: no beginning.' }),
      until: t.field({ type: 'Date', description: 'Day after the last day of the period. Null: no end.' }),
    }),
  })
  const Claim = claimType(domain)
  const Connection = cursorConnection<UsesPage, DataUseEntry>(domain, PageInfo, dataUseType(domain, Claim), {
    name: 'DataUse',
    items: 'uses',
  })
  builder.objectField(Connection, 'claims', (t) =>
    t.field({
      type: [Claim],
      description:
        'Claims that made the person known to organisations in the period, newest first, whether or not they were followed by a use.',
      resolve: ({ claims }) => [...claims],
    }),
  )
  builder.queryField('dataUse', (t) =>
    t.field({
      type: Connection,
      nullable: true,
      description:
        'Uses of the data of one person, newest first: time, organisation, purpose and fields, never a value; and the claims (meldingen) by which organisations know the person. This query is itself recorded.',
      extensions: needs(),
      args: {
        person: t.arg({
          type: DataSubject,
          description: 'Person whose data use is listed. Citizens see their own data only: leave it out.',
          // Only who may see which person a use was about can name one.
          extensions: hubExtension({ reveals: ['DataUse.person'] }),
        }),
        period: t.arg({ type: Period, description: 'Period of the uses. Null: all uses on record.' }),
        ...pageArgs(t),
      },
      resolve: async (_root, { person, period, first, after }, context) => {
        const subject = readSubject(context.caller, person)
        const size = pageSize(first)
        const list = listIdentity(context, 'dataUse', [subject, period])
        const place = openAfter(context, after, list)
        const { entries, more, claims } = await context.ports.dataUse({ subject, period, first: size, after: place?.id })
        const seal = (of: CursorPlace) => context.cursors.seal(of, list)
        return {
          ...cursorPage({ items: entries, placeOf: ({ id }) => ({ id, sort: '' }), more, paged: place !== undefined, seal }),
          claims,
        }
      },
    }),
  )
}

type DataSubjectInput = {
  insz?: Buffer | null | undefined
  newcomerId?: string | null | undefined
  evidenceReference?: string | null | undefined
}

/** A citizen's token says who it is about; whatever it is sent, it is answered about nobody else. */
function readSubject({ subject: self }: Caller, given: DataSubjectInput | null | undefined): DataSubject {
  if (self === null) return readNamed(given)
  if (given != null) throw new InvalidInput('BAD_USER_INPUT', 'Argument "person": citizens see their own data only. Leave it out.')
  return { by: 'INSZ', inszHash: self.inszHash }
}

function readNamed(given: DataSubjectInput | null | undefined): DataSubject {
  const { insz, newcomerId, evidenceReference } = given ?? {}
  const subjects: (() => DataSubject)[] = [
    ...(insz == null ? [] : [() => ({ by: 'INSZ' as const, inszHash: insz })]),
    ...(newcomerId == null ? [] : [() => ({ by: 'NEWCOMER_ID' as const, newcomerId: parseId(newcomerId, 'person.newcomerId') })]),
    ...(evidenceReference == null
      ? []
      : [() => ({ by: 'EVIDENCE_REFERENCE' as const, evidenceReference: parseId(evidenceReference, 'person.evidenceReference') })]),
  ]
  const [subject] = subjects
  if (subject === undefined || subjects.length > 1) throw new InvalidInput('BAD_USER_INPUT', 'Argument "person": give exactly one field.')
  return subject()
}

type UsesPage = CursorPage<DataUseEntry> & { claims: readonly ClaimEntry[] }
type ClaimType = ReturnType<typeof claimType>

function claimType({ builder }: DomainBuilder) {
  return builder.objectRef<ClaimEntry>('Claim').implement({
    description: 'Statement in a delivery that made the person known to an organisation (melding).',
    fields: (t) => ({
      id: t.id({ nullable: false, description: 'Number of the record.', resolve: ({ id }) => id }),
      at: t.field({ type: 'DateTime', description: 'Time at which the claim was recorded.', resolve: ({ at }) => at }),
      organisation: t.string({
        description: 'Name of the organisation that came to know the person.',
        resolve: (claim) => claim.organisation,
      }),
      deliverer: t.string({
        description: 'Name of the organisation that delivered the claim. Null: the operator of the hub imported it from a source.',
        resolve: ({ deliverer }) => deliverer,
      }),
      statementNl: t.string({ description: 'Claim in plain Dutch.', resolve: ({ statementNl }) => statementNl }),
      statementEn: t.string({ description: 'Claim in plain English.', resolve: ({ statementEn }) => statementEn }),
      withdrawnAt: t.field({
        type: 'DateTime',
        description: 'Time at which a later delivery took the claim back. Null: none did.',
        resolve: ({ withdrawnAt }) => withdrawnAt,
      }),
    }),
  })
}

function dataUseType({ builder }: DomainBuilder, Claim: ClaimType) {
  const Field = usedFieldType(builder)
  return builder.objectRef<DataUseEntry>('DataUse').implement({
    description: 'Use of the data of one person, as recorded by the hub.',
    fields: (t) => ({
      id: t.id({ nullable: false, description: 'Number of the record. Use it to request an inclusion proof.', resolve: ({ id }) => id }),
      at: t.field({ type: 'DateTime', description: 'Time at which the data left the hub.', resolve: ({ at }) => at }),
      organisation: t.string({
        description: 'Name of the organisation. Null when the person made the request.',
        resolve: ({ organisation }) => organisation,
      }),
      consumer: t.string({ description: 'Client identifier of the application.', resolve: ({ consumer }) => consumer }),
      purposeNl: t.string({ description: 'Purpose in plain Dutch.', resolve: ({ purposeNl }) => purposeNl }),
      purposeEn: t.string({ description: 'Purpose in plain English.', resolve: ({ purposeEn }) => purposeEn }),
      protocols: t.stringList({
        description: 'Protocols that granted the use, with their version, for example local-referral@1.',
        resolve: ({ protocols }) => [...protocols],
      }),
      fields: t.field({
        type: [Field],
        description: 'Fields that were used. Withheld fields are not included.',
        resolve: ({ fields }) => [...fields],
      }),
      claims: t.field({
        type: [Claim],
        description:
          'Claims by which the organisation knew the person at that time. Empty when none is known, for example under a referral.',
        resolve: ({ claims }) => [...claims],
      }),
      person: t.id({ description: 'Evidence reference of the person.', resolve: ({ person }) => person }),
    }),
  })
}

function usedFieldType(builder: DomainBuilder['builder']) {
  return builder.objectRef<UsedField>('UsedField').implement({
    description: 'Field that was used.',
    fields: (t) => ({
      coordinate: t.string({
        description: 'Type and field, as Type.field.',
        extensions: STRUCTURAL,
        resolve: ({ coordinate }) => coordinate,
      }),
      label: t.string({ description: 'Description of the field.', extensions: STRUCTURAL, resolve: ({ label }) => label }),
      by: t.string({
        description: 'FIELD when the value was returned; FILTER or ORDER when it was used to select or sort the persons.',
        extensions: STRUCTURAL,
        resolve: ({ by }) => by,
      }),
    }),
  })
}
