/** `dataUse`: who used the data of a person. For the supervisor, who names the person, and for a person about itself; asking is on record as any other use. */
import type { GraphQLSchema } from 'graphql'
import type { Caller } from '../../access/identity/caller.ts'
import { InvalidInput } from '../../base/faults.ts'
import { type BuildMode, createDomainBuilder, type DomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import type { RequestContext } from '../../graphql/schema/context.ts'
import { needs } from '../../graphql/schema/needs.ts'
import { type PageEnds, pageInfoType } from '../../graphql/schema/page-info.ts'
import type { DataSubject } from '../data-subject.ts'
import type { DataUseEntry, DataUsePage, UsedField } from './list-data-use.ts'

const STRUCTURAL = { hub: { structural: true } } as const

/** Most entries on a page, and how many when nothing is asked. */
const PAGE_MAX = 100
const PAGE_DEFAULT = 20

type CursorPlace = { id: string; sort: string }
type Page = Pick<DataUsePage, 'entries'> & PageEnds
type Edge = { entry: DataUseEntry; seal: Page['seal'] }

const placeOf = ({ id }: DataUseEntry): CursorPlace => ({ id, sort: '' })

/** Module of the hub schema that answers about evidence. */
export function buildAuditSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  domain.builder.queryType({ description: 'Read operations of the hub.' })
  addDataUse(domain)
  return toDomainSchema(domain)
}

function addDataUse({ builder, ...domain }: DomainBuilder): void {
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
      type: connectionType({ builder, ...domain }),
      nullable: true,
      description:
        'Uses of the data of one person, newest first: time, organisation, purpose and fields, never a value. This query is itself recorded.',
      extensions: needs(),
      args: {
        person: t.arg({
          type: DataSubject,
          description: 'Person whose data use is listed. Citizens see their own data only: leave it out.',
          // Only who may see which person a use was about can name one.
          extensions: { hub: { reveals: ['DataUse.person'] } },
        }),
        period: t.arg({ type: Period, description: 'Period of the uses. Null: all uses on record.' }),
        first: t.arg.int({ defaultValue: PAGE_DEFAULT, description: `Size of the page, from 1 to ${PAGE_MAX}.` }),
        after: t.arg.string({ description: 'Cursor after which the page begins. Null: the first page.' }),
      },
      resolve: async (_root, { person, period, first, after }, context) => {
        const subject = readSubject(context.caller, person)
        const size = first ?? PAGE_DEFAULT
        if (size < 1 || size > PAGE_MAX) throw new InvalidInput('BAD_USER_INPUT', `Argument "first" must be from 1 to ${PAGE_MAX}.`)
        const list = JSON.stringify([
          'dataUse',
          context.caller.organisation?.id ?? null,
          context.caller.consumer,
          context.contract.name,
          subject,
          period,
        ])
        const place = openCursor(context, after, list)
        const page = await context.ports.dataUse({ subject, period, first: size, after: place })
        return toPage(page, place !== undefined, (of) => context.cursors.seal(of, list))
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

function openCursor({ cursors }: RequestContext, after: string | null | undefined, list: string): string | undefined {
  if (after == null) return undefined
  const place = cursors.open(after, list)
  if (place === undefined)
    throw new InvalidInput(
      'BAD_USER_INPUT',
      'Argument "after" is not a cursor of this list. A cursor is valid for one consumer, purpose, filter and order.',
    )
  return place.id
}

function toPage({ entries, more }: DataUsePage, paged: boolean, seal: Page['seal']): Page {
  const [first, last] = [entries[0], entries.at(-1)]
  const ends = first === undefined || last === undefined ? null : { first: placeOf(first), last: placeOf(last) }
  return { entries, more, paged, ends, seal }
}

function connectionType(domain: DomainBuilder) {
  const { builder } = domain
  const DataUse = dataUseType(domain)
  const DataUseEdge = builder.objectRef<Edge>('DataUseEdge').implement({
    description: 'Edge of a page of uses.',
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: 'Opaque cursor of this item, valid for this list and this consumer.',
        extensions: STRUCTURAL,
        resolve: ({ entry, seal }) => seal(placeOf(entry)),
      }),
      node: t.field({ type: DataUse, description: 'Item at the end of this edge.', extensions: STRUCTURAL, resolve: ({ entry }) => entry }),
    }),
  })
  const PageInfo = pageInfoType(domain)
  return builder.objectRef<Page>('DataUseConnection').implement({
    description: 'Page of uses.',
    fields: (t) => ({
      edges: t.field({
        type: [DataUseEdge],
        description: 'Edges of the page: uses, each with its cursor.',
        extensions: STRUCTURAL,
        resolve: ({ entries, seal }) => entries.map((entry) => ({ entry, seal })),
      }),
      nodes: t.field({
        type: [DataUse],
        description: 'Items of the page: uses.',
        extensions: STRUCTURAL,
        resolve: ({ entries }) => entries,
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Position of the page in the list.',
        extensions: STRUCTURAL,
        resolve: (page) => page,
      }),
    }),
  })
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
