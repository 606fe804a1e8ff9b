/** GraphQL types of the words of a table: titles, dimensions with their codes, measures. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { STRUCTURAL } from '../../graphql/schema/structural.ts'
import type { Definition } from './release/release.ts'
import type { Bilingual, CodeSpec, DimensionSpec, LevelSpec } from './tables/table.ts'

type Measure = Definition['counts' | 'shares' | 'quantiles'][number]

/** Types that describe a table in Dutch and English. */
export function dictionaryTypes(domain: DomainBuilder) {
  const Text = textType(domain)
  return { Text, Dimension: dimensionType(domain, Text), Measure: measureType(domain, Text) }
}

type TextType = ReturnType<typeof textType>

function textType({ builder }: DomainBuilder) {
  return builder.objectRef<Bilingual>('StatisticsText').implement({
    description: 'Text in two languages.',
    fields: (t) => ({
      nl: t.string({ description: 'Dutch.', extensions: STRUCTURAL, resolve: ({ nl }) => nl }),
      en: t.string({ description: 'English.', extensions: STRUCTURAL, resolve: ({ en }) => en }),
    }),
  })
}

function dimensionType({ builder }: DomainBuilder, Text: TextType) {
  const Level = builder.objectRef<LevelSpec>('StatisticsLevel').implement({
    description: 'Level of a dimension.',
    fields: (t) => ({
      name: t.string({ description: 'Name by which figures are broken down.', extensions: STRUCTURAL, resolve: ({ name }) => name }),
      title: t.field({ type: Text, description: 'Title.', extensions: STRUCTURAL, resolve: ({ title }) => title }),
    }),
  })
  const Code = builder.objectRef<CodeSpec>('StatisticsCode').implement({
    description: 'Code of a dimension.',
    fields: (t) => ({
      code: t.string({ description: 'Code.', extensions: STRUCTURAL, resolve: ({ code }) => code }),
      parent: t.string({
        description: 'Code that it is a part of. Null for the total.',
        extensions: STRUCTURAL,
        resolve: ({ parent }) => parent,
      }),
      label: t.field({ type: Text, description: 'Label.', extensions: STRUCTURAL, resolve: ({ label }) => label }),
    }),
  })
  return builder.objectRef<DimensionSpec>('StatisticsDimension').implement({
    description: 'Classification of a table: codes form a tree below one total.',
    fields: (t) => ({
      name: t.string({ description: 'Name.', extensions: STRUCTURAL, resolve: ({ name }) => name }),
      title: t.field({ type: Text, description: 'Title.', extensions: STRUCTURAL, resolve: ({ title }) => title }),
      definition: t.field({ type: Text, description: 'Meaning.', extensions: STRUCTURAL, resolve: ({ definition }) => definition }),
      sensitive: t.boolean({
        description: 'Whether figures that tell its codes apart fall under the higher threshold.',
        extensions: STRUCTURAL,
        resolve: ({ sensitive }) => sensitive,
      }),
      levels: t.field({
        type: [Level],
        description: 'Levels, from the total down.',
        extensions: STRUCTURAL,
        resolve: ({ levels }) => [...levels],
      }),
      codes: t.field({ type: [Code], description: 'Codes, in order.', extensions: STRUCTURAL, resolve: ({ codes }) => [...codes] }),
    }),
  })
}

function measureType({ builder }: DomainBuilder, Text: TextType) {
  return builder.objectRef<Measure>('StatisticsMeasure').implement({
    description: 'Measure of a table.',
    fields: (t) => ({
      name: t.string({ description: 'Name.', extensions: STRUCTURAL, resolve: ({ name }) => name }),
      title: t.field({ type: Text, description: 'Title.', extensions: STRUCTURAL, resolve: ({ title }) => title }),
      definition: t.field({ type: Text, description: 'Meaning.', extensions: STRUCTURAL, resolve: ({ definition }) => definition }),
      unit: t.string({ description: 'Unit of its values.', extensions: STRUCTURAL, resolve: ({ unit }) => unit }),
      kind: t.string({
        description: 'PERSONS and EVENTS are counts; SHARE and QUANTILE follow from a published count.',
        extensions: STRUCTURAL,
        resolve: ({ kind }) => kind,
      }),
      within: t.string({
        description: 'Measure whose persons include all of this one. Null when there is none.',
        extensions: STRUCTURAL,
        resolve: (measure) => ('within' in measure ? measure.within : null),
      }),
    }),
  })
}
