/** `ownWordReadings`: for the supervisor, who reads data of persons whom it knows by its own word alone. Counts; never a person. */
import { InvalidInput } from '../../base/faults.ts'
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { cursorConnection, cursorPage } from '../../graphql/schema/cursor-page.ts'
import { needs } from '../../graphql/schema/needs.ts'
import { listIdentity, openAfter, pageArgs, pageSize } from '../../graphql/schema/page.ts'
import type { PageInfoType } from '../../graphql/schema/page-info.ts'
import type { CursorPlace } from '../../query/execution.ts'
import type { OwnWordReading } from './own-word.ts'

export function addOwnWordReadings(domain: DomainBuilder, PageInfo: PageInfoType): void {
  const { builder } = domain
  const Reading = builder.objectRef<OwnWordReading>('OwnWordReading').implement({
    description: 'Reading by one organisation of the data of persons whom it knows by its own word alone.',
    fields: (t) => ({
      organisation: t.string({ description: 'Name of the organisation.', resolve: ({ organisation }) => organisation }),
      persons: t.int({
        description: 'Number of persons whom it claimed to know, whom no other source says it knows, and whose data it used after that.',
        resolve: ({ persons }) => persons,
      }),
    }),
  })
  builder.queryField('ownWordReadings', (t) =>
    t.field({
      type: cursorConnection(domain, PageInfo, Reading, { name: 'OwnWordReading', items: 'organisations' }),
      nullable: true,
      description:
        'Organisations that used data, in a period of whole days in Belgium, of persons whom they know by their own word alone (enkel op eigen woord): they delivered the claim, and no register, other organisation or referral says the same. Counts persons, and names none.',
      extensions: needs(),
      args: {
        from: t.arg({ type: 'Date', required: true, description: 'First day of the period.' }),
        until: t.arg({ type: 'Date', required: true, description: 'Day after the last day of the period.' }),
        ...pageArgs(t),
      },
      resolve: async (_root, { from, until, first, after }, context) => {
        if (until <= from) throw new InvalidInput('BAD_USER_INPUT', 'Argument "until" must be after "from".')
        const list = listIdentity(context, 'ownWordReadings', [from, until])
        const place = openAfter(context, after, list)
        const { readings, more } = await context.ports.ownWord({ from, until, first: pageSize(first), after: place?.id })
        const placeOf = ({ organisationId }: OwnWordReading) => ({ id: String(organisationId), sort: '' })
        const seal = (of: CursorPlace) => context.cursors.seal(of, list)
        return cursorPage({ items: readings, placeOf, more, paged: place !== undefined, seal })
      },
    }),
  )
}
