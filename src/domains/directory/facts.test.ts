import { type Known, testFacts } from '../../../test/support/fact-probe.ts'
import * as facts from './facts.ts'

/** Merger of 2025, whether or not the reference data is loaded. */
const MERGER = `insert into directory.municipality (nis_code, name, province, valid_from, valid_until, successor_code)
  values ('44045', 'Moerbeke', 'Oost-Vlaanderen', '1977-01-01', '2025-01-01', '46029') on conflict do nothing`

const born = (birth_date: string | null): Known => ({ person: { birth_date } })
const national = (nationality: string | null): Known => ({ person: { nationality } })
const titles = (...periods: [from: string, until: string | null, access?: string][]): Known => ({
  rows: {
    'directory.residence_title': periods.map(([valid_from, valid_until, labour_market_access]) => ({
      valid_from,
      valid_until,
      labour_market_access,
    })),
  },
})
const ofUnknownEnd = (...periods: [from: string, until: string | null][]): Known => ({
  rows: { 'directory.residence_title': periods.map(([valid_from, valid_until]) => ({ valid_from, valid_until, end_unknown: true })) },
})
/** A title, and since July one of which nobody said how long it is valid. */
const withUnknownEnd = ([valid_from, valid_until]: [from: string, until: string]): Known => ({
  rows: {
    'directory.residence_title': [
      { valid_from, valid_until },
      { valid_from: '2026-07-01', end_unknown: true },
    ],
  },
})
const home = (nis_code: string | null, valid_from = '2020-01-01', valid_until: string | null = null): Known => ({
  rows: { 'directory.residence': [{ nis_code, valid_from, valid_until }] },
})

testFacts(
  facts,
  {
    directoryAsOf: {
      cases: [
        ['said by a register', { person: { source: 'Rijksregister', as_of: '2026-11-01' } }, '2026-11-01'],
        ['mentioned by another source', { person: { source: 'OCMW Gent/dossiers (mention)', as_of: '2026-11-01' } }, null],
      ],
    },
    underTwentyFive: {
      cases: [
        ['on the day before turning 25', born('2001-11-24'), 'true'],
        ['on the day of turning 25', born('2001-11-23'), 'false'],
        ['without birth date', born(null), null],
      ],
    },
    workingAge: {
      cases: [
        ['on the day before turning 18', born('2008-11-24'), 'false'],
        ['on the day of turning 18', born('2008-11-23'), 'true'],
        ['on the day before turning 65', born('1961-11-24'), 'true'],
        ['on the day of turning 65', born('1961-11-23'), 'false'],
        ['without birth date', born(null), null],
      ],
    },
    ageBand: {
      cases: [
        ['on the day before turning 15', born('2011-11-24'), 'UNDER_15'],
        ['on the day of turning 15', born('2011-11-23'), 'FROM_15_TO_19'],
        ['on the day before turning 85', born('1941-11-24'), 'FROM_80_TO_84'],
        ['on the day of turning 85', born('1941-11-23'), 'FROM_85'],
        ['without birth date', born(null), null],
      ],
    },
    nationalityGroup: {
      cases: [
        ['for a Belgian', national('BE'), 'EU27'],
        ['for a Swiss', national('CH'), 'EEA_CH'],
        ['for a Briton', national('GB'), 'THIRD_COUNTRY'],
        ['when unknown', national(null), null],
      ],
    },
    labourMarketAccess: {
      cases: [
        ['of the title in force', titles(['2024-01-01', '2026-11-23', 'NONE'], ['2026-11-23', null, 'UNLIMITED']), 'UNLIMITED'],
        ['once the title has expired', titles(['2024-01-01', '2026-11-23', 'LIMITED']), null],
        ['before the title begins', titles(['2026-11-24', null, 'LIMITED']), null],
        ['without any title', {}, null],
      ],
    },
    permitValidThreeMonths: {
      cases: [
        ['when it expires a day too early', titles(['2024-01-01', '2027-02-22']), 'false'],
        ['when it expires in exactly three months', titles(['2024-01-01', '2027-02-23']), 'true'],
        ['when it does not expire', titles(['2024-01-01', null]), 'true'],
        ['when the next title follows at once', titles(['2024-01-01', '2026-12-01'], ['2026-12-01', null]), 'true'],
        ['when a day lies between titles', titles(['2024-01-01', '2026-12-01'], ['2026-12-02', null]), 'false'],
        ['when the source gave an end before the begin', titles(['2024-01-01', null], ['2026-01-02', '2026-01-01']), 'true'],
        ['when nobody said how long it is valid', ofUnknownEnd(['2024-01-01', null]), null],
        ['when another title suffices beside one of unknown end', withUnknownEnd(['2024-01-01', '2030-01-01']), 'true'],
        ['when another title does not suffice beside one of unknown end', withUnknownEnd(['2024-01-01', '2026-12-01']), null],
        ['without any title', {}, null],
      ],
    },
    municipalityNisCode: {
      value: facts.municipalityNisCode,
      cases: [
        ['of the residence in force', home('44021'), '44021'],
        ['of the municipality that took over', home('44045'), '46029'],
        ['of a municipality that kept its code in a merger', home('11002'), '11002'],
        ['once the person has left', home('44021', '2020-01-01', '2026-11-23'), null],
        ['without residence', {}, null],
      ],
    },
  },
  { prepare: MERGER },
)
