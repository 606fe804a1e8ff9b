/** Organisations that records name by KBO number. */
import type { Pool } from 'pg'
import type { Field } from '../../domains/declaration/record-field.ts'
import type { AcceptedRecord } from './accept.ts'
import { RECORD_TYPES } from './record-types.ts'
import type { DeliveryRefusal } from './refused.ts'

/** Ids by KBO number. */
export type OrganisationIds = ReadonlyMap<string, number>

export async function loadOrganisationIds(pool: Pool): Promise<OrganisationIds> {
  const { rows } = await pool.query<{ code: string; organisation_id: number }>(
    "select code, organisation_id from directory.organisation_code where scheme = 'KBO'",
  )
  return new Map(rows.map((row) => [row.code, row.organisation_id]))
}

/** Organisation that delivers for itself; `only`: and about no other. */
export type Deliverer = { id: number; only: boolean }

/** The field by which a record type names an organisation, by type. */
const NAMING: ReadonlyMap<string, { name: string; field: Field }> = new Map(
  [...RECORD_TYPES.values()].flatMap((type) =>
    Object.entries(type.fields).flatMap(([name, field]) => (field.holds === 'organisation' ? [[type.name, { name, field }] as const] : [])),
  ),
)

export type PlacedRelations = { accepted: AcceptedRecord | undefined; noted: DeliveryRefusal | undefined }

/**
 * Puts ids where a record names organisations. An unknown one leaves the field empty where it may be, and refuses the record otherwise.
 * @param own the organisation that delivers for itself: what names no organisation is about itself.
 */
export function placeOrganisations(accepted: AcceptedRecord, ids: OrganisationIds, own: Deliverer | undefined): PlacedRelations {
  const naming = NAMING.get(accepted.type.name)
  if (naming === undefined) return { accepted, noted: undefined }
  const { name, field } = naming
  const kbo = accepted.values[name]
  const id = typeof kbo === 'string' ? ids.get(kbo) : own?.id
  const note = (code: DeliveryRefusal['code'], reason: string): DeliveryRefusal => ({
    record: accepted.record,
    recordType: accepted.type.name,
    field: name,
    code,
    reason,
  })
  if (own?.only === true && id !== own.id)
    return {
      accepted: undefined,
      noted: note('ORGANISATION_NOT_OWN', 'expected the KBO number of the delivering organisation, or no organisation'),
    }
  const unknown = id === undefined && typeof kbo === 'string'
  if ((unknown && field.strict === true) || (id === undefined && !field.schema.safeParse(undefined).success))
    return { accepted: undefined, noted: note('ORGANISATION_UNKNOWN', 'expected the KBO number of an organisation that the hub knows') }
  const noted = unknown
    ? note(
        'ORGANISATION_UNKNOWN_KEPT',
        "left empty: no organisation with this KBO number is known, so this record brings the person into nobody's scope",
      )
    : undefined
  return { accepted: { ...accepted, values: { ...accepted.values, [name]: id } }, noted }
}
