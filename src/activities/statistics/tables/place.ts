/** Dimension of places: municipality, province, Flanders. */
import type { Pool } from 'pg'
import type { CodeSpec, DimensionSpec } from './table.ts'

/** Root of the dimension. */
const FLANDERS = 'FLANDERS'

/** NIS codes of the provinces, by the name that the reference data gives. */
const PROVINCES: Readonly<Record<string, string>> = {
  Antwerpen: '10000',
  'Vlaams-Brabant': '20001',
  'West-Vlaanderen': '30000',
  'Oost-Vlaanderen': '40000',
  Limburg: '70000',
}

const same = (text: string) => ({ nl: text, en: text })

/**
 * Municipality, province, Flanders: always the municipalities of today. Years before a merger are counted under the municipality that took over,
 * because figures under old and new codes side by side would tell the difference between them.
 */
export async function loadPlaces(pool: Pick<Pool, 'query'>): Promise<DimensionSpec> {
  const { rows } = await pool.query<{ code: string; name: string; province: string }>(
    'select nis_code as code, name, province from directory.municipality where successor_code is null order by nis_code',
  )
  return {
    name: 'place',
    title: { nl: 'Plaats', en: 'Place' },
    definition: {
      nl: 'Gemeente (huidige NIS-code), provincie of Vlaanderen. Jaren vóór een fusie tellen mee bij de gefuseerde gemeente; Zwijndrecht telt dus altijd mee bij Oost-Vlaanderen.',
      en: 'Municipality (current NIS code), province or Flanders. Years before a merger count for the successor municipality, so Zwijndrecht always counts in Oost-Vlaanderen.',
    },
    sensitive: false,
    levels: [
      { name: 'FLANDERS', title: { nl: 'Vlaanderen', en: 'Flanders' } },
      { name: 'PROVINCE', title: { nl: 'Provincie', en: 'Province' } },
      { name: 'MUNICIPALITY', title: { nl: 'Gemeente', en: 'Municipality' } },
    ],
    codes: [
      { code: FLANDERS, parent: null, label: { nl: 'Vlaanderen', en: 'Flanders' } },
      ...Object.entries(PROVINCES).map(([name, code]): CodeSpec => ({ code, parent: FLANDERS, label: same(name) })),
      ...rows.map(({ code, name, province }): CodeSpec => ({ code, parent: provinceCode(province), label: same(name) })),
    ],
  }
}

function provinceCode(name: string): string {
  const code = PROVINCES[name]
  if (code === undefined) throw new Error(`The reference data names a province that the statistics do not know: ${name}`)
  return code
}
