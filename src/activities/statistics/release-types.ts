/** GraphQL types that describe tables and releases. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { STRUCTURAL } from '../../graphql/schema/structural.ts'
import { hubExtension } from '../../query/declare.ts'
import { dictionaryTypes } from './dictionary-types.ts'
import { tableEnumName, toTableValue } from './formats/granted.ts'
import { publishedLevels } from './release/levels.ts'
import { measuresOf } from './release/release.ts'
import type { StoredRelease } from './release/store.ts'
import { TABLES } from './tables/catalogue.ts'

/** Releases of one table, newest first; never empty. */
export type TableReleases = readonly StoredRelease[]

/** Granted table by table: a protocol that does not name one does not have it. */
export function tableNameEnum({ builder }: DomainBuilder) {
  const values = TABLES.map(
    ({ name, title, definition }) => [toTableValue(name), { description: `${title.en} (${title.nl}). ${definition.en}` }] as const,
  )
  return builder.enumType(tableEnumName, {
    description: 'Table of the statistics catalogue. Each table is granted separately.',
    extensions: hubExtension({ grantedByValue: true }),
    values: Object.fromEntries(values),
  })
}

export type TableNameEnum = ReturnType<typeof tableNameEnum>

type Utility = { dimension: string; level: string; personShare: number }

/** A release without its figures. */
export function releaseType({ builder }: DomainBuilder, TableName: TableNameEnum) {
  const StatisticsUtility = builder.objectRef<Utility>('StatisticsUtility').implement({
    description: 'Share of persons that stays visible at one level after disclosure control.',
    fields: (t) => ({
      dimension: t.string({ description: 'Name of the dimension.', extensions: STRUCTURAL, resolve: ({ dimension }) => dimension }),
      level: t.string({ description: 'Level of the dimension.', extensions: STRUCTURAL, resolve: ({ level }) => level }),
      personShare: t.float({
        description: 'Share of persons in published counts, from 0 to 1.',
        extensions: STRUCTURAL,
        resolve: ({ personShare }) => personShare,
      }),
    }),
  })
  return builder.objectRef<StoredRelease>('StatisticsRelease').implement({
    description: 'Immutable release of a table for a period. A correction is published as the next version.',
    fields: (t) => ({
      table: t.field({
        type: TableName,
        description: 'Table of the release.',
        extensions: STRUCTURAL,
        resolve: ({ table }) => toTableValue(table),
      }),
      period: t.string({ description: 'Year, for example 2025.', extensions: STRUCTURAL, resolve: ({ period }) => period }),
      version: t.int({ description: 'Version, from 1.', extensions: STRUCTURAL, resolve: ({ version }) => version }),
      asOf: t.field({
        type: 'Date',
        description: 'Day up to which the sources were counted.',
        extensions: STRUCTURAL,
        resolve: ({ asOf }) => asOf,
      }),
      reason: t.string({
        description: 'Reason for this version. Null when none was given.',
        extensions: STRUCTURAL,
        resolve: ({ reason }) => reason,
      }),
      method: t.string({
        description: 'Disclosure control with its parameters.',
        extensions: STRUCTURAL,
        resolve: ({ method }) => method.method,
      }),
      digest: t.string({ description: 'SHA-256 of the release, hexadecimal.', extensions: STRUCTURAL, resolve: ({ digest }) => digest }),
      hiddenCounts: t.int({
        description: 'Number of hidden quantities: suppressed counts, and quantities derived from them.',
        extensions: STRUCTURAL,
        resolve: ({ audit }) => audit.hidden,
      }),
      narrowestInterval: t.int({
        description: 'Width of the narrowest interval that anyone can compute for a suppressed count. Null when no count is suppressed.',
        extensions: STRUCTURAL,
        resolve: ({ audit }) => audit.narrowest,
      }),
      utility: t.field({
        type: [StatisticsUtility],
        description: 'Share of persons that stays visible, by level.',
        extensions: STRUCTURAL,
        resolve: utilityOf,
      }),
    }),
  })
}

function utilityOf({ utility, definition }: StoredRelease): Utility[] {
  return utility.flatMap(({ dimension, depth, personShare, cells }) => {
    const level = definition.dimensions.find(({ name }) => name === dimension)?.levels[depth]
    return level === undefined || cells === 0 ? [] : [{ dimension, level: level.name, personShare }]
  })
}

/** A table, as its latest release describes it. */
export function tableType(domain: DomainBuilder, TableName: TableNameEnum, Release: ReturnType<typeof releaseType>) {
  const { builder } = domain
  const { Text, Dimension, Measure } = dictionaryTypes(domain)
  const latest = (releases: TableReleases) => releases[0]?.definition
  return builder.objectRef<TableReleases>('StatisticsTable').implement({
    description: 'Table of the catalogue, with its dictionary.',
    fields: (t) => ({
      title: t.field({ type: Text, description: 'Title.', extensions: STRUCTURAL, resolve: (table) => latest(table)?.title }),
      definition: t.field({
        type: Text,
        description: 'Definition of what is counted, and how.',
        extensions: STRUCTURAL,
        resolve: (table) => latest(table)?.definition,
      }),
      name: t.field({
        type: TableName,
        description: 'Name of the table.',
        extensions: STRUCTURAL,
        resolve: ([release]) => (release === undefined ? null : toTableValue(release.table)),
      }),
      unit: t.string({ description: 'Unit that is counted.', extensions: STRUCTURAL, resolve: (table) => latest(table)?.unit }),
      sources: t.stringList({
        description: 'Domains whose data is counted.',
        extensions: STRUCTURAL,
        resolve: (table) => [...(latest(table)?.sources ?? [])],
      }),
      dimensions: t.field({
        type: [Dimension],
        description: 'Dimensions, in order.',
        extensions: STRUCTURAL,
        resolve: (table) => [...(latest(table)?.dimensions ?? [])],
      }),
      measures: t.field({
        type: [Measure],
        description: 'Measures, in order.',
        extensions: STRUCTURAL,
        resolve: (table) => {
          const definition = latest(table)
          return definition === undefined ? [] : measuresOf(definition)
        },
      }),
      published: t.stringList({
        description:
          'Combinations of levels that are published. Each text lists levels separated by a space; the empty text is the grand total.',
        extensions: STRUCTURAL,
        resolve: (table) => {
          const definition = latest(table)
          return definition === undefined ? [] : publishedLevels(definition).map((levels) => levels.join(' '))
        },
      }),
      releases: t.field({
        type: [Release],
        description: 'Releases, newest period and version first.',
        extensions: STRUCTURAL,
        resolve: (table) => [...table],
      }),
    }),
  })
}
