/** Municipalities that records name by NIS code. */
import type { Pool } from 'pg'
import type { AcceptedRecord } from './accept.ts'
import { RECORD_TYPES } from './record-types.ts'
import type { DeliveryRefusal } from './refused.ts'

/** NIS codes that the hub knows, of today and of before the mergers. */
export type MunicipalityCodes = ReadonlySet<string>

export async function loadMunicipalityCodes(pool: Pool): Promise<MunicipalityCodes> {
  const { rows } = await pool.query<{ nis_code: string }>('select nis_code from directory.municipality')
  return new Set(rows.map((row) => row.nis_code))
}

/** The field by which a record type names a municipality, by type. */
const NAMING: ReadonlyMap<string, string> = new Map(
  [...RECORD_TYPES.values()].flatMap(({ name: type, fields }) =>
    Object.entries(fields).flatMap(([name, field]) => (field.holds === 'municipality' ? [[type, name] as const] : [])),
  ),
)

/** Arrondissements of Brussels and Wallonia: their municipalities take no part, and nobody misses them. */
const OUTSIDE_FLANDERS = /^(21|25|5[1-8]|6[1-4]|8[1-5]|9[1-3])\d{3}$/

/** Notes a municipality that the hub does not know: the record counts, and nobody is told about the person because of it. */
export function remarkOnMunicipality(accepted: AcceptedRecord, known: MunicipalityCodes): DeliveryRefusal | undefined {
  const { record, type, values } = accepted
  const field = NAMING.get(type.name)
  const code = field === undefined ? undefined : values[field]
  if (field === undefined || typeof code !== 'string' || known.has(code) || OUTSIDE_FLANDERS.test(code)) return undefined
  return {
    record,
    recordType: type.name,
    field,
    code: 'MUNICIPALITY_UNKNOWN',
    reason:
      'kept, but no Flemish municipality has or had this NIS code: no municipality and no OCMW gets to know the person by this record',
  }
}
