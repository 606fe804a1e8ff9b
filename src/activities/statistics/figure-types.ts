/** GraphQL types of figures: a page of them, with the release that they are from. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { type CursorPage, cursorConnection, cursorPage } from '../../graphql/schema/cursor-page.ts'
import { pageInfoType } from '../../graphql/schema/page-info.ts'
import { STRUCTURAL } from '../../graphql/schema/structural.ts'
import type { CursorPlace } from '../../query/execution.ts'
import { stateOf } from './formats/columns.ts'
import type { Figure } from './release/figures.ts'
import type { StoredRelease } from './release/store.ts'
import type { releaseType } from './release-types.ts'
import type { Bilingual } from './tables/table.ts'

type Key = { dimension: string; code: string; label: Bilingual | undefined }
type Node = { figure: Figure; keys: Key[] }

/** Page of figures. */
export type FigurePage = CursorPage<Node> & { release: StoredRelease; count: number }

type Cut = { release: StoredRelease; figures: readonly Figure[]; from: number; size: number; seal: (place: CursorPlace) => string }

/** Cuts a page out of the figures that were found. A cursor holds the version and the place in the list. */
export function toFigurePage({ release, figures, from, size, seal }: Cut): FigurePage {
  const keysOf = createLabeller(release)
  const items = figures.slice(from, from + size).map((figure) => ({ figure, keys: keysOf(figure) }))
  const placeOf = (_node: Node, index: number): CursorPlace => ({ sort: String(release.version), id: String(from + index) })
  const page = cursorPage({ items, placeOf, more: from + size < figures.length, paged: from > 0, seal })
  return { ...page, release, count: figures.length }
}

function createLabeller({ definition: { dimensions } }: StoredRelease): (figure: Figure) => Key[] {
  const labels = dimensions.map(({ codes }) => new Map(codes.map(({ code, label }) => [code, label])))
  return ({ at }) =>
    dimensions.map(({ name }, index) => {
      const code = at[index] ?? ''
      return { dimension: name, code, label: labels[index]?.get(code) }
    })
}

/** Connection of figures. */
export function figurePageType(domain: DomainBuilder, Release: ReturnType<typeof releaseType>) {
  const words = { name: 'StatisticsFigure', items: 'figures', page: 'Page of figures of one release.' }
  const count = { description: 'Total number of figures in the list.', of: (page: FigurePage) => page.count }
  const Page = cursorConnection<FigurePage, Node>(domain, pageInfoType(domain), figureType(domain), words, count)
  domain.builder.objectField(Page, 'release', (t) =>
    t.field({
      type: Release,
      description: 'Release of the figures.',
      extensions: STRUCTURAL,
      resolve: ({ release }) => release,
    }),
  )
  return Page
}

function figureType({ builder }: DomainBuilder) {
  const State = builder.enumType('StatisticsState', {
    description: 'State of a figure.',
    values: {
      PUBLISHED: { description: 'Published, after rounding.' },
      SUPPRESSED: { description: 'Hidden by disclosure control, or not defined; the reason is not given.' },
    } as const,
  })
  const KeyType = builder.objectRef<Key>('StatisticsKey').implement({
    description: 'Code of one dimension, with its label.',
    fields: (t) => ({
      dimension: t.string({ description: 'Name of the dimension.', extensions: STRUCTURAL, resolve: ({ dimension }) => dimension }),
      code: t.string({
        description: 'Code. The code of the total when the figure is not broken down.',
        extensions: STRUCTURAL,
        resolve: ({ code }) => code,
      }),
      labelNl: t.string({ description: 'Label in Dutch.', extensions: STRUCTURAL, resolve: ({ label }) => label?.nl }),
      labelEn: t.string({ description: 'Label in English.', extensions: STRUCTURAL, resolve: ({ label }) => label?.en }),
    }),
  })
  return builder.objectRef<Node>('StatisticsFigure').implement({
    description: 'One figure of a release.',
    fields: (t) => ({
      levels: t.stringList({
        description: 'Levels by which the figure is broken down. Empty for the grand total.',
        extensions: STRUCTURAL,
        resolve: ({ figure }) => [...figure.by],
      }),
      at: t.field({
        type: [KeyType],
        description: 'Code per dimension, in the order of the table.',
        extensions: STRUCTURAL,
        resolve: ({ keys }) => keys,
      }),
      measure: t.string({ description: 'Name of the measure.', extensions: STRUCTURAL, resolve: ({ figure }) => figure.measure }),
      value: t.int({
        description: 'Value in the unit of the measure. Null when suppressed.',
        extensions: STRUCTURAL,
        resolve: ({ figure }) => figure.value,
      }),
      state: t.field({
        type: State,
        description: 'State: published or suppressed.',
        extensions: STRUCTURAL,
        resolve: ({ figure }) => stateOf(figure),
      }),
    }),
  })
}
