/** Pages of lists that no statement of a contract made: figures, uses. */
import type { CursorPlace } from '../../query/execution.ts'
import type { DomainBuilder, ObjectType } from './builder.ts'
import { type ConnectionParts, type ConnectionWords, connectionType } from './connection.ts'
import type { PageEnds, PageInfoType } from './page-info.ts'

/** @property placeOf place of an item in the list. @param index on the page, from 0. */
export type CursorPage<Item> = PageEnds & { items: readonly Item[]; placeOf: (item: Item, index: number) => CursorPlace }

export function cursorPage<Item>(cut: Omit<CursorPage<Item>, 'ends'>): CursorPage<Item> {
  const { items, placeOf } = cut
  const [first, last] = [items[0], items.at(-1)]
  const ends = first === undefined || last === undefined ? null : { first: placeOf(first, 0), last: placeOf(last, items.length - 1) }
  return { ...cut, ends }
}

/** Connection of such a page. */
export function cursorConnection<Page extends CursorPage<Item>, Item>(
  domain: DomainBuilder,
  PageInfo: PageInfoType,
  Node: ObjectType<Item>,
  words: ConnectionWords,
  count?: ConnectionParts<Page, Item>['count'],
): ObjectType<Page> {
  return connectionType<Page, Item>(domain, PageInfo, Node, words, {
    edges: ({ items, placeOf, seal }) => items.map((item, index) => ({ place: placeOf(item, index), seal, nodeAt: () => item })),
    nodes: ({ items }) => items,
    ...(count && { count }),
  })
}
