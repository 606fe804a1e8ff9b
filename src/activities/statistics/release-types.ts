/** GraphQL types that describe tables and releases. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { STRUCTURAL } from '../../graphql/schema/structural.ts'
import { dictionaryTypes } from './dictionary-types.ts'
import { toTableValue } from './formats/granted.ts'
import { publishedLevels } from './release/levels.ts'
import { measuresOf } from './release/release.ts'
import type { StoredRelease } from './release/store.ts'
import type { TableNameEnum } from './schema.ts'

/** Releases of one table, newest first; never empty. */
export type TableReleases = readonly StoredRelease[]

type Utility = { dimension: string; level: string; personShare: number }

/** A release without its figures. */
export function releaseType({ builder }: DomainBuilder, TableName: TableNameEnum) {
  const StatisticsUtility = builder.objectRef<Utility>('StatisticsUtility').implement({
    description: 'What stays visible at one level after disclosure control.',
    fields: (t) => ({
      dimension: t.string({ description: 'Dimension.', extensions: STRUCTURAL, resolve: ({ dimension }) => dimension }),
      level: t.string({ description: 'Level of the dimension.', extensions: STRUCTURAL, resolve: ({ level }) => level }),
      personShare: t.float({
        description: 'Share of persons in published counts, from 0 to 1.',
        extensions: STRUCTURAL,
        resolve: ({ personShare }) => personShare,
      }),
    }),
  })
  return builder.objectRef<StoredRelease>('StatisticsRelease').implement({
    description: 'Immutable release of a table for a period; a correction is the next version.',
    fields: (t) => ({
      table: t.field({ type: TableName, description: 'Table.', extensions: STRUCTURAL, resolve: ({ table }) => toTableValue(table) }),
      period: t.string({ description: 'Year, as 2025.', extensions: STRUCTURAL, resolve: ({ period }) => period }),
      version: t.int({ description: 'Version, from 1.', extensions: STRUCTURAL, resolve: ({ version }) => version }),
      asOf: t.field({
        type: 'Date',
        description: 'Day up to which the sources were counted.',
        extensions: STRUCTURAL,
        resolve: ({ asOf }) => asOf,
      }),
      reason: t.string({
        description: 'Why there is this version. Null when none was given.',
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
        description: 'Quantities that stay hidden: suppressed counts, and what follows from them.',
        extensions: STRUCTURAL,
        resolve: ({ audit }) => audit.hidden,
      }),
      narrowestInterval: t.int({
        description: 'Width of the narrowest interval that anybody can compute for a suppressed count. Null when none is suppressed.',
        extensions: STRUCTURAL,
        resolve: ({ audit }) => audit.narrowest,
      }),
      utility: t.field({
        type: [StatisticsUtility],
        description: 'What stays visible, level by level.',
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
        description: 'What is counted, and how.',
        extensions: STRUCTURAL,
        resolve: (table) => latest(table)?.definition,
      }),
      name: t.field({
        type: TableName,
        description: 'Name.',
        extensions: STRUCTURAL,
        resolve: ([release]) => (release === undefined ? null : toTableValue(release.table)),
      }),
      unit: t.string({ description: 'What is counted.', extensions: STRUCTURAL, resolve: (table) => latest(table)?.unit }),
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
        description: 'Levels that are published together, one text each, levels separated by a space; the empty text is the grand total.',
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
