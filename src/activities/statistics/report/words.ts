/** Words of reports, in both languages. */
export const LANGUAGES = ['nl', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const WORDS = {
  nl: {
    hidden: 'verborgen',
    hiddenNote:
      'Verborgen cijfers zijn te klein om te tonen, of zouden een ander klein cijfer verraden. Alle andere aantallen zijn op vijf afgerond.',
    period: 'Periode',
    asOf: 'geteld tot',
    version: 'versie',
    method: 'Methode',
    sources: 'Bronnen',
    total: 'Totaal',
    by: 'Per',
    visible: 'Personen in getoonde aantallen',
    chartOf: 'Grafiek',
    tableOf: 'Tabel',
    dataBeside: 'Dezelfde cijfers staan in de tabel ernaast.',
    more: 'Gekruiste uitsplitsingen staan in de bestanden (CSV, JSON, Parquet) en de API.',
    measure: 'Maat',
    meanings: 'Betekenis',
    skip: 'Naar de inhoud',
  },
  en: {
    hidden: 'hidden',
    hiddenNote: 'Hidden figures are too small to show, or would give away another small one. All other counts are rounded to five.',
    period: 'Period',
    asOf: 'counted up to',
    version: 'version',
    method: 'Method',
    sources: 'Sources',
    total: 'Total',
    by: 'By',
    visible: 'Persons in shown counts',
    chartOf: 'Chart',
    tableOf: 'Table',
    dataBeside: 'The table beside it has the same figures.',
    more: 'Crossed breakdowns are in the files (CSV, JSON, Parquet) and the API.',
    measure: 'Measure',
    meanings: 'Meaning',
    skip: 'Skip to content',
  },
} as const
