/** Relay connections of rows: page, edges and cursors. */
import type { CursorPlace } from '../../query/execution.ts'
import type { Answer } from '../../query/reader.ts'
import { JsonText, parseAnswer } from './answer.ts'
import type { DomainBuilder, Row } from './builder.ts'
import type { RequestContext } from './context.ts'
import type { PageEnds, PageInfoType } from './page-info.ts'

const STRUCTURAL = { hub: { structural: true } } as const

/** One row of a page: the objects of `edges { node }` and `nodes` by response path, and the row's place in the list. */
type PageRow = Record<string, unknown> & { '@id': string; '@sort': string }

/** Page of rows as the statement made it. */
type Page = PageEnds & {
  /** Rows for the executor; none when the page came as texts. */
  rows: PageRow[]
  /** JSON of `nodes` and `edges` by response key, when the page came as texts. */
  texts: Answer['texts'] | null
  /** Rows in the whole list; null unless asked. */
  count: number | null
}

type Edge = { row: PageRow; path: string | number; seal: Page['seal'] }

const placeOf = (row: PageRow): CursorPlace => ({ id: row['@id'], sort: row['@sort'] })

/** @param list identity to which the page's cursors are bound. */
export function toPage(answer: Answer, { form, cursors }: RequestContext, list: string, paged: boolean): Page {
  const { more, count } = answer
  const seal = (place: CursorPlace) => cursors.seal(place, list)
  if (form === 'TEXT') return { rows: [], texts: answer.texts, ends: answer.ends, more, count, paged, seal }
  const rows = parseAnswer(answer) as PageRow[]
  const [first, last] = [rows[0], rows.at(-1)]
  const ends = first === undefined || last === undefined ? null : { first: placeOf(first), last: placeOf(last) }
  return { rows, texts: null, ends, more, count, paged, seal }
}

/** Part of a page that came as text, in the place of the objects that it holds. */
function textAt<Objects>({ texts }: Page, key: string | number): Objects | undefined {
  const text = texts?.get(String(key))
  return text == null ? undefined : (new JsonText(text) as Objects)
}

/** Relay connection of rows. Objects were made by the statement under their response path; nothing is read here.
 *  @param name of the type of the rows. @param rows what they are called together. */
export function connectionOf(domain: DomainBuilder, PageInfo: PageInfoType, type: DomainBuilder['Newcomer'], name: string, rows: string) {
  const { builder } = domain
  const Edge = edgeType(domain, type, name, rows)
  return builder.objectRef<Page>(`${name}Connection`).implement({
    description: `Page of ${rows}.`,
    fields: (t) => ({
      edges: t.field({
        type: [Edge],
        description: `Edges of the page: ${rows}, each with its cursor.`,
        extensions: STRUCTURAL,
        resolve: (page, _args, _context, { path }) =>
          textAt<Edge[]>(page, path.key) ?? page.rows.map((row) => ({ row, seal: page.seal, path: path.key })),
      }),
      nodes: t.field({
        type: [type],
        description: `Items of the page: ${rows}.`,
        extensions: STRUCTURAL,
        resolve: (page, _args, _context, { path }) => textAt<Row[]>(page, path.key) ?? page.rows.map((row) => row[path.key] as Row),
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Position of the page in the list.',
        extensions: STRUCTURAL,
        resolve: (page) => page,
      }),
      totalCount: t.int({
        description: `Total number of ${rows} that match the filter.`,
        extensions: STRUCTURAL,
        resolve: ({ count }) => count,
      }),
    }),
  })
}

function edgeType({ builder }: DomainBuilder, type: DomainBuilder['Newcomer'], name: string, rows: string) {
  return builder.objectRef<Edge>(`${name}Edge`).implement({
    description: `Edge of a page of ${rows}.`,
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: 'Opaque cursor of this item, valid for this list and this consumer.',
        extensions: STRUCTURAL,
        resolve: ({ row, seal }) => seal(placeOf(row)),
      }),
      node: t.field({
        type,
        description: 'Item at the end of this edge.',
        extensions: STRUCTURAL,
        resolve: ({ row, path }, _args, _context, info) => row[`${path}.${info.path.key}`] as Row,
      }),
    }),
  })
}
