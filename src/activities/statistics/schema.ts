/** `statisticsTables` and `statistics`: published figures. Reads releases only, so nothing here is about a person. */
import type { GraphQLSchema } from 'graphql'
import { InvalidInput } from '../../base/faults.ts'
import { type BuildMode, createDomainBuilder, type DomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import type { RequestContext } from '../../graphql/schema/context.ts'
import { listIdentity, openAfter, type PageArgs, pageArgs, pageSize } from '../../graphql/schema/page.ts'
import { type FigurePage, figurePageType, toFigurePage } from './figure-types.ts'
import type { FiguresAnswer } from './figures-port.ts'
import { grantedTables, tableEnumName, toTableName, toTableValue } from './formats/granted.ts'
import { releaseType, type TableReleases, tableType } from './release-types.ts'
import { TABLE_NAMES } from './tables/catalogue.ts'

/** Most figures on a page. */
export const FIGURES_MAX = 1000
const FIGURES_PAGE = { max: FIGURES_MAX, usual: 100 }

/** Module of the hub schema that answers figures. */
export function buildStatisticsSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  domain.builder.queryType({ description: 'Questions to the hub.' })
  const TableName = tableNameEnum(domain)
  const Release = releaseType(domain, TableName)
  addTables(domain, tableType(domain, TableName, Release))
  addFigures(domain, TableName, figurePageType(domain, Release))
  return toDomainSchema(domain)
}

/** Granted table by table: a protocol that does not name one does not have it. */
function tableNameEnum({ builder }: DomainBuilder) {
  const values = TABLE_NAMES.map((name) => [toTableValue(name), { description: `Table ${name}.` }] as const)
  return builder.enumType(tableEnumName, {
    description: 'Table of the catalogue of statistics; each is granted by itself.',
    extensions: { hub: { grantedByValue: true } },
    values: Object.fromEntries(values),
  })
}

export type TableNameEnum = ReturnType<typeof tableNameEnum>

function addTables({ builder }: DomainBuilder, Table: ReturnType<typeof tableType>): void {
  builder.queryField('statisticsTables', (t) =>
    t.field({
      type: [Table],
      nullable: true,
      description: 'Tables that this contract grants and that were released at least once, with their words and releases.',
      resolve: async (_root, _args, context) => {
        const releases = await context.statistics.list(grantedTables(context.contract))
        return [...Map.groupBy(releases, ({ table }) => table).values()].map((own): TableReleases => own)
      },
    }),
  )
}

function addFigures({ builder }: DomainBuilder, TableName: TableNameEnum, Page: ReturnType<typeof figurePageType>): void {
  const Filter = builder.inputType('StatisticsFilter', {
    description: 'Codes of one dimension to keep.',
    fields: (t) => ({
      dimension: t.string({ required: true, description: 'Name of the dimension.' }),
      codes: t.stringList({ required: true, description: 'Codes of the dimension, of any level.' }),
    }),
  })
  builder.queryField('statistics', (t) =>
    t.field({
      type: Page,
      nullable: true,
      description: 'Figures of the latest version of a release. Null when there is no such release.',
      args: {
        table: t.arg({ type: TableName, required: true, description: 'Table of the catalogue.' }),
        period: t.arg.string({ required: true, description: 'Year, as 2025.' }),
        by: t.arg.stringList({
          description: 'Levels to break down by, as MUNICIPALITY; empty for the grand total. Null for all levels that are published.',
        }),
        where: t.arg({ type: [Filter], description: 'Codes to keep; null for all.' }),
        ...pageArgs(t, FIGURES_PAGE),
      },
      resolve: async (_root, args, context) => await answerFigures(args, context),
    }),
  )
}

type Args = PageArgs & {
  table: string | number
  period: string
  by?: string[] | null | undefined
  where?: { dimension: string; codes: string[] }[] | null | undefined
}

async function answerFigures({ table, period, by, where, first, after }: Args, context: RequestContext): Promise<FigurePage | null> {
  const size = pageSize(first, FIGURES_PAGE)
  const list = listIdentity(context, 'statistics', [table, period, by, where])
  const place = openAfter(context, after, list)
  const found = await context.statistics.find({
    tables: grantedTables(context.contract),
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
    throw new InvalidInput('BAD_USER_INPUT', 'Argument "where" names a dimension twice.')
  return Object.fromEntries(entries)
}

function pageOf({ release, figures }: FiguresAnswer, page: { size: number; from: number; list: string }, { cursors }: RequestContext) {
  return toFigurePage({ release, figures, ...page, seal: (place) => cursors.seal(place, page.list) })
}
