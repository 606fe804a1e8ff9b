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
      name: t.string({ description: 'Name of the level, for use in "by".', extensions: STRUCTURAL, resolve: ({ name }) => name }),
      title: t.field({ type: Text, description: 'Title of the level.', extensions: STRUCTURAL, resolve: ({ title }) => title }),
    }),
  })
  const Code = builder.objectRef<CodeSpec>('StatisticsCode').implement({
    description: 'Code of a dimension.',
    fields: (t) => ({
      code: t.string({ description: 'Code within the dimension.', extensions: STRUCTURAL, resolve: ({ code }) => code }),
      parent: t.string({
        description: 'Code of the parent. Null for the total.',
        extensions: STRUCTURAL,
        resolve: ({ parent }) => parent,
      }),
      label: t.field({ type: Text, description: 'Label of the code.', extensions: STRUCTURAL, resolve: ({ label }) => label }),
    }),
  })
  return builder.objectRef<DimensionSpec>('StatisticsDimension').implement({
    description: 'Classification of a table. Its codes form a tree below one total.',
    fields: (t) => ({
      name: t.string({ description: 'Name of the dimension.', extensions: STRUCTURAL, resolve: ({ name }) => name }),
      title: t.field({ type: Text, description: 'Title of the dimension.', extensions: STRUCTURAL, resolve: ({ title }) => title }),
      definition: t.field({
        type: Text,
        description: 'Definition of the dimension.',
        extensions: STRUCTURAL,
        resolve: ({ definition }) => definition,
      }),
      sensitive: t.boolean({
        description: 'Whether figures that distinguish its codes fall under the higher threshold.',
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
      name: t.string({ description: 'Name of the measure.', extensions: STRUCTURAL, resolve: ({ name }) => name }),
      title: t.field({ type: Text, description: 'Title of the measure.', extensions: STRUCTURAL, resolve: ({ title }) => title }),
      definition: t.field({
        type: Text,
        description: 'Definition of the measure.',
        extensions: STRUCTURAL,
        resolve: ({ definition }) => definition,
      }),
      unit: t.string({ description: 'Unit of its values.', extensions: STRUCTURAL, resolve: ({ unit }) => unit }),
      kind: t.string({
        description: 'Kind of measure: PERSONS and EVENTS are counts; SHARE and QUANTILE are computed from published counts.',
        extensions: STRUCTURAL,
        resolve: ({ kind }) => kind,
      }),
      within: t.string({
        description: 'Measure that includes all persons of this measure. Null when there is none.',
        extensions: STRUCTURAL,
        resolve: (measure) => ('within' in measure ? measure.within : null),
      }),
    }),
  })
}
