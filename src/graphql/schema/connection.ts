/** Relay connections: one shape of page, edges and cursors, whatever the items of the page. */
import type { CursorPlace } from '../../query/execution.ts'
import type { DomainBuilder, ObjectType } from './builder.ts'
import type { PageEnds, PageInfoType } from './page-info.ts'
import { STRUCTURAL } from './structural.ts'

/** Item on a page. Its cursor is sealed when it is asked for, not before.
 *  @property nodeAt the item, by the response key under which it is asked. */
export type Edge<Item> = { place: CursorPlace; seal: PageEnds['seal']; nodeAt: (key: string | number) => Item }

/** @property name of the type of the items. @property items what they are called together. @property page description, where it says more than that. */
export type ConnectionWords = { name: string; items: string; page?: string }

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
  const { name, items, page: description = `Page of ${items}.` } = words
  const EdgeType = edgeType({ builder }, Node, words)
  return builder.objectRef<Page>(`${name}Connection`).implement({
    description,
    fields: (t) => ({
      edges: t.field({
        type: [EdgeType],
        description: `Edges of the page: ${items}, each with its cursor.`,
        extensions: STRUCTURAL,
        resolve: (page, _args, _context, { path }) => edges(page, path.key),
      }),
      nodes: t.field({
        type: [Node],
        description: `Items of the page: ${items}.`,
        extensions: STRUCTURAL,
        resolve: (page, _args, _context, { path }) => nodes(page, path.key),
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Position of the page in the list.',
        extensions: STRUCTURAL,
        resolve: (page) => page,
      }),
      ...(count && { totalCount: t.int({ description: count.description, extensions: STRUCTURAL, resolve: count.of }) }),
    }),
  })
}

function edgeType<Item>({ builder }: Pick<DomainBuilder, 'builder'>, Node: ObjectType<Item>, { name, items }: ConnectionWords) {
  return builder.objectRef<Edge<Item>>(`${name}Edge`).implement({
    description: `Edge of a page of ${items}.`,
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: 'Opaque cursor of this item, valid for this list and this consumer.',
        extensions: STRUCTURAL,
        resolve: ({ place, seal }) => seal(place),
      }),
      node: t.field({
        type: Node,
        description: 'Item at the end of this edge.',
        extensions: STRUCTURAL,
        // Pothos cannot tell that an item of any type is not a list.
        resolve: ({ nodeAt }, _args, _context, { path }) => nodeAt(path.key) as never,
      }),
    }),
  })
}
