/** `dataUse`: who used the data of a person. For the supervisor, who names the person, and for a person about itself; asking is on record as any other use. */
import type { GraphQLSchema } from 'graphql'
import type { Caller } from '../../access/identity/caller.ts'
import { InvalidInput } from '../../base/faults.ts'
import type { Insz } from '../../base/insz.ts'
import { type BuildMode, createDomainBuilder, type DomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { cursorConnection, cursorPage } from '../../graphql/schema/cursor-page.ts'
import { listIdentity, openAfter, pageArgs, pageSize } from '../../graphql/schema/page.ts'
import { STRUCTURAL } from '../../graphql/schema/structural.ts'
import type { CursorPlace } from '../../query/execution.ts'
import type { SubjectSelector } from './ask-data-use.ts'
import type { DataUseEntry, UsedField } from './list-data-use.ts'

/** Module of the hub schema that answers about evidence. */
export function buildAuditSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  domain.builder.queryType({ description: 'Questions to the hub.' })
  addDataUse(domain)
  return toDomainSchema(domain)
}

const WORDS = { name: 'DataUse', item: 'use', items: 'Uses of the page', page: 'Page of uses.', edge: 'Use on a page.' }

function addDataUse(domain: DomainBuilder): void {
  const { builder } = domain
  const DataSubject = builder.inputType('DataSubject', {
    description: 'Person about whom is asked; give exactly one field.',
    fields: (t) => ({
      insz: t.field({ type: 'Insz', description: 'INSZ of the person; send it as a variable, never in the text of the operation.' }),
      newcomerId: t.id({ description: 'Newcomer.id by which any sector knows the person.' }),
      evidenceReference: t.id({ description: 'Evidence reference of the person, for example from the receipt of an erasure.' }),
    }),
  })
  const Period = builder.inputType('DataUsePeriod', {
    description: 'Whole days in Belgian local time.',
    fields: (t) => ({
      from: t.field({ type: 'Date', description: 'First day. Null for no beginning.' }),
      until: t.field({ type: 'Date', description: 'First day that is left out. Null for no end.' }),
    }),
  })
  builder.queryField('dataUse', (t) =>
    t.field({
      type: cursorConnection(domain, dataUseType(domain), WORDS),
      nullable: true,
      description:
        'Uses of the data of one person, newest first: when, by which organisation, why and which fields; never a value. This question is recorded too.',
      args: {
        person: t.arg({
          type: DataSubject,
          description: 'Person about whom is asked; a person who asks about itself names nobody.',
          // Only who may see which person a use was about can name one.
          extensions: { hub: { reveals: ['DataUse.person'] } },
        }),
        period: t.arg({ type: Period, description: 'Period of the uses; null for all that is kept.' }),
        ...pageArgs(t),
      },
      resolve: async (_root, { person, period, first, after }, context) => {
        const subject = readSubject(context.caller, person)
        const size = pageSize(first)
        const list = listIdentity(context, 'dataUse', [subject, period])
        const place = openAfter(context, after, list)
        const { entries, more } = await context.dataUse({ subject, period, first: size, after: place?.id })
        const seal = (of: CursorPlace) => context.cursors.seal(of, list)
        return cursorPage({ items: entries, placeOf: ({ id }) => ({ id, sort: '' }), more, paged: place !== undefined, seal })
      },
    }),
  )
}

type DataSubjectInput = {
  insz?: Insz | null | undefined
  newcomerId?: string | null | undefined
  evidenceReference?: string | null | undefined
}

/** A citizen's token says who it is about; whatever it is sent, it is answered about nobody else. */
function readSubject({ subject: self }: Caller, given: DataSubjectInput | null | undefined): SubjectSelector {
  if (self === null) return readNamed(given)
  if (given != null) throw new InvalidInput('BAD_USER_INPUT', 'Argument "person" is not for a person who asks about itself.')
  return { by: 'SELF', inszHash: self.inszHash }
}

function readNamed(given: DataSubjectInput | null | undefined): SubjectSelector {
  const { insz, newcomerId, evidenceReference } = given ?? {}
  const subjects: SubjectSelector[] = [
    ...(insz == null ? [] : [{ by: 'INSZ' as const, insz }]),
    ...(newcomerId == null ? [] : [{ by: 'NEWCOMER_ID' as const, newcomerId }]),
    ...(evidenceReference == null ? [] : [{ by: 'EVIDENCE_REFERENCE' as const, evidenceReference }]),
  ]
  const [subject] = subjects
  if (subject === undefined || subjects.length > 1) throw new InvalidInput('BAD_USER_INPUT', 'Argument "person" takes exactly one field.')
  return subject
}

function dataUseType({ builder }: DomainBuilder) {
  const Field = usedFieldType(builder)
  return builder.objectRef<DataUseEntry>('DataUse').implement({
    description: 'One use of the data of a person, as the hub recorded it.',
    fields: (t) => ({
      id: t.id({ nullable: false, description: 'Number of the record; an inclusion proof can be asked by it.', resolve: ({ id }) => id }),
      at: t.field({ type: 'DateTime', description: 'When the data left the hub.', resolve: ({ at }) => at }),
      organisation: t.string({
        description: 'Name of the organisation. Null when the person itself asked.',
        resolve: ({ organisation }) => organisation,
      }),
      consumer: t.string({ description: 'Client identifier of the application.', resolve: ({ consumer }) => consumer }),
      purposeNl: t.string({ description: 'Purpose in plain Dutch.', resolve: ({ purposeNl }) => purposeNl }),
      purposeEn: t.string({ description: 'Purpose in plain English.', resolve: ({ purposeEn }) => purposeEn }),
      protocols: t.stringList({
        description: 'Protocols that granted the use, with their version, as local-referral@1.',
        resolve: ({ protocols }) => [...protocols],
      }),
      fields: t.field({
        type: [Field],
        description: 'Fields that were used; what was withheld is not among them.',
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
      label: t.string({ description: 'What the field holds, in words.', extensions: STRUCTURAL, resolve: ({ label }) => label }),
      by: t.string({
        description: 'FIELD when the value was shown; FILTER or ORDER when it chose or sorted the persons.',
        extensions: STRUCTURAL,
        resolve: ({ by }) => by,
      }),
    }),
  })
}
