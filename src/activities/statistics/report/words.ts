/** Words of reports, in both languages. */
export const LANGUAGES = ['nl', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const WORDS = {
  nl: {
    hidden: 'verborgen',
    hiddenNote:
      'Een cijfer is verborgen als het te klein is, of als het een ander klein cijfer zou verraden. Alle andere aantallen zijn afgerond op vijf.',
    period: 'Periode',
    asOf: 'geteld tot',
    version: 'versie',
    method: 'Methode',
    sources: 'Bronnen',
    total: 'Totaal',
    by: 'Per',
    visible: 'Aandeel personen in getoonde aantallen',
    chartOf: 'Grafiek',
    tableOf: 'Tabel',
    dataBeside: 'Dezelfde cijfers staan in de tabel ernaast.',
    more: 'Kruistabellen staan in de bestanden (CSV, JSON, Parquet) en de API.',
    measure: 'Maat',
    meanings: 'Betekenis',
    skip: 'Naar de inhoud',
  },
  en: {
    hidden: 'hidden',
    hiddenNote:
      'A figure is hidden when it is too small, or when it would reveal another small figure. All other counts are rounded to the nearest five.',
    period: 'Period',
    asOf: 'counted up to',
    version: 'version',
    method: 'Method',
    sources: 'Sources',
    total: 'Total',
    by: 'By',
    visible: 'Share of persons in published counts',
    chartOf: 'Chart',
    tableOf: 'Table',
    dataBeside: 'The table next to this chart has the same figures.',
    more: 'Cross-tabulations are available in the files (CSV, JSON, Parquet) and the API.',
    measure: 'Measure',
    meanings: 'Meaning',
    skip: 'Skip to content',
  },
} as const
