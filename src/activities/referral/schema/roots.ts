/** Questions about referrals: one, or the worklists of a side. */

import { answerWith, givenFields } from '../../../graphql/schema/answer.ts'
import type { DomainBuilder, Row } from '../../../graphql/schema/builder.ts'
import { connectionOf, toPage } from '../../../graphql/schema/connection.ts'
import { needs } from '../../../graphql/schema/needs.ts'
import { connectionShape, listIdentity, openAfter, PAGE_DEFAULT, PAGE_MAX, pageSize } from '../../../graphql/schema/page.ts'
import type { PageInfoType } from '../../../graphql/schema/page-info.ts'
import type { HubExtension, Terms } from '../../../query/declare.ts'
import type { ReferralEnums } from './enums.ts'
import { direction, overdue, QUEUES } from './expressions.ts'
import type { addReferralTypes } from './types.ts'

type Types = ReturnType<typeof addReferralTypes>

const restrict = (reveals: readonly string[], sqlType: string, sql: NonNullable<HubExtension['restrict']>) => ({
  extensions: { hub: { reveals, sqlType, restrict: sql } satisfies HubExtension },
})

export function addReferralRoots(domain: DomainBuilder, enums: ReferralEnums, { Referral }: Types, PageInfo: PageInfoType): void {
  const { builder } = domain
  builder.queryType({ description: 'Read operations of the hub.' })
  builder.queryField('referral', (t) =>
    t.field({
      type: Referral,
      nullable: true,
      description: "Referral by id. Null when not found in the caller's scope; the reason is not given.",
      extensions: needs('PERSONS'),
      args: { id: t.arg.id({ required: true, description: 'Id of the referral.' }) },
      resolve: (_root, args, context, info) =>
        answerWith<Row | null>(
          context,
          { type: 'Referral', who: { kind: 'byId' }, shape: () => ({ kind: 'person', nodes: info.fieldNodes }), arguments: args },
          info,
        ),
    }),
  )
  const ReferralFilter = filterType(domain, enums)
  const ReferralOrder = orderType(domain)
  builder.queryField('referrals', (t) =>
    t.field({
      type: connectionOf(domain, PageInfo, Referral, 'Referral', 'referrals'),
      nullable: true,
      description: "Referrals that the caller's organisation sent or received (werkvoorraad).",
      extensions: needs('PERSONS'),
      args: {
        filter: t.arg({ type: ReferralFilter, description: 'Restricts the referrals. All given fields must hold.' }),
        order: t.arg({ type: ReferralOrder, defaultValue: 'NEWEST', description: 'Order of the referrals.' }),
        first: t.arg.int({ defaultValue: PAGE_DEFAULT, description: `Size of the page, from 1 to ${PAGE_MAX}.` }),
        after: t.arg.string({ description: 'Cursor after which the page begins. Null: the first page.' }),
      },
      resolve: async (_root, args, context, info) => {
        const filter = givenFields(args.filter)
        const order = args.order ?? 'NEWEST'
        const list = listIdentity(context, filter, `referrals ${order}`)
        const after = openAfter(context, args.after, list)
        const who = { kind: 'page', order, filter: Object.keys(filter).sort(), after: after !== undefined } as const
        const shape = () => connectionShape(info, context.form)
        const answer = await context.read({ type: 'Referral', who, shape, arguments: { filter, first: pageSize(args.first) }, after }, info)
        return toPage(answer, context, list, after !== undefined)
      },
    }),
  )
}

function filterType({ builder }: DomainBuilder, { Direction, State, Reason, Queue }: ReferralEnums) {
  return builder.inputType('ReferralFilter', {
    description: 'Restricts the referrals. All given fields must hold.',
    fields: (t) => ({
      direction: t.field({
        type: Direction,
        description: "Direction, seen from the caller's organisation.",
        ...restrict(['Referral.direction'], 'text', (terms, value) => `${direction(terms)} = ${value}`),
      }),
      state: t.field({
        type: [State],
        description: 'States of the referrals.',
        ...restrict(['Referral.state'], 'referral.state[]', ({ column }, value) => `${column('state')} = any(${value})`),
      }),
      reason: t.field({
        type: Reason,
        description: 'Reason for the referrals.',
        ...restrict(['Referral.reason'], 'text', ({ column }, value) => `${column('reason')} = ${value}`),
      }),
      overdue: t.boolean({
        description: 'Whether the deadline for the next act has passed.',
        ...restrict(['Referral.overdue'], 'boolean', (terms, value) => `${overdue(terms)} = ${value}`),
      }),
      queue: t.field({
        type: Queue,
        description: 'Worklist to which the referrals belong.',
        ...restrict(
          ['Referral.state', 'Referral.direction', 'Referral.overdue', 'Referral.appointmentAt'],
          'text',
          (terms, value) =>
            `case ${value} ${Object.entries(QUEUES)
              .map(([name, holds]) => `when '${name}' then ${holds(terms)}`)
              .join(' ')} end`,
        ),
      }),
    }),
  })
}

function orderType({ builder }: DomainBuilder) {
  return builder.enumType('ReferralOrder', {
    description: 'Order of referrals.',
    values: {
      NEWEST: {
        description: 'Last changed first.',
        extensions: {
          hub: {
            reveals: ['Referral.changedAt'],
            sort: { value: ({ column }: Terms) => `-extract(epoch from ${column('changed_at')})`, sqlType: 'float8' },
          },
        },
      },
      DUE: {
        description: 'Earliest deadline first; referrals without a deadline come last.',
        extensions: {
          hub: {
            reveals: ['Referral.dueOn'],
            sort: { value: ({ column }: Terms) => `coalesce(${column('due_at')}, 'infinity')::date`, sqlType: 'date' },
          },
        },
      },
    } as const,
  })
}
