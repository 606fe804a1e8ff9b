/** The organisations and municipalities among which the population lives, as the directory knows them. */

import { type Choice, choice } from '../../base/random.ts'
import { type Day, parseDay } from './day.ts'
import { municipalityWeights } from './municipalities.ts'

/** As in directory.municipality, days as YYYY-MM-DD. */
export type MunicipalityRecord = {
  nisCode: string
  name: string
  validFrom: string
  validUntil: string | null
  successorCode: string | null
}

/** As in directory.organisation. */
export type OrganisationRecord = { id: number; kind: string; name: string; nisCode: string | null }

export type Municipality = { nisCode: string; name: string; validFrom: Day; predecessors: readonly Municipality[] }

export type World = {
  /** A municipality of today, by its weight. */
  municipality: Choice<Municipality>
  /** Organisation of the municipality and its OCMW, by NIS code; undefined when the directory has none. */
  localOrganisation(kind: 'MUNICIPALITY' | 'OCMW', nisCode: string): number | undefined
  /** Agency in whose work area the municipality lies. */
  agencyOf(nisCode: string): number
  /** All agencies. */
  agencies: readonly number[]
  vdab: number
}

/** Work areas of the two city agencies; the rest of Flanders is AgII's. */
const CITY_AGENCIES = [
  { name: /\bAtlas\b/i, nisCode: '11002' },
  { name: /\bAmal\b/i, nisCode: '44021' },
]

/** @throws Error when the directory lacks municipalities, an agency or VDAB. */
export function createWorld(records: {
  municipalities: readonly MunicipalityRecord[]
  organisations: readonly OrganisationRecord[]
}): World {
  const current = currentMunicipalities(records.municipalities)
  const weights = municipalityWeights(current.map(({ nisCode }) => nisCode))
  const local = new Map(records.organisations.map(({ id, kind, nisCode }) => [`${kind} ${nisCode}`, id]))
  return {
    municipality: choice(current.map((municipality) => [municipality, weights.get(municipality.nisCode) ?? 0])),
    localOrganisation: (kind, nisCode) => local.get(`${kind} ${nisCode}`),
    ...agencies(records.organisations),
  }
}

function currentMunicipalities(records: readonly MunicipalityRecord[]): Municipality[] {
  const plain = ({ nisCode, name, validFrom }: MunicipalityRecord) => ({ nisCode, name, validFrom: parseDay(validFrom), predecessors: [] })
  return records
    .filter(({ validUntil }) => validUntil === null)
    .map((record) => ({
      ...plain(record),
      predecessors: records.filter(({ successorCode }) => successorCode === record.nisCode).map(plain),
    }))
    .sort((one, other) => (one.nisCode < other.nisCode ? -1 : 1))
}

function agencies(organisations: readonly OrganisationRecord[]): Pick<World, 'agencyOf' | 'agencies' | 'vdab'> {
  const found = organisations.filter(({ kind }) => kind === 'INTEGRATION_AGENCY')
  const isCity = (name: string) => CITY_AGENCIES.some((agency) => agency.name.test(name))
  const general = found.find(({ name }) => !isCity(name))
  const vdab = organisations.find(({ kind }) => kind === 'VDAB')
  if (general === undefined || vdab === undefined) {
    throw new Error('The directory lacks an integration agency or VDAB: load the reference organisations first.')
  }
  const city = new Map(CITY_AGENCIES.map(({ name, nisCode }) => [nisCode, found.find((agency) => name.test(agency.name))?.id]))
  return { agencyOf: (nisCode) => city.get(nisCode) ?? general.id, agencies: found.map(({ id }) => id), vdab: vdab.id }
}
