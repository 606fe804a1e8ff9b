/** Countries as MAGDA names them: ISO alpha-3 where it gives one, else the register's three-digit code, else the Dutch name. */
import countries from 'i18n-iso-countries'
import dutch from 'i18n-iso-countries/langs/nl.json' with { type: 'json' }

/** The register's codes (NIS) of countries whose Dutch name in the register is not the common one, and of the most frequent others. */
const BY_NIS: Readonly<Record<string, string>> = {
  '101': 'AL',
  '103': 'DE',
  '105': 'AT',
  '106': 'BG',
  '108': 'DK',
  '109': 'ES',
  '110': 'FI',
  '111': 'FR',
  '112': 'GB',
  '113': 'LU',
  '114': 'GR',
  '115': 'HU',
  '116': 'IE',
  '121': 'NO',
  '122': 'PL',
  '123': 'PT',
  '124': 'RO',
  '126': 'SE',
  '127': 'CH',
  '128': 'IT',
  '129': 'NL',
  '141': 'SK',
  '145': 'RU',
  '150': 'BE',
  '251': 'AF',
  '303': 'BI',
  '306': 'CD',
  '325': 'ZA',
  '354': 'MA',
  '402': 'US',
  '416': 'MX',
  '425': 'BS',
  '513': 'BR',
  '611': 'AU',
  '613': 'NZ',
}

/** Codes by which the register says that there is no nationality to name: undetermined or stateless (7), or a refugee of some origin (8). */
const NOT_A_COUNTRY = /^[78]\d\d$/

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(dutch.countries).flatMap(([code, names]) =>
    (Array.isArray(names) ? names : [names]).map((name): [string, string] => [plain(name), code]),
  ),
)

export type MagdaCountry = { isoCode?: string | undefined; nisCode?: string | undefined; name?: string | undefined }

/** @returns ISO alpha-2; null when the register says that there is none; undefined when it is not known to the hub. */
export function countryOf({ isoCode, nisCode, name }: MagdaCountry): string | null | undefined {
  if (isoCode !== undefined) {
    const code = isoCode.length === 2 ? isoCode : countries.alpha3ToAlpha2(isoCode)
    if (code !== undefined) return code
  }
  if (nisCode !== undefined && NOT_A_COUNTRY.test(nisCode)) return null
  return (nisCode === undefined ? undefined : BY_NIS[nisCode]) ?? (name === undefined ? undefined : BY_NAME.get(plain(name)))
}

/** Without accents, capitals and what stands between brackets: `Congo (Dem. Rep.)` is `congo`. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\(.*?\)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
