/** Root fields that answer newcomers. They say whom is asked for; the compiled statement does the rest. */
import { InvalidInput } from '../../base/faults.ts'
import { answerByInsz, answerWith, givenFields } from '../../graphql/schema/answer.ts'
import type { DomainBuilder, Row } from '../../graphql/schema/builder.ts'
import { connectionOf, toPage } from '../../graphql/schema/connection.ts'
import { FILTER_DESCRIPTION, ORDER_DESCRIPTION } from '../../graphql/schema/filter.ts'
import { needs } from '../../graphql/schema/needs.ts'
import { BATCH_MAX, connectionShape, listIdentity, openAfter, PAGE_DEFAULT, PAGE_MAX, pageSize } from '../../graphql/schema/page.ts'
import { pageInfoType } from '../../graphql/schema/page-info.ts'
import type { HubExtension } from '../../query/declare.ts'
import { inForce } from '../../query/fact-sql.ts'
import { addViewer, capacityEnum } from './contract-viewer.ts'

/** Adds the query type: viewer, newcomer, newcomerByInsz, newcomersById and newcomers. */
export function addRoots(domain: DomainBuilder): void {
  domain.builder.queryType({ description: 'Read operations of the hub.' })
  addViewer(domain)
  addSinglePerson(domain)
  addBatch(domain)
  addList(domain)
}

function addSinglePerson({ builder, Newcomer }: DomainBuilder): void {
  builder.queryField('newcomer', (t) =>
    t.field({
      type: Newcomer,
      nullable: true,
      description: "Newcomer by id. Null when not found in the caller's scope; the reason is not given.",
      extensions: needs('PERSONS'),
      args: { id: t.arg.id({ required: true, description: "Id of the newcomer in the caller's sector." }) },
      resolve: (_root, args, context, info) =>
        answerWith<Row | null>(
          context,
          { who: { kind: 'byId' }, shape: () => ({ kind: 'person', nodes: info.fieldNodes }), arguments: args },
          info,
        ),
    }),
  )
  builder.queryField('newcomerByInsz', (t) =>
    t.field({
      type: Newcomer,
      nullable: true,
      description:
        "Newcomer by INSZ, including a number that was replaced. Null when not found in the caller's scope; the reason is not given.",
      extensions: needs('PERSONS'),
      args: {
        insz: t.arg({
          type: 'Insz',
          required: true,
          description: 'INSZ of the person. Send it as a variable, never in the text of the operation.',
        }),
      },
      resolve: answerByInsz,
    }),
  )
}

function addBatch({ builder, Newcomer }: DomainBuilder): void {
  builder.queryField('newcomersById', (t) =>
    t.field({
      type: [Newcomer],
      nullable: { list: true, items: true },
      description: `Newcomers by id, in the order of the ids, at most ${BATCH_MAX}. Null for every id outside the caller's scope.`,
      extensions: needs('PERSONS'),
      args: { ids: t.arg.idList({ required: true, description: `Ids of newcomers in the caller's sector, at most ${BATCH_MAX}.` }) },
      resolve: async (_root, args, context, info) => {
        if (args.ids.length > BATCH_MAX) throw new InvalidInput('BAD_USER_INPUT', `Argument "ids" may have at most ${BATCH_MAX} ids.`)
        return answerWith<Row[]>(
          context,
          { who: { kind: 'byIds' }, shape: () => ({ kind: 'persons', nodes: info.fieldNodes }), arguments: args },
          info,
        )
      },
    }),
  )
}

/** The caller's own relationship tells it nothing that it does not know. */
const KNOWN_IN_CAPACITY: HubExtension = {
  reveals: [],
  sqlType: 'directory.capacity',
  restrict: ({ person: id, organisation, today }, value) =>
    `exists (
      select from directory.relationship k
      where k.person_id = ${id}
        and k.organisation_id = ${organisation}
        and k.capacity = ${value}
        and ${inForce('k', today)}
    )`,
}

function addList(domain: DomainBuilder): void {
  const { builder } = domain
  const Capacity = capacityEnum(builder)
  const NewcomerFilter = builder.inputType('NewcomerFilter', {
    description: FILTER_DESCRIPTION,
    fields: (t) => ({
      capacity: t.field({
        type: Capacity,
        description: "Capacity in which the caller's own organisation knows the person today.",
        extensions: { hub: KNOWN_IN_CAPACITY },
      }),
    }),
  })
  const NewcomerOrder = builder.enumType('NewcomerOrder', {
    description: ORDER_DESCRIPTION,
    values: { ID: { description: 'By id: an arbitrary order that is stable from page to page.' } } as const,
  })
  builder.queryField('newcomers', (t) =>
    t.field({
      type: connectionOf(domain, pageInfoType(domain), domain.Newcomer, 'Newcomer', 'newcomers'),
      nullable: true,
      description: "Newcomers in the caller's scope: persons whom its organisation knows in a capacity that the contract names.",
      extensions: needs('PERSONS'),
      args: {
        filter: t.arg({ type: NewcomerFilter, description: FILTER_DESCRIPTION }),
        order: t.arg({ type: NewcomerOrder, defaultValue: 'ID', description: ORDER_DESCRIPTION }),
        first: t.arg.int({ defaultValue: PAGE_DEFAULT, description: `Size of the page, from 1 to ${PAGE_MAX}.` }),
        after: t.arg.string({ description: 'Cursor after which the page begins. Null: the first page.' }),
      },
      resolve: async (_root, args, context, info) => {
        const filter = givenFields(args.filter)
        const order = args.order ?? 'ID'
        const list = listIdentity(context, filter, order)
        const after = openAfter(context, args.after, list)
        const who = { kind: 'page', order, filter: Object.keys(filter).sort(), after: after !== undefined } as const
        const shape = () => connectionShape(info, context.form)
        const answer = await context.read({ who, shape, arguments: { filter, first: pageSize(args.first) }, after }, info)
        return toPage(answer, context, list, after !== undefined)
      },
    }),
  )
}
