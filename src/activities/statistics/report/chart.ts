/** Charts as SVG, drawn on the server by Vega-Lite: no script in the page, nothing loaded from elsewhere. */
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Section } from './section.ts'

/** More groups than this are a table without a chart. */
const MOST_GROUPS = 12
const BAR = '#1f5f99'
const INK = '#1a1a1a'

/** Bars per measure, in a panel per row. Hidden figures are a word, never a bar of zero. @returns undefined when there is too much for a picture. */
export async function drawChart({ measures, rows }: Section, hidden: string): Promise<string | undefined> {
  if (rows.length > MOST_GROUPS) return undefined
  const shown = measuresOfChart(measures)
  const values = rows.flatMap(({ label, values: all }) =>
    shown.map(({ title, index }) => ({
      group: label,
      measure: title,
      value: all[index] ?? 0,
      text: all[index] == null ? hidden : String(all[index]),
    })),
  )
  const order = { measures: shown.map(({ title }) => title), groups: rows.map(({ label }) => label) }
  const view = new View(parse(compile(toSpec(values, order)).spec), { renderer: 'none' })
  // One picture with one name: the parts have no names of their own.
  return (await view.toSVG()).replaceAll(/ (?:role|aria-\w+)="[^"]*"/g, '')
}

/** Counts belong on one axis; where quartiles are published, the median says most. */
function measuresOfChart(measures: Section['measures']) {
  const indexed = measures.map((measure, index) => ({ ...measure, index }))
  const medians = indexed.filter(({ name }) => name.endsWith('_MEDIAN'))
  if (indexed.some(({ unit }) => unit === 'DAYS') && medians.length > 1) return medians
  return indexed.filter(({ unit }) => unit !== 'DAYS' && unit !== 'PERCENT')
}

type Datum = { group: string; measure: string; value: number; text: string }

function toSpec(values: Datum[], { measures, groups }: { measures: string[]; groups: string[] }): TopLevelSpec {
  const y = { field: 'measure', type: 'nominal' as const, sort: measures, title: null }
  const x = { field: 'value', type: 'quantitative' as const, title: null }
  return {
    data: { values },
    facet: {
      field: 'group',
      type: 'nominal',
      sort: groups,
      title: null,
      header: { labelFontSize: 13, labelFontWeight: 'bold', labelColor: INK },
    },
    columns: 2,
    spec: {
      width: 260,
      layer: [
        { mark: { type: 'bar', color: BAR }, encoding: { y, x } },
        { mark: { type: 'text', align: 'left', dx: 4, color: INK }, encoding: { y, x, text: { field: 'text', type: 'nominal' } } },
      ],
    },
    config: {
      aria: false,
      font: 'sans-serif',
      axis: { labelFontSize: 11, labelColor: INK, labelLimit: 200, gridColor: '#d9d9d9' },
      view: { stroke: null },
    },
  }
}
