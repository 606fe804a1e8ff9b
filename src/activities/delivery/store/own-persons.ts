/**
 * DeliveryScope whom an organisation may deliver: records that a protocol grants only about its own clients, projects or residents are checked against
 * what is stored, in one statement per record type. Whatever is wrong looks the same: whether the hub knows the person is not told.
 */
import type { ClientBase } from 'pg'
import type { DeliveryScope } from '../../../access/protocols/delivery-protocol.ts'
import { inForce } from '../../../base/period.ts'
import type { RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import type { Deliverer } from '../organisations.ts'
import { PUBLISHED, RECORD_TYPES } from '../record-types.ts'
import type { DeliveryRefusal } from '../refused.ts'
import type { NumberKeys } from './numbers.ts'

/** Persons of a grant that is bounded. */
type Bound = Exclude<DeliveryScope, 'ANYONE'>

/** SQL on the person `n.person_id`, the organisation $3 and the day `d.day`, and what a deliverer reads when it does not hold. */
const BOUNDS: Record<Bound, { sql: (type: RecordType) => string; expected: string }> = {
  OWN_CLIENTS: {
    sql: ({ domain }) => {
      const files = PUBLISHED.filter((type) => type.domain === domain && type.relation?.organisations.by === 'column')
      return anyOf(files.map(({ table, relation }) => ownRow(table, relation?.where ?? 'true')))
    },
    expected: 'a person who is a client of the delivering organisation; deliver what makes the person a client first, or with it',
  },
  OWN_PROJECT: {
    sql: ({ within }) => {
      const file = RECORD_TYPES.get(within?.record ?? '')
      return file === undefined ? 'false' : ownRow(file.table, inForce('r', 'd.day'))
    },
    expected: 'a person with whom the delivering organisation has a project on that day; deliver the project first, or with it',
  },
  OWN_RESIDENTS: {
    sql: () => ownRow('directory.relationship', `r.capacity = 'RESIDENT' and ${inForce('r', 'd.day')}`),
    expected: 'a person who lives in the territory of the delivering organisation',
  },
}

/** A row of the organisation about the person. One of no length was taken back. */
const ownRow = (table: string, where: string) => `exists (
    select from ${table} r
    where r.person_id = n.person_id and r.organisation_id = $3::int and r.valid_from < coalesce(r.valid_until, 'infinity') and ${where}
  )`

const anyOf = (predicates: readonly string[]) => (predicates.length === 0 ? 'false' : `(${predicates.join(' or ')})`)

/** Bounds of a record type; undefined when it may be delivered about anyone. */
function boundsOf(type: RecordType, own: Deliverer): readonly Bound[] | undefined {
  const about = own.granted.get(type.name) ?? []
  return about.includes('ANYONE') ? undefined : about.filter((bound) => bound !== 'ANYONE')
}

/** Records that any person can be the subject of, and those that may only be about the deliverer's own. */
export function splitByBound(
  batch: readonly AcceptedRecord[],
  own: Deliverer | undefined,
): { free: readonly AcceptedRecord[]; bounded: readonly AcceptedRecord[] } {
  if (own === undefined) return { free: batch, bounded: [] }
  const isFree = ({ type }: AcceptedRecord) => boundsOf(type, own) === undefined
  return { free: batch.filter(isFree), bounded: batch.filter((record) => !isFree(record)) }
}

/** Parts bounded records by whether their person is the deliverer's own, as stored in the transaction of the client. */
export async function keepOwnPersons(
  client: ClientBase,
  bounded: readonly AcceptedRecord[],
  { own, header, keys }: { own: Deliverer; header: Header; keys: NumberKeys },
): Promise<{ kept: AcceptedRecord[]; refused: DeliveryRefusal[] }> {
  const groups = [...Map.groupBy(bounded, ({ type }) => type)]
  const foreign = await Promise.all(groups.map(([type, records]) => findForeign(client, type, records, { own, header, keys })))
  const refused = foreign.flat().map((record) => refusalOf(record, own))
  const out = new Set(foreign.flat())
  return { kept: bounded.filter((record) => !out.has(record)), refused }
}

async function findForeign(
  client: ClientBase,
  type: RecordType,
  records: readonly AcceptedRecord[],
  { own, header, keys }: { own: Deliverer; header: Header; keys: NumberKeys },
): Promise<AcceptedRecord[]> {
  const bounds = boundsOf(type, own) ?? []
  const day = ({ values }: AcceptedRecord) => (type.within === undefined ? header.asOf : values[type.within.day])
  const { rows } = await client.query<{ place: number }>({
    name: `own_${type.name}_${bounds.join('_').toLowerCase()}`,
    text: `select d.place::int as place
      from unnest($1::text[], $2::date[]) with ordinality as d(hash, day, place)
      left join directory.person_number n on n.insz_hash = decode(d.hash, 'hex')
      where not ${anyOf(bounds.map((bound) => BOUNDS[bound].sql(type)))}`,
    values: [records.map(({ insz }) => keys.hashOf(insz)), records.map(day), own.id],
  })
  return rows.flatMap(({ place }) => records[place - 1] ?? [])
}

function refusalOf({ record, type }: AcceptedRecord, own: Deliverer): DeliveryRefusal {
  const expected = (boundsOf(type, own) ?? []).map((bound) => BOUNDS[bound].expected)
  return { record, recordType: type.name, field: 'insz', code: 'PERSON_NOT_OWN', reason: `expected ${expected.join(', or ')}` }
}
