/** Root fields that answer rows page by page: one way to filter a list, to order it and to continue it. */
import type { InputRef } from '@pothos/core'
import type { GraphQLResolveInfo } from 'graphql'
import type { DomainBuilder, ObjectType } from './builder.ts'
import type { RequestContext } from './context.ts'
import { needs } from './needs.ts'
import { connectionShape, listIdentity, openAfter, type PageArgs, pageArgs, pageSize } from './page.ts'
import { type RowPage, toPage } from './row-page.ts'

type Input<Value> = { type: InputRef<Value>; description: string }

/** List of rows. Filter and order are declared as `<type>Filter` and `<type>Order`: the compiler finds them by these names. */
export type PagedRoot = {
  field: string
  description: string
  /** Name of the type of the rows. */
  type: string
  /** Connection of the rows. */
  page: ObjectType<RowPage>
  filter?: Input<object>
  order?: Input<string> & { usual: string }
  /** Argument that names a subset of the rows, where the source has subsets. */
  subset?: Input<string> & { argument: string }
  /** Filter that always holds, where the caller gives none. */
  fixed?: Readonly<Record<string, unknown>>
}

type ListArgs = PageArgs & { filter?: object | null; order?: string | null }

/** Adds a list to the query type. Its rows are about persons. */
export function pagedRoot({ builder }: DomainBuilder, list: PagedRoot): void {
  const { filter, order, subset } = list
  builder.queryField(list.field, (t) =>
    t.field({
      type: list.page,
      nullable: true,
      description: list.description,
      extensions: needs('PERSONS'),
      args: {
        ...(subset && { [subset.argument]: t.arg({ type: subset.type, required: true, description: subset.description }) }),
        ...(filter && { filter: t.arg({ type: filter.type, description: filter.description }) }),
        ...(order && { order: t.arg({ type: order.type, defaultValue: order.usual, description: order.description }) }),
        ...pageArgs(t),
      },
      resolve: (_root, args, context, info) => readPage(list, args as ListArgs & Record<string, unknown>, context, info),
    }),
  )
}

async function readPage(
  { field, type, fixed, order: ordered, subset: named }: PagedRoot,
  args: ListArgs & Record<string, unknown>,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<RowPage> {
  const filter = fixed ?? givenFields(args.filter)
  const order = args.order ?? ordered?.usual ?? 'ID'
  const subset = named && String(args[named.argument])
  const list = rowListIdentity(context, field, { subset, order, filter })
  const after = openAfter(context, args.after, list)
  const names = Object.keys(filter).sort()
  const who = { kind: 'page', order, filter: names, after: after !== undefined, ...(subset !== undefined && { subset }) } as const
  const shape = () => connectionShape(info, context.form)
  const answer = await context.read({ type, who, shape, arguments: { filter, first: pageSize(args.first) }, after }, info)
  return toPage(answer, context, list, after !== undefined)
}

type RowList = { subset?: string | undefined; order: string; filter: object }

/** Text to which the cursors of a list of rows are bound: one filter, one order and one subset. */
export function rowListIdentity(context: RequestContext, field: string, { subset, order, filter }: RowList): string {
  const sorted = Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1))
  return listIdentity(context, field, [subset, order, sorted])
}

/** A filter field that is null asks for nothing. */
function givenFields(filter: object | null | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value != null))
}
