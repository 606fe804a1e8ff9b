/** Root fields that answer newcomers. They say whom is asked for; the compiled statement does the rest. */
import { assertBatch, BATCH_MAX, NEWCOMER_IDS } from '../../graphql/schema/batch.ts'
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { answerByInsz, readRows } from '../../graphql/schema/context.ts'
import { FILTER_DESCRIPTION, ORDER_DESCRIPTION } from '../../graphql/schema/filter.ts'
import { parseIds } from '../../graphql/schema/ids.ts'
import { needs } from '../../graphql/schema/needs.ts'
import { pageInfoType } from '../../graphql/schema/page-info.ts'
import { pagedRoot } from '../../graphql/schema/paged-root.ts'
import { rowConnection } from '../../graphql/schema/row-page.ts'
import { rowRoot } from '../../graphql/schema/row-root.ts'
import { hubExtension } from '../../query/declare.ts'
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

function addSinglePerson(domain: DomainBuilder): void {
  const { builder, Newcomer } = domain
  rowRoot(domain, {
    field: 'newcomer',
    description: "Newcomer by id. Null when not found in the caller's scope; the reason is not given.",
    type: Newcomer,
    id: "Id of the newcomer in the caller's sector.",
  })
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
      args: { ids: t.arg.idList({ required: true, description: NEWCOMER_IDS }) },
      resolve: async (_root, { ids }, context, info) => {
        assertBatch(ids)
        return await readRows('Newcomer', parseIds(ids, 'ids'), context, info)
      },
    }),
  )
}

/** The caller's own relationship tells it nothing that it does not know. */
const KNOWN_IN_CAPACITY = hubExtension({
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
})

function addList(domain: DomainBuilder): void {
  const { builder } = domain
  const Capacity = capacityEnum(builder)
  const NewcomerFilter = builder.inputType('NewcomerFilter', {
    description: FILTER_DESCRIPTION,
    fields: (t) => ({
      capacity: t.field({
        type: Capacity,
        description: "Capacity in which the caller's own organisation knows the person today.",
        extensions: KNOWN_IN_CAPACITY,
      }),
    }),
  })
  const NewcomerOrder = builder.enumType('NewcomerOrder', {
    description: ORDER_DESCRIPTION,
    values: { ID: { description: 'By id: an arbitrary order that is stable from page to page.' } } as const,
  })
  pagedRoot(domain, {
    field: 'newcomers',
    description: "Newcomers in the caller's scope: persons whom its organisation knows in a capacity that the contract names.",
    type: 'Newcomer',
    page: rowConnection(domain, pageInfoType(domain), domain.Newcomer, 'newcomers'),
    filter: { type: NewcomerFilter, description: FILTER_DESCRIPTION },
    order: { type: NewcomerOrder, usual: 'ID', description: ORDER_DESCRIPTION },
  })
}
