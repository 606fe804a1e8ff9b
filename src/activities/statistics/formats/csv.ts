/** CSV as RFC 4180, in UTF-8, with CSV on the Web metadata beside it (https://www.w3.org/TR/tabular-metadata/). */

import { measuresOf } from '../release/release.ts'
import type { FiguresAnswer, StoredRelease } from '../release/store.ts'
import { columnsOf, rowsOf } from './columns.ts'

/** A spreadsheet would run text that begins like a formula; an apostrophe makes it text again (OWASP, CSV injection). */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Header and one line per figure; a suppressed value is empty and its state says so. */
export function renderCsv(found: FiguresAnswer): string {
  const columns = columnsOf(found.release)
  const lines = [columns.map(csvCell), ...rowsOf(found).map((row) => columns.map((column) => csvCell(row[column] ?? null)))]
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

/** Description of the CSV file for machines, with the dictionary in two languages. */
export function renderCsvMetadata(release: StoredRelease, file: string): object {
  const { definition, period, version, asOf, digest } = release
  const words = { nl: definition.title.nl, en: definition.title.en }
  const described = new Map(definition.dimensions.map((dimension) => [dimension.name, dimension]))
  return {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en' }],
    url: file,
    'dc:title': Object.entries(words).map(([language, text]) => ({ '@value': text, '@language': language })),
    'dc:description': Object.entries(definition.definition).map(([language, text]) => ({ '@value': text, '@language': language })),
    'dc:temporal': period,
    'dc:hasVersion': String(version),
    'dc:modified': asOf,
    'dc:identifier': digest,
    tableSchema: {
      columns: columnsOf(release).map((name) => {
        const dimension = described.get(name)
        return {
          name,
          titles: name,
          datatype: name === 'value' ? 'integer' : 'string',
          ...(dimension === undefined ? {} : { 'dc:title': languages(dimension.title), 'dc:description': languages(dimension.definition) }),
        }
      }),
    },
    notes: [{ codes: definition.dimensions.map(({ name, codes }) => ({ dimension: name, codes })), measures: measuresOf(definition) }],
  }
}

const languages = ({ nl, en }: { nl: string; en: string }) => [
  { '@value': nl, '@language': 'nl' },
  { '@value': en, '@language': 'en' },
]
