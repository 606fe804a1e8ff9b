/** Pages of rows that a contract's statement made, as objects for the executor or as text that is passed on. */
import type { CursorPlace } from '../../query/execution.ts'
import type { Answer } from '../../query/reader.ts'
import type { DomainBuilder, ObjectType } from './builder.ts'
import { connectionType } from './connection.ts'
import { JsonText, parseAnswer, type RequestContext, type Row } from './context.ts'
import type { PageEnds, PageInfoType } from './page-info.ts'

/** One row of a page: the objects of `edges { node }` and `nodes` by response path, and the row's place in the list. */
type PageRow = Record<string, unknown> & { '@id': string; '@sort': string }

/** Page of rows. */
export type RowPage = PageEnds & {
  /** Rows for the executor; none when the page came as texts. */
  rows: PageRow[]
  /** JSON of `nodes` and `edges` by response key, when the page came as texts. */
  texts: Answer['texts'] | null
  /** Rows in the whole list; null unless asked. */
  count: number | null
}

const placeOf = (row: PageRow): CursorPlace => ({ id: row['@id'], sort: row['@sort'] })

/** Part of a page that came as text, in the place of the objects that it holds. */
function textAt<Objects>({ texts }: RowPage, key: string | number): Objects | undefined {
  const text = texts?.get(String(key))
  return text == null ? undefined : (new JsonText(text) as Objects)
}

/** Connection of rows. Objects were read under their response path; nothing is read here.
 *  @param rows what they are called together. */
export function rowConnection(domain: DomainBuilder, PageInfo: PageInfoType, Node: ObjectType<Row>, rows: string): ObjectType<RowPage> {
  return connectionType<RowPage, Row>(
    domain,
    PageInfo,
    Node,
    { name: Node.name, items: rows },
    {
      edges: (page, key) =>
        textAt(page, key) ??
        page.rows.map((row) => ({ place: placeOf(row), seal: page.seal, nodeAt: (name) => row[`${key}.${name}`] as Row })),
      nodes: (page, key) => textAt(page, key) ?? page.rows.map((row) => row[key] as Row),
      count: { description: `Total number of ${rows} that match the filter.`, of: ({ count }) => count },
    },
  )
}

/** @param list identity to which the page's cursors are bound. */
export function toPage(answer: Answer, { form, cursors }: RequestContext, list: string, paged: boolean): RowPage {
  const { more, count } = answer
  const seal = (place: CursorPlace) => cursors.seal(place, list)
  if (form === 'TEXT') return { rows: [], texts: answer.texts, ends: answer.ends, more, count, paged, seal }
  const rows = parseAnswer(answer) as PageRow[]
  const [first, last] = [rows[0], rows.at(-1)]
  const ends = first === undefined || last === undefined ? null : { first: placeOf(first), last: placeOf(last) }
  return { rows, texts: null, ends, more, count, paged, seal }
}
