/**
 * About whom an organisation may deliver: records that a protocol grants only about its own clients or residents are checked against what is
 * stored, in one statement per record type. Whatever is wrong looks the same: whether the hub knows the person is not told. That an objective
 * hangs on an own project holds for every delivery (files.ts).
 */
import type { ClientBase } from 'pg'
import type { DeliveryScope } from '../../../access/protocols/delivery-protocol.ts'
import { inForce } from '../../../base/period.ts'
import type { RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import type { Deliverer } from '../organisations.ts'
import { PUBLISHED } from '../record-types.ts'
import type { DeliveryRefusal } from '../refused.ts'

/** Scopes that are checked here. */
type Bound = Exclude<DeliveryScope, 'ANYONE' | 'OWN_PROJECT'>

/** SQL on the person `d.person_id`, the organisation $2 and the day $3, and what a deliverer reads when it does not hold. */
const BOUNDS: Record<Bound, { sql: (type: RecordType) => string; expected: string }> = {
  OWN_CLIENTS: {
    sql: ({ domain }) => {
      const files = PUBLISHED.filter((type) => type.domain === domain && type.relation?.organisations.by === 'holder')
      return anyOf(files.map(({ table, relation }) => ownRow(table, relation?.where ?? 'true')))
    },
    expected: 'a person who is a client of the delivering organisation; deliver what makes the person a client first, or with it',
  },
  OWN_RESIDENTS: {
    sql: () => ownRow('directory.relationship', `r.capacity = 'RESIDENT' and ${inForce('r', '$3::date')}`),
    expected: 'a person who lives in the territory of the delivering organisation',
  },
}

/** A row about the person of the organisation, or of one that it succeeded. One of no length was taken back. */
const ownRow = (table: string, where: string) => `exists (
    select from ${table} r
    join directory.lineage l on l.member_id = r.organisation_id and l.organisation_id = $2::int
    where r.person_id = d.person_id and r.valid_from < coalesce(r.valid_until, 'infinity') and ${where}
  )`

const anyOf = (predicates: readonly string[]) => (predicates.length === 0 ? 'false' : `(${predicates.join(' or ')})`)

/** Scopes of which one must hold; none when it may be delivered about anyone, or is checked elsewhere. */
function boundsOf(type: RecordType, own: Deliverer): readonly Bound[] {
  const about = own.granted.get(type.name) ?? []
  return about.includes('ANYONE') ? [] : about.filter((scope) => scope !== 'ANYONE' && scope !== 'OWN_PROJECT')
}

/** Whether records of this type make persons clients of who holds them: they are stored before what is about clients is checked. */
export function makesClients({ relation }: RecordType): boolean {
  return relation?.organisations.by === 'holder'
}

type Of = { personOf: ReadonlyMap<string, string>; own: Deliverer; header: Header }

/** Records of a batch about persons who are not the deliverer's own. */
export async function listForeign(
  client: ClientBase,
  batch: readonly AcceptedRecord[],
  of: Of,
): Promise<Map<AcceptedRecord, DeliveryRefusal>> {
  const refused = new Map<AcceptedRecord, DeliveryRefusal>()
  for (const [type, records] of Map.groupBy(batch, (record) => record.type)) {
    const bounds = boundsOf(type, of.own)
    if (bounds.length === 0) continue
    const expected = bounds.map((bound) => BOUNDS[bound].expected).join(', or ')
    for (const one of await findForeign(client, { type, bounds, records }, of))
      refused.set(one, {
        record: one.record,
        recordType: type.name,
        field: 'insz',
        code: 'PERSON_NOT_OWN',
        reason: `expected ${expected}`,
      })
  }
  return refused
}

type Bounded = { type: RecordType; bounds: readonly Bound[]; records: readonly AcceptedRecord[] }

async function findForeign(client: ClientBase, { type, bounds, records }: Bounded, { personOf, own, header }: Of) {
  const { rows } = await client.query<{ place: number }>({
    name: `own_${type.name}_${bounds.join('_').toLowerCase()}`,
    text: `select d.place::int as place
      from unnest($1::uuid[]) with ordinality as d(person_id, place)
      where $3::date is not null and not ${anyOf(bounds.map((bound) => BOUNDS[bound].sql(type)))}`,
    values: [records.map(({ insz }) => personOf.get(insz)), own.id, header.asOf],
  })
  return rows.flatMap(({ place }) => records[place - 1] ?? [])
}
