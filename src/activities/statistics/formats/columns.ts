/** Columns of the flat doors: the same in CSV, JSON, Parquet and the SQL views. */

import type { Figure } from '../release/figures.ts'
import type { FiguresAnswer, StoredRelease } from '../release/store.ts'

export type FlatRow = Readonly<Record<string, string | number | null>>

/** Names in order: levels, a column per dimension, measure, value, state. */
export function columnsOf({ definition }: Pick<StoredRelease, 'definition'>): string[] {
  return ['levels', ...definition.dimensions.map(({ name }) => name), 'measure', 'value', 'state']
}

/** One row per figure. `value` is null when suppressed. */
export function rowsOf({ release, figures }: FiguresAnswer): FlatRow[] {
  const names = release.definition.dimensions.map(({ name }) => name)
  return figures.map((figure) => ({
    levels: figure.by.join(' '),
    ...Object.fromEntries(names.map((name, index) => [name, figure.at[index] ?? ''])),
    measure: figure.measure,
    value: figure.value,
    state: stateOf(figure),
  }))
}

/** SUPPRESSED says nothing of why. */
export function stateOf({ value }: Pick<Figure, 'value'>): 'PUBLISHED' | 'SUPPRESSED' {
  return value === null ? 'SUPPRESSED' : 'PUBLISHED'
}
