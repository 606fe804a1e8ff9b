/** Relay connections: one shape of Connection and Edge for whatever stands on a page. */
import type { CursorPlace } from '../../query/execution.ts'
import type { DomainBuilder, ObjectType } from './builder.ts'
import type { PageEnds, PageInfoType } from './page-info.ts'
import { STRUCTURAL } from './structural.ts'

/** Something on a page. Its cursor is sealed when it is asked for, not before.
 *  @property nodeAt itself, by the response key under which it is asked. */
export type Edge<Item> = { place: CursorPlace; seal: PageEnds['seal']; nodeAt: (key: string | number) => Item }

/** @property name of the type of the items. @property item what one is called, in lower case. @property items those of a page, as a noun phrase. */
export type ConnectionWords = { name: string; item: string; items: string; page: string; edge: string }

/** What a connection answers of its page, by the response key of the field. */
export type ConnectionParts<Page, Item> = {
  edges: (page: Page, key: string | number) => Edge<Item>[]
  nodes: (page: Page, key: string | number) => readonly Item[]
  /** Items in the whole list, where the list counts them. */
  count?: { description: string; of: (page: Page) => number | null }
}

export function connectionType<Page extends PageEnds, Item>(
  { builder }: Pick<DomainBuilder, 'builder'>,
  PageInfo: PageInfoType,
  Node: ObjectType<Item>,
  words: ConnectionWords,
  { edges, nodes, count }: ConnectionParts<Page, Item>,
): ObjectType<Page> {
  const EdgeType = edgeType({ builder }, Node, words)
  return builder.objectRef<Page>(`${words.name}Connection`).implement({
    description: words.page,
    fields: (t) => ({
      edges: t.field({
        type: [EdgeType],
        description: `${words.items}, each with its cursor.`,
        extensions: STRUCTURAL,
        resolve: (page, _args, _context, { path }) => edges(page, path.key),
      }),
      nodes: t.field({
        type: [Node],
        description: `${words.items}.`,
        extensions: STRUCTURAL,
        resolve: (page, _args, _context, { path }) => nodes(page, path.key),
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Where the page stands in the list.',
        extensions: STRUCTURAL,
        resolve: (page) => page,
      }),
      ...(count && { totalCount: t.int({ description: count.description, extensions: STRUCTURAL, resolve: count.of }) }),
    }),
  })
}

function edgeType<Item>({ builder }: Pick<DomainBuilder, 'builder'>, Node: ObjectType<Item>, { name, item, edge }: ConnectionWords) {
  return builder.objectRef<Edge<Item>>(`${name}Edge`).implement({
    description: edge,
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: `Opaque place of this ${item} in this list of this consumer.`,
        extensions: STRUCTURAL,
        resolve: ({ place, seal }) => seal(place),
      }),
      node: t.field({
        type: Node,
        description: `${item.charAt(0).toUpperCase()}${item.slice(1)} itself.`,
        extensions: STRUCTURAL,
        // Pothos cannot tell that an item of any type is not a list.
        resolve: ({ nodeAt }, _args, _context, { path }) => nodeAt(path.key) as never,
      }),
    }),
  })
}
