/** A report as one HTML file: charts and the tables beside them, readable without script, colour or mouse. */

import { measuresOf } from '../release/release.ts'
import type { FiguresAnswer } from '../release/store.ts'
import { drawChart } from './chart.ts'
import { type Section, toSections } from './section.ts'
import { STYLE } from './style.ts'
import { type Language, WORDS } from './words.ts'

/** @returns the whole page; it loads nothing and runs nothing. */
export async function renderReport(found: FiguresAnswer, language: Language): Promise<string> {
  const { release } = found
  const { definition, period, version, asOf, method } = release
  const words = WORDS[language]
  const sections = await Promise.all(toSections(found, language).map((section) => renderSection(section, language)))
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(definition.title[language])} ${escapeHtml(period)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header>
<h1>${escapeHtml(definition.title[language])}</h1>
<p>${words.period} ${escapeHtml(period)}, ${words.asOf} <time datetime="${asOf}">${asOf}</time>, ${words.version} ${version}.</p>
<p>${escapeHtml(definition.definition[language])}</p>
<p class="note">${words.hiddenNote}</p>
</header>
<main id="content">
${sections.join('\n')}
<section aria-labelledby="meanings">
<h2 id="meanings">${words.meanings}</h2>
<dl>
${measuresOf(definition)
  .map(({ title, definition: text }) => `<dt>${escapeHtml(title[language])}</dt><dd>${escapeHtml(text[language])}</dd>`)
  .join('\n')}
</dl>
<p>${words.more}</p>
</section>
</main>
<footer>
<p>${words.method}: ${escapeHtml(method.method)}. ${words.sources}: ${definition.sources.map(escapeHtml).join(', ')}. SHA-256: <code>${release.digest}</code></p>
<p>${words.visible}: ${visibleOf(found, language)}.</p>
</footer>
</body>
</html>
`
}

function visibleOf({ release: { utility, definition } }: FiguresAnswer, language: Language): string {
  const shares = utility.flatMap(({ dimension, depth, personShare, cells }) => {
    const level = definition.dimensions.find(({ name }) => name === dimension)?.levels[depth]
    return depth === 0 || cells === 0 || level === undefined
      ? []
      : [`${escapeHtml(level.title[language].toLowerCase())} ${Math.round(100 * personShare)} %`]
  })
  return shares.join(', ')
}

async function renderSection(section: Section, language: Language): Promise<string> {
  const words = WORDS[language]
  const { id, title } = section
  const svg = await drawChart(section, words.hidden)
  const name = `${words.chartOf}: ${title}`
  const chart =
    svg === undefined
      ? ''
      : `<figure>${svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(`${name}. ${words.dataBeside}`)}" `)}<figcaption>${escapeHtml(name)}</figcaption></figure>`
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
<div class="beside">
${chart}
${renderTable(section, language)}
</div>
</section>`
}

function renderTable({ title, measures, rows }: Section, language: Language): string {
  const { hidden, tableOf } = WORDS[language]
  const cell = (value: number | null, unit: string) =>
    value === null ? `<td class="hidden">${hidden}</td>` : `<td>${value.toLocaleString(language)}${unit === 'PERCENT' ? ' %' : ''}</td>`
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(`${tableOf}: ${title}`)}"><table>
<caption>${escapeHtml(title)}</caption>
<thead><tr><td></td>${measures.map((measure) => `<th scope="col">${escapeHtml(measure.title)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(({ label, values }) => `<tr><th scope="row">${escapeHtml(label)}</th>${values.map((value, index) => cell(value, measures[index]?.unit ?? '')).join('')}</tr>`).join('\n')}
</tbody>
</table></div>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
