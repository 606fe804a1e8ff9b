/** Organisations generated from the municipalities: each municipality and its OCMW. */
import { placeholderKbo } from '../../base/kbo.ts'
import type { MunicipalityRow, OrganisationCodeRow, OrganisationRow, Reference } from './reference-rows.ts'

/** Ids of generated organisations: this and the NIS code. 1 to 99999 is for those of organisations.csv. */
const MUNICIPALITY_BASE = 100_000
const OCMW_BASE = 200_000

/** Id of the municipality as an organisation, such as 144021 for 44021 Gent. */
function municipalityOrganisationId(nisCode: string): number {
  return MUNICIPALITY_BASE + Number(nisCode)
}

/** Id of the OCMW of a municipality, such as 244021 for 44021 Gent. */
function ocmwOrganisationId(nisCode: string): number {
  return OCMW_BASE + Number(nisCode)
}

/**
 * Adds, for each municipality, its own organisation and its OCMW where the files have none with that id, and a placeholder KBO number for each
 * that has no KBO number. They begin, end and are succeeded as their municipality is.
 */
export function addLocalOrganisations(files: Reference): Reference {
  const known = new Set(files.organisations.map(({ id }) => id))
  const generated = files.municipalities.flatMap(localPair).filter(({ id }) => !known.has(id))
  const numbered = new Set(files.codes.flatMap(({ scheme, organisation_id: id }) => (scheme === 'KBO' ? [id] : [])))
  const organisations = [...files.organisations, ...generated]
  const unnumbered = organisations.filter(({ id }) => id >= MUNICIPALITY_BASE && !numbered.has(id))
  return { ...files, organisations, codes: [...files.codes, ...unnumbered.map(({ id }) => placeholderCode(id))] }
}

function localPair(row: MunicipalityRow): OrganisationRow[] {
  const { nis_code, valid_from, valid_until, successor_code } = row
  const make = (kind: 'MUNICIPALITY' | 'OCMW', name: string, idOf: (code: string) => number): OrganisationRow => ({
    id: idOf(nis_code),
    kind,
    name,
    nis_code,
    valid_from,
    valid_until,
    successor_id: successor_code === null ? null : idOf(successor_code),
  })
  return [make('MUNICIPALITY', `Gemeente ${row.name}`, municipalityOrganisationId), make('OCMW', `OCMW ${row.name}`, ocmwOrganisationId)]
}

function placeholderCode(id: number): OrganisationCodeRow {
  return { scheme: 'KBO', code: placeholderKbo(id), organisation_id: id, placeholder: true }
}
