/** Organisations that records name by KBO number. */
import type { Pool } from 'pg'
import type { DeliveryGrants } from '../../access/protocols/delivery-protocol.ts'
import type { Field } from '../../domains/declaration/record-field.ts'
import { HOLDER_FIELD } from '../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from './accept.ts'
import { RECORD_TYPES } from './record-types.ts'
import { type DeliveryRefusal, isRemark } from './refused.ts'

/** Ids by KBO number. */
export type OrganisationIds = ReadonlyMap<string, number>

export async function loadOrganisationIds(pool: Pool): Promise<OrganisationIds> {
  const { rows } = await pool.query<{ code: string; organisation_id: number }>(
    "select code, organisation_id from directory.organisation_code where scheme = 'KBO'",
  )
  return new Map(rows.map((row) => [row.code, row.organisation_id]))
}

/** Organisation that delivers for itself: it holds what it delivers, and names no other holder. @property granted record types, and about whom. */
export type Deliverer = { id: number; consumer: string; granted: DeliveryGrants }

type Naming = { name: string; field: Field }

/** Fields by which a record type names organisations, by type. */
const NAMING: ReadonlyMap<string, readonly Naming[]> = new Map(
  [...RECORD_TYPES.values()].map((type) => [
    type.name,
    Object.entries(type.fields).flatMap(([name, field]) => (field.holds === 'organisation' ? [{ name, field }] : [])),
  ]),
)

export type PlacedRelations = { accepted: AcceptedRecord | undefined; noted: DeliveryRefusal | undefined }

type Placed = { id: number | undefined } | { code: DeliveryRefusal['code']; reason: string }

/**
 * Puts ids where a record names organisations. What an organisation delivers itself, it holds; in an import the record says who does.
 * @param own the organisation that delivers for itself.
 */
export function placeOrganisations(accepted: AcceptedRecord, ids: OrganisationIds, own: Deliverer | undefined): PlacedRelations {
  const values = { ...accepted.values }
  let noted: DeliveryRefusal | undefined
  for (const { name, field } of NAMING.get(accepted.type.name) ?? []) {
    const isHolder = accepted.type.holder !== undefined && name === HOLDER_FIELD
    const placed = isHolder ? placeHolder(accepted, ids, own) : placeOther(values[name], field, ids)
    values[name] = 'id' in placed ? placed.id : undefined
    if ('id' in placed) continue
    noted = { record: accepted.record, recordType: accepted.type.name, field: name, ...placed }
    if (!isRemark(placed.code)) return { accepted: undefined, noted }
  }
  return { accepted: { ...accepted, values }, noted }
}

function placeHolder({ type, values }: AcceptedRecord, ids: OrganisationIds, own: Deliverer | undefined): Placed {
  const kbo = values[HOLDER_FIELD]
  const named = typeof kbo === 'string' ? ids.get(kbo) : undefined
  if (own !== undefined)
    return typeof kbo !== 'string' || named === own.id
      ? { id: own.id }
      : { code: 'ORGANISATION_NOT_OWN', reason: 'expected the KBO number of the delivering organisation, or no organisation' }
  // Left empty, a file of one organisation would be read as what a register says, by every organisation that knows the person.
  if (typeof kbo === 'string') return named === undefined ? UNKNOWN : { id: named }
  if (type.holder === 'REQUIRED')
    return { code: 'ORGANISATION_MISSING', reason: 'expected the KBO number of the organisation that holds the file' }
  return { id: undefined }
}

const UNKNOWN = { code: 'ORGANISATION_UNKNOWN', reason: 'expected the KBO number of an organisation that the hub knows' } as const

function placeOther(kbo: unknown, { schema }: Field, ids: OrganisationIds): Placed {
  const id = typeof kbo === 'string' ? ids.get(kbo) : undefined
  if (id === undefined && !schema.safeParse(undefined).success) return UNKNOWN
  return id === undefined && typeof kbo === 'string' ? UNKNOWN_KEPT : { id }
}

const UNKNOWN_KEPT = {
  code: 'ORGANISATION_UNKNOWN_KEPT',
  reason: 'left empty: no organisation with this KBO number is known, so no organisation is a party',
} as const
