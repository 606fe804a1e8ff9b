/** Code lists of the directory. Values are those of the database, so a column answers them as they are. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'

const YEARS_PER_BAND = 5
const OLDEST_BAND_FROM = 85

/** Bands of five years from 15 to 84, and what lies below and above. */
function ageBands(): Record<string, { description: string }> {
  const bands: Record<string, { description: string }> = { UNDER_15: { description: 'Younger than 15 years.' } }
  for (let from = 15; from < OLDEST_BAND_FROM; from += YEARS_PER_BAND) {
    const to = from + YEARS_PER_BAND - 1
    bands[`FROM_${from}_TO_${to}`] = { description: `From ${from} to ${to} years.` }
  }
  bands[`FROM_${OLDEST_BAND_FROM}`] = { description: `${OLDEST_BAND_FROM} years or older.` }
  return bands
}

export function addDirectoryEnums({ builder }: DomainBuilder) {
  const Sex = builder.enumType('Sex', {
    description: 'Sex (geslacht) as registered.',
    values: {
      FEMALE: { description: 'Registered as female (vrouwelijk).' },
      MALE: { description: 'Registered as male (mannelijk).' },
      UNKNOWN: { description: 'Not registered, or unknown to the source.' },
    },
  })
  const AgeBand = builder.enumType('AgeBand', { description: 'Age in bands of five years.', values: ageBands() })
  const NationalityGroup = builder.enumType('NationalityGroup', {
    description: 'Nationality, grouped by the rules on free movement.',
    values: {
      EU27: { description: 'Member state of the European Union, Belgium included.' },
      EEA_CH: { description: 'European Economic Area outside the Union (EER), or Switzerland.' },
      THIRD_COUNTRY: { description: 'Any other country, or stateless.' },
    },
  })
  const LabourMarketAccess = builder.enumType('LabourMarketAccess', {
    description: 'Access to the labour market under a residence title.',
    values: {
      UNLIMITED: { description: 'Work is allowed without restriction (onbeperkt).' },
      LIMITED: { description: 'Work is allowed within limits (beperkt), for example one employer.' },
      NONE: { description: 'Work is not allowed (nee).' },
    },
  })
  return { Sex, AgeBand, NationalityGroup, LabourMarketAccess }
}

export type DirectoryEnums = ReturnType<typeof addDirectoryEnums>
