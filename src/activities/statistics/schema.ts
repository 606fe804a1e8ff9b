/** `statisticsTables` and `statistics`: published figures. Reads releases only, so nothing here is about a person. */
import type { GraphQLSchema } from 'graphql'
import { InvalidInput } from '../../base/faults.ts'
import { type BuildMode, createDomainBuilder, type DomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import type { RequestContext } from '../../graphql/schema/context.ts'
import { needs } from '../../graphql/schema/needs.ts'
import { type FigurePage, figurePageType, toFigurePage } from './figure-types.ts'
import { toTableName } from './formats/granted.ts'
import type { FiguresAnswer } from './release/store.ts'
import { releaseType, type TableNameEnum, type TableReleases, tableNameEnum, tableType } from './release-types.ts'

/** Most figures on a page, and how many when nothing is asked. */
export const FIGURES_MAX = 1000
const FIGURES_DEFAULT = 100

/** Module of the hub schema that answers figures. */
export function buildStatisticsSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  domain.builder.queryType({ description: 'Read operations of the hub.' })
  const TableName = tableNameEnum(domain)
  const Release = releaseType(domain, TableName)
  addTables(domain, tableType(domain, TableName, Release))
  addFigures(domain, TableName, figurePageType(domain, Release))
  return toDomainSchema(domain)
}

function addTables({ builder }: DomainBuilder, Table: ReturnType<typeof tableType>): void {
  builder.queryField('statisticsTables', (t) =>
    t.field({
      type: [Table],
      nullable: true,
      description: 'Tables that this contract grants and that were released at least once, with their dictionary and releases.',
      extensions: needs(),
      resolve: async (_root, _args, context) => {
        const releases = await context.ports.statistics.list()
        return [...Map.groupBy(releases, ({ table }) => table).values()].map((own): TableReleases => own)
      },
    }),
  )
}

function addFigures({ builder }: DomainBuilder, TableName: TableNameEnum, Page: ReturnType<typeof figurePageType>): void {
  const Filter = builder.inputType('StatisticsFilter', {
    description: 'Codes of one dimension to include.',
    fields: (t) => ({
      dimension: t.string({ required: true, description: 'Name of the dimension.' }),
      codes: t.stringList({ required: true, description: 'Codes of the dimension, of any level.' }),
    }),
  })
  builder.queryField('statistics', (t) =>
    t.field({
      type: Page,
      nullable: true,
      description: 'Figures of the latest version of a release. Null when there is no release.',
      extensions: needs(),
      args: {
        table: t.arg({ type: TableName, required: true, description: 'Table of the catalogue.' }),
        period: t.arg.string({ required: true, description: 'Year, for example 2025.' }),
        by: t.arg.stringList({
          description: 'Levels to break down by, for example MUNICIPALITY. Empty: the grand total. Null: all published levels.',
        }),
        where: t.arg({ type: [Filter], description: 'Codes to include. Null: all codes.' }),
        first: t.arg.int({ defaultValue: FIGURES_DEFAULT, description: `Size of the page, from 1 to ${FIGURES_MAX}.` }),
        after: t.arg.string({ description: 'Cursor after which the page begins. Null: the first page.' }),
      },
      resolve: async (_root, args, context) => await answerFigures(args, context),
    }),
  )
}

type Args = {
  table: string | number
  period: string
  by?: string[] | null | undefined
  where?: { dimension: string; codes: string[] }[] | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
}

async function answerFigures({ table, period, by, where, first, after }: Args, context: RequestContext): Promise<FigurePage | null> {
  const size = first ?? FIGURES_DEFAULT
  if (size < 1 || size > FIGURES_MAX) throw new InvalidInput('BAD_USER_INPUT', `Argument "first" must be from 1 to ${FIGURES_MAX}.`)
  const list = JSON.stringify(['statistics', context.caller.consumer, context.contract.name, table, period, by, where])
  const place = after == null ? undefined : context.cursors.open(after, list)
  if (after != null && place === undefined)
    throw new InvalidInput(
      'BAD_USER_INPUT',
      'Argument "after" is not a cursor of this list. A cursor is valid for one consumer, purpose, filter and order.',
    )
  const found = await context.ports.statistics.find({
    table: toTableName(String(table)),
    period,
    // A page goes on in the version in which the list began.
    version: place === undefined ? undefined : Number(place.sort),
    by: by ?? undefined,
    where: where == null ? undefined : toWhere(where),
  })
  return found === undefined ? null : pageOf(found, { size, from: place === undefined ? 0 : Number(place.id) + 1, list }, context)
}

function toWhere(where: readonly { dimension: string; codes: string[] }[]): Record<string, string[]> {
  const entries = where.map(({ dimension, codes }) => [dimension, codes] as const)
  if (new Set(entries.map(([dimension]) => dimension)).size < entries.length)
    throw new InvalidInput('BAD_USER_INPUT', 'Argument "where" may name each dimension once.')
  return Object.fromEntries(entries)
}

function pageOf({ release, figures }: FiguresAnswer, page: { size: number; from: number; list: string }, { cursors }: RequestContext) {
  return toFigurePage({ release, figures, ...page, seal: (place) => cursors.seal(place, page.list) })
}
