/** Questions about referrals: one, or the worklists of a side. */

import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { restrict } from '../../../graphql/schema/filter.ts'
import type { PageInfoType } from '../../../graphql/schema/page-info.ts'
import { pagedRoot } from '../../../graphql/schema/paged-root.ts'
import { rowConnection } from '../../../graphql/schema/row-page.ts'
import { rowRoot } from '../../../graphql/schema/row-root.ts'
import { hubExtension, type Terms } from '../../../query/declare.ts'
import type { ReferralEnums } from './enums.ts'
import { direction, overdue, QUEUES } from './expressions.ts'
import type { addReferralTypes } from './types.ts'

type Types = ReturnType<typeof addReferralTypes>

export function addReferralRoots(domain: DomainBuilder, enums: ReferralEnums, { Referral }: Types, PageInfo: PageInfoType): void {
  domain.builder.queryType({ description: 'Read operations of the hub.' })
  rowRoot(domain, {
    field: 'referral',
    description: "Referral by id. Null when not found in the caller's scope; the reason is not given.",
    type: Referral,
    id: 'Id of the referral.',
  })
  pagedRoot(domain, {
    field: 'referrals',
    description: "Referrals that the caller's organisation sent or received (werkvoorraad).",
    type: 'Referral',
    page: rowConnection(domain, PageInfo, Referral, 'referrals'),
    filter: { type: filterType(domain, enums), description: 'Restricts the referrals. All given fields must hold.' },
    order: { type: orderType(domain), usual: 'NEWEST', description: 'Order of the referrals.' },
  })
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
        extensions: hubExtension({
          reveals: ['Referral.changedAt'],
          sort: { value: ({ column }: Terms) => `-extract(epoch from ${column('changed_at')})`, sqlType: 'float8' },
        }),
      },
      DUE: {
        description: 'Earliest deadline first; referrals without a deadline come last.',
        extensions: hubExtension({
          reveals: ['Referral.dueOn'],
          sort: { value: ({ column }: Terms) => `coalesce(${column('due_at')}, 'infinity')::date`, sqlType: 'date' },
        }),
      },
    } as const,
  })
}
