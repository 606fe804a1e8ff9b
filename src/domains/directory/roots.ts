/** Root fields that answer newcomers. They say whom is asked for; the compiled statement does the rest. */
import { answerWith, readRows } from '../../graphql/schema/answer.ts'
import { assertBatch, BATCH_MAX, NEWCOMER_IDS } from '../../graphql/schema/batch.ts'
import type { DomainBuilder, Row } from '../../graphql/schema/builder.ts'
import { FILTER_DESCRIPTION, ORDER_DESCRIPTION } from '../../graphql/schema/filter.ts'
import { pageInfoType } from '../../graphql/schema/page-info.ts'
import { pagedRoot } from '../../graphql/schema/paged-root.ts'
import { rowConnection } from '../../graphql/schema/row-page.ts'
import { rowRoot } from '../../graphql/schema/row-root.ts'
import { type HubExtension, inForce } from '../../query/declare.ts'
import { addViewer, capacityEnum } from './contract-viewer.ts'

/** Adds the query type: viewer, newcomer, newcomerByInsz, newcomersById and newcomers. */
export function addRoots(domain: DomainBuilder): void {
  domain.builder.queryType({ description: 'Questions to the hub.' })
  addViewer(domain)
  addSinglePerson(domain)
  addBatch(domain)
  addList(domain)
}

function addSinglePerson(domain: DomainBuilder): void {
  const { builder, Newcomer } = domain
  rowRoot(domain, {
    field: 'newcomer',
    description: "Newcomer by id. Null when no such person exists for the caller's organisation; the answer does not tell why.",
    type: Newcomer,
    id: "Id of the newcomer in the caller's sector.",
  })
  builder.queryField('newcomerByInsz', (t) =>
    t.field({
      type: Newcomer,
      nullable: true,
      description: "Newcomer by INSZ, also by a number that was replaced. Null when no such person exists for the caller's organisation.",
      args: {
        insz: t.arg({
          type: 'Insz',
          required: true,
          description: 'INSZ of the person; send it as a variable, never in the text of the operation.',
        }),
      },
      resolve: (_root, args, context, info) =>
        answerWith<Row | null>(
          context,
          { who: { kind: 'byInsz' }, shape: () => ({ kind: 'person', nodes: info.fieldNodes }), arguments: args },
          info,
        ),
    }),
  )
}

function addBatch({ builder, Newcomer }: DomainBuilder): void {
  builder.queryField('newcomersById', (t) =>
    t.field({
      type: [Newcomer],
      nullable: { list: true, items: true },
      description: `Newcomers by id, in the order of the ids, at most ${BATCH_MAX}. Null in the place of every id that is nobody in the caller's scope.`,
      args: { ids: t.arg.idList({ required: true, description: NEWCOMER_IDS }) },
      resolve: async (_root, { ids }, context, info) => {
        assertBatch(ids)
        return await readRows('Newcomer', ids, context, info)
      },
    }),
  )
}

/** The caller's own relationship tells it nothing that it does not know. */
const KNOWN_IN_CAPACITY: HubExtension = {
  reveals: [],
  sqlType: 'directory.capacity',
  restrict: ({ person: id, organisation, today }, value) =>
    `exists (select from directory.relationship k where k.person_id = ${id} and k.organisation_id = ${organisation} and k.capacity = ${value} and ${inForce('k', today)})`,
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
    values: { ID: { description: 'By id: no meaning, and the same from page to page.' } } as const,
  })
  pagedRoot(domain, {
    field: 'newcomers',
    description: "Newcomers in the caller's scope: those its organisation has a relationship with in a capacity that the contract names.",
    type: 'Newcomer',
    page: rowConnection(domain, pageInfoType(domain), domain.Newcomer, 'newcomers'),
    filter: { type: NewcomerFilter, description: FILTER_DESCRIPTION },
    order: { type: NewcomerOrder, usual: 'ID', description: ORDER_DESCRIPTION },
  })
}
