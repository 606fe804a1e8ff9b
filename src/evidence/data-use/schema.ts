/** `dataUse`: who used the data of a person. For the supervisor, who names the person, and for a person about itself; asking is on record as any other use. */
import type { GraphQLSchema } from 'graphql'
import type { Caller } from '../../access/identity/caller.ts'
import { InvalidInput } from '../../base/faults.ts'
import { type BuildMode, createDomainBuilder, type DomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { cursorConnection, cursorPage } from '../../graphql/schema/cursor-page.ts'
import { needs } from '../../graphql/schema/needs.ts'
import { listIdentity, openAfter, pageArgs, pageSize } from '../../graphql/schema/page.ts'
import { STRUCTURAL } from '../../graphql/schema/structural.ts'
import { hubExtension } from '../../query/declare.ts'
import type { CursorPlace } from '../../query/execution.ts'
import type { DataSubject } from '../data-subject.ts'
import type { DataUseEntry, UsedField } from './list-data-use.ts'

/** Module of the hub schema that answers about evidence. */
export function buildAuditSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  domain.builder.queryType({ description: 'Read operations of the hub.' })
  addDataUse(domain)
  return toDomainSchema(domain)
}

function addDataUse(domain: DomainBuilder): void {
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
  builder.queryField('dataUse', (t) =>
    t.field({
      type: cursorConnection(domain, dataUseType(domain), { name: 'DataUse', items: 'uses' }),
      nullable: true,
      description:
        'Uses of the data of one person, newest first: time, organisation, purpose and fields, never a value. This query is itself recorded.',
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
        const { entries, more } = await context.ports.dataUse({ subject, period, first: size, after: place?.id })
        const seal = (of: CursorPlace) => context.cursors.seal(of, list)
        return cursorPage({ items: entries, placeOf: ({ id }) => ({ id, sort: '' }), more, paged: place !== undefined, seal })
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
  const subjects: DataSubject[] = [
    ...(insz == null ? [] : [{ by: 'INSZ' as const, inszHash: insz }]),
    ...(newcomerId == null ? [] : [{ by: 'NEWCOMER_ID' as const, newcomerId }]),
    ...(evidenceReference == null ? [] : [{ by: 'EVIDENCE_REFERENCE' as const, evidenceReference }]),
  ]
  const [subject] = subjects
  if (subject === undefined || subjects.length > 1) throw new InvalidInput('BAD_USER_INPUT', 'Argument "person": give exactly one field.')
  return subject
}

function dataUseType({ builder }: DomainBuilder) {
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
