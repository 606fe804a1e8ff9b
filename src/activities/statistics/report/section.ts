/** Parts of a report: the total, then one per level that is published by itself. */

import { measuresOf } from '../release/release.ts'
import type { FiguresAnswer } from '../release/store.ts'
import type { Language } from './words.ts'
import { WORDS } from './words.ts'

/** One row of a table: a code with its values per measure; null: hidden. */
export type SectionRow = { code: string; label: string; values: (number | null)[] }

/** Figures of one level, with the titles of its columns. */
export type Section = { id: string; title: string; measures: { name: string; title: string; unit: string }[]; rows: SectionRow[] }

/** Sections in the order of the release. */
export function toSections({ release, figures }: FiguresAnswer, language: Language): Section[] {
  const { definition } = release
  const measures = measuresOf(definition).map(({ name, title, unit }) => ({ name, title: title[language], unit }))
  const levels = [[], ...definition.dimensions.flatMap(({ levels }) => levels.slice(1).map(({ name }) => [name]))]
  return levels.flatMap((by) => {
    const own = figures.filter((figure) => figure.by.join(' ') === by.join(' '))
    if (own.length === 0) return []
    const [level] = by
    const index = definition.dimensions.findIndex(({ levels }) => levels.some(({ name }) => name === level))
    const dimension = definition.dimensions[index]
    const title = dimension?.levels.find(({ name }) => name === level)?.title[language].toLowerCase()
    const labels = new Map(dimension?.codes.map(({ code, label }) => [code, label[language]]))
    const groups = Map.groupBy(own, ({ at }) => at[index] ?? '')
    const rows = [...groups].map(([code, cells]): SectionRow => {
      const values = new Map(cells.map(({ measure, value }) => [measure, value]))
      return { code, label: labels.get(code) ?? WORDS[language].total, values: measures.map(({ name }) => values.get(name) ?? null) }
    })
    const heading = title === undefined ? WORDS[language].total : `${WORDS[language].by} ${title}`
    return [{ id: level?.toLowerCase() ?? 'total', title: heading, measures, rows }]
  })
}
