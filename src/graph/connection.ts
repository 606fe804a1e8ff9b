import type { DomainBuilder, Row } from './builder.ts'
import type { PageRow } from './page.ts'

const STRUCTURAL = { hub: { structural: true } } as const

/** Page of newcomers as the statement made it. */
export type Page = {
  rows: PageRow[]
  more: boolean
  /** Persons in the whole list; null unless asked. */
  count: number | null
  /** Whether the page began after a cursor. */
  paged: boolean
  seal: (row: PageRow) => string
}

type Edge = { row: PageRow; path: string | number; seal: Page['seal'] }

/** Relay connection of newcomers. Objects were made by the statement under their response path; nothing is read here. */
export function connectionType(domain: DomainBuilder) {
  const { builder, Newcomer } = domain
  const PageInfo = pageInfoType(domain)
  const NewcomerEdge = edgeType(domain)
  return builder.objectRef<Page>('NewcomerConnection').implement({
    description: 'Page of newcomers.',
    fields: (t) => ({
      edges: t.field({
        type: [NewcomerEdge],
        description: 'Newcomers of the page, each with its cursor.',
        extensions: STRUCTURAL,
        resolve: ({ rows, seal }, _args, _context, info) => rows.map((row) => ({ row, seal, path: info.path.key })),
      }),
      nodes: t.field({
        type: [Newcomer],
        description: 'Newcomers of the page.',
        extensions: STRUCTURAL,
        resolve: ({ rows }, _args, _context, info) => rows.map((row) => row[info.path.key] as Row),
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Where the page stands in the list.',
        extensions: STRUCTURAL,
        resolve: (page) => page,
      }),
      totalCount: t.int({
        description: 'Number of newcomers in the whole list, under the same filter.',
        extensions: STRUCTURAL,
        resolve: ({ count }) => count,
      }),
    }),
  })
}

function edgeType({ builder, Newcomer }: DomainBuilder) {
  return builder.objectRef<Edge>('NewcomerEdge').implement({
    description: 'Newcomer on a page.',
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: 'Opaque place of this newcomer in this list of this consumer.',
        extensions: STRUCTURAL,
        resolve: ({ row, seal }) => seal(row),
      }),
      node: t.field({
        type: Newcomer,
        description: 'Newcomer itself.',
        extensions: STRUCTURAL,
        resolve: ({ row, path }, _args, _context, info) => row[`${path}.${info.path.key}`] as Row,
      }),
    }),
  })
}

function pageInfoType({ builder }: DomainBuilder) {
  const cursorOf = (page: Page, row: PageRow | undefined) => (row === undefined ? null : page.seal(row))
  return builder.objectRef<Page>('PageInfo').implement({
    description: 'Where a page stands in its list.',
    fields: (t) => ({
      hasNextPage: t.boolean({
        nullable: false,
        description: 'Whether there are more after this page.',
        extensions: STRUCTURAL,
        resolve: ({ more }) => more,
      }),
      hasPreviousPage: t.boolean({
        nullable: false,
        description: 'Whether the page began after a cursor.',
        extensions: STRUCTURAL,
        resolve: ({ paged }) => paged,
      }),
      startCursor: t.string({
        description: 'Cursor of the first on the page. Null on an empty page.',
        extensions: STRUCTURAL,
        resolve: (page) => cursorOf(page, page.rows[0]),
      }),
      endCursor: t.string({
        description: 'Cursor of the last on the page. Null on an empty page.',
        extensions: STRUCTURAL,
        resolve: (page) => cursorOf(page, page.rows.at(-1)),
      }),
    }),
  })
}
