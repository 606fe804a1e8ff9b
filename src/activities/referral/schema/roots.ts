/** Questions about referrals: one, or the worklists of a side. */

import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { restrict } from '../../../graphql/schema/filter.ts'
import type { PageInfoType } from '../../../graphql/schema/page-info.ts'
import { pagedRoot } from '../../../graphql/schema/paged-root.ts'
import { rowConnection } from '../../../graphql/schema/row-page.ts'
import { rowRoot } from '../../../graphql/schema/row-root.ts'
import type { ReferralEnums } from './enums.ts'
import { direction, overdue, QUEUES } from './expressions.ts'
import type { addReferralTypes } from './types.ts'

type Types = ReturnType<typeof addReferralTypes>

export function addReferralRoots(domain: DomainBuilder, enums: ReferralEnums, { Referral }: Types, PageInfo: PageInfoType): void {
  domain.builder.queryType({ description: 'Questions to the hub.' })
  rowRoot(domain, {
    field: 'referral',
    description: "Referral by id. Null when no such referral exists for the caller's organisation; the answer does not tell why.",
    type: Referral,
    id: 'Id of the referral.',
  })
  pagedRoot(domain, {
    field: 'referrals',
    description: "Referrals that the caller's organisation sent or received: its worklists.",
    type: 'Referral',
    page: rowConnection(domain, PageInfo, Referral, 'referrals'),
    filter: { type: filterType(domain, enums), description: 'Which referrals; all that is given must hold.' },
    order: { type: orderType(domain), usual: 'NEWEST', description: 'In what order.' },
  })
}

function filterType({ builder }: DomainBuilder, { Direction, State, Reason, Queue }: ReferralEnums) {
  return builder.inputType('ReferralFilter', {
    description: 'Which referrals; all that is given must hold.',
    fields: (t) => ({
      direction: t.field({
        type: Direction,
        description: "Sent or received, seen from the caller's organisation.",
        ...restrict(['Referral.direction'], 'text', (terms, value) => `${direction(terms)} = ${value}`),
      }),
      state: t.field({
        type: [State],
        description: 'In one of these states.',
        ...restrict(['Referral.state'], 'referral.state[]', ({ row }, value) => `${row}.state = any(${value})`),
      }),
      reason: t.field({
        type: Reason,
        description: 'For this reason.',
        ...restrict(['Referral.reason'], 'text', ({ row }, value) => `${row}.reason = ${value}`),
      }),
      overdue: t.boolean({
        description: 'Whether the deadline for the next act has passed.',
        ...restrict(['Referral.overdue'], 'boolean', (terms, value) => `${overdue(terms)} = ${value}`),
      }),
      queue: t.field({
        type: Queue,
        description: 'Work that waits, by what it waits for.',
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
            sort: { value: ({ row }: { row: string }) => `-extract(epoch from ${row}.changed_at)`, sqlType: 'float8' },
          },
        },
      },
      DUE: {
        description: 'What is due first, first; what has no deadline comes last.',
        extensions: {
          hub: {
            reveals: ['Referral.dueOn'],
            sort: { value: ({ row }: { row: string }) => `coalesce(${row}.due_at, 'infinity')::date`, sqlType: 'date' },
          },
        },
      },
    } as const,
  })
}
