/** Arguments of a page: size and cursor. */
import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo } from 'graphql'
import { getNamedType, isObjectType } from 'graphql'
import { collectSubfields } from 'graphql/execution/collectFields.js'
import { InvalidInput, Invariant } from '../../base/faults.ts'
import type { Part, Shape } from '../../query/compile.ts'
import { hubExtension, type PageBounds } from '../../query/declare.ts'
import type { CursorPlace } from '../../query/execution.ts'
import type { AnswerForm } from '../../query/reader.ts'
import type { FieldArgs } from './builder.ts'
import type { RequestContext } from './context.ts'

/** Most rows on a page, and how many when the caller names no size. */
export const PAGE_MAX = 100
export const PAGE_DEFAULT = 20

export const ROWS_PAGE: PageBounds = { max: PAGE_MAX, usual: PAGE_DEFAULT }

/** @property first size of the page. @property after cursor after which it begins. */
export type PageArgs = { first?: number | null | undefined; after?: string | null | undefined }

/** Arguments by which every list is paged. */
export function pageArgs(t: FieldArgs, { max, usual }: PageBounds = ROWS_PAGE) {
  return {
    first: t.arg.int({
      defaultValue: usual,
      description: `Size of the page, from 1 to ${max}.`,
      extensions: hubExtension({ page: { max, usual } }),
    }),
    after: t.arg.string({ description: 'Cursor after which the page begins. Null: the first page.' }),
  }
}

/** @throws InvalidInput when the page size is out of bounds. */
export function pageSize(first: number | null | undefined, { max, usual }: PageBounds = ROWS_PAGE): number {
  const size = first ?? usual
  if (size >= 1 && size <= max) return size
  throw pageOutOfBounds({ max })
}

export function pageOutOfBounds({ max }: Pick<PageBounds, 'max'>): InvalidInput {
  return new InvalidInput('BAD_USER_INPUT', `Argument "first" must be from 1 to ${max}.`)
}

/** Text to which the cursors of a list are bound: they open for the same consumer, contract and list only.
 *  @param asked what tells the lists of a field apart: filter, order, period. */
export function listIdentity({ caller, contract }: RequestContext, field: string, asked: readonly unknown[]): string {
  return JSON.stringify([field, caller.organisation?.id ?? null, caller.consumer, contract.name, ...asked])
}

/** Place that a cursor of this list stands for; undefined when none is given.
 *  @throws InvalidInput when it is not a cursor of this list. */
export function openAfter({ cursors }: RequestContext, after: string | null | undefined, list: string): CursorPlace | undefined {
  if (after == null) return undefined
  const place = cursors.open(after, list)
  if (place === undefined)
    throw new InvalidInput(
      'BAD_USER_INPUT',
      'Argument "after" is not a cursor of this list. A cursor is valid for one consumer, purpose, filter and order.',
    )
  return place
}

type Asked = { key: string; name: string; nodes: readonly FieldNode[] }

function subfields(info: GraphQLResolveInfo, type: GraphQLObjectType, nodes: readonly FieldNode[]): Asked[] {
  const fields = collectSubfields(info.schema, info.fragments, info.variableValues, type, nodes)
  return [...fields].map(([key, fieldNodes]) => ({ key, name: fieldNodes[0]?.name.value ?? '', nodes: fieldNodes }))
}

/** Which objects a connection's selection needs: `nodes` and each `edges { node }`, whatever their aliases. */
export function connectionShape(info: GraphQLResolveInfo, form: AnswerForm): Shape {
  const connection = getNamedType(info.returnType)
  if (!isObjectType(connection)) throw new Invariant('inv_c0nn')
  const edge = getNamedType(connection.getFields().edges?.type)
  const asked = subfields(info, connection, info.fieldNodes)
  const count = asked.some(({ name }) => name === 'totalCount')
  const membersOf = (nodes: readonly FieldNode[]) => (isObjectType(edge) ? subfields(info, edge, nodes) : [])
  return form === 'TEXT'
    ? { kind: 'texts', parts: textParts(asked, membersOf), count }
    : { kind: 'rows', parts: rowParts(asked, membersOf), count }
}

type MembersOf = (nodes: readonly FieldNode[]) => Asked[]

function rowParts(asked: readonly Asked[], membersOf: MembersOf) {
  return asked.flatMap(({ key, name, nodes }) => {
    if (name === 'nodes') return [{ path: key, nodes }]
    if (name !== 'edges') return []
    return membersOf(nodes).flatMap((member) => (member.name === 'node' ? [{ path: `${key}.${member.key}`, nodes: member.nodes }] : []))
  })
}

/** Edges without cursors, which are not the database's to make: see passthrough.ts for what may come as text. */
function textParts(asked: readonly Asked[], membersOf: MembersOf): Part[] {
  return asked.flatMap(({ key, name, nodes }): Part[] => {
    if (name === 'nodes') return [{ path: key, nodes }]
    if (name !== 'edges') return []
    return [
      { path: key, members: membersOf(nodes).map((member) => ({ key: member.key, nodes: member.name === 'node' ? member.nodes : null })) },
    ]
  })
}
