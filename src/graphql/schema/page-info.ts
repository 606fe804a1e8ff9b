/** `PageInfo`, which every connection has; modules that are merged keep one of them. */
import type { CursorPlace } from '../../query/execution.ts'
import type { DomainBuilder } from './builder.ts'
import { STRUCTURAL } from './structural.ts'

/** What `PageInfo` reads of a page. `ends`: its first and last row, null on an empty page. */
export type PageEnds = {
  more: boolean
  /** Whether the page begins after a cursor. */
  paged: boolean
  ends: { first: CursorPlace; last: CursorPlace } | null
  seal: (place: CursorPlace) => string
}

export type PageInfoType = ReturnType<typeof pageInfoType>

/** One for all connections of a module. */
export function pageInfoType({ builder }: DomainBuilder) {
  return builder.objectRef<PageEnds>('PageInfo').implement({
    description: 'Position of a page in its list.',
    fields: (t) => ({
      hasNextPage: t.boolean({
        nullable: false,
        description: 'Whether more items follow this page.',
        extensions: STRUCTURAL,
        resolve: ({ more }) => more,
      }),
      hasPreviousPage: t.boolean({
        nullable: false,
        description: 'Whether the page begins after a cursor.',
        extensions: STRUCTURAL,
        resolve: ({ paged }) => paged,
      }),
      startCursor: t.string({
        description: 'Cursor of the first item on the page. Null on an empty page.',
        extensions: STRUCTURAL,
        resolve: ({ ends, seal }) => (ends === null ? null : seal(ends.first)),
      }),
      endCursor: t.string({
        description: 'Cursor of the last item on the page. Null on an empty page.',
        extensions: STRUCTURAL,
        resolve: ({ ends, seal }) => (ends === null ? null : seal(ends.last)),
      }),
    }),
  })
}
