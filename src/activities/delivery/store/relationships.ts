/**
 * Who knows a person follows from what was delivered: for the persons at hand the relationships are made again from their rows, each with the
 * source whose word it is. Municipalities and OCMWs that merged pass theirs on. Becoming known to an organisation is a claim, written into the
 * evidence by the same statement. A relationship that nothing says any more ends and stays: it then has no length.
 */
import { endsAfter, inForce } from '../../../base/period.ts'
import { PSEUDONYM_SQL } from '../../../base/pseudonym-sql.ts'
import type { DeliveredCapacity, RecordType } from '../../../domains/declaration/record-type.ts'
import { PUBLISHED } from '../record-types.ts'
import type { Send } from './pipelined-query.ts'

const RELATING: readonly RecordType[] = PUBLISHED.filter(({ relation }) => relation !== undefined)

/** Organisation `m` that a row means; who stands for it, and when, has its relationship. */
const MEANT = {
  holder: () => 'm.id = r.organisation_id',
  municipality: () => "m.nis_code = r.nis_code and m.kind in ('MUNICIPALITY', 'OCMW')",
  kind: (kind: string) => `m.kind = '${kind}'`,
}

function periodsOf({ table, relation }: RecordType): string {
  if (relation === undefined) return ''
  const { organisations, capacity, where = 'true' } = relation
  const meant = organisations.by === 'kind' ? MEANT.kind(organisations.kind) : MEANT[organisations.by]()
  return `select r.person_id, l.organisation_id, '${capacity}'::directory.capacity as capacity, r.source,
      greatest(r.valid_from, l.valid_from) as since, least(r.valid_until, l.valid_until) as until
    from ${table} r
    join directory.organisation m on ${meant}
    join directory.lineage l on l.member_id = m.id
    where r.person_id = any($1::uuid[])
      and ${where}`
}

/** Names of the record types that say so, by capacity. */
function recordTypesSql(types: readonly RecordType[]): string {
  const byCapacity = Map.groupBy(types, ({ relation }) => relation?.capacity)
  const cases = [...byCapacity].map(
    ([capacity, said]) => `when '${capacity}' then array[${said.map(({ name }) => `'${name}'`).join(', ')}]`,
  )
  return `case capacity ${cases.join(' ')} end`
}

/** $1 persons, $2 source of the delivery, $3 organisation that delivers, $4 its application, $5 the delivery, $6 today. */
function deriveText(types: readonly RecordType[]): string {
  const capacities = types.map(({ relation }) => `'${relation?.capacity}'`).join(', ')
  const ofThese = `t.person_id = any($1::uuid[]) and t.capacity in (${capacities})`
  return `with held as (${types.map(periodsOf).join(' union all ')}),
    spans as (
      select person_id, organisation_id, capacity, source, range_agg(daterange(since, until)) as spans
      from held
      where since < coalesce(until, 'infinity')
      group by person_id, organisation_id, capacity, source
    ),
    desired as (
      select s.person_id, s.organisation_id, s.capacity, s.source, ${PSEUDONYM_SQL} as newcomer_id, p.evidence_ref,
        lower(span) as valid_from, upper(span) as valid_until
      from spans s
      cross join unnest(s.spans) span
      join directory.organisation o on o.id = s.organisation_id
      join directory.person p on p.id = s.person_id
    ),
    gone as (
      update directory.relationship t set valid_until = t.valid_from, withdrawn_at = clock_timestamp()
      where ${ofThese}
        and t.valid_until is distinct from t.valid_from
        and not exists (
          select from desired d
          where (d.person_id, d.organisation_id, d.newcomer_id, d.capacity, d.valid_from, d.source)
            = (t.person_id, t.organisation_id, t.newcomer_id, t.capacity, t.valid_from, t.source)
        )
    ),
    before as (select t.* from directory.relationship t where ${ofThese}),
    -- Whom an organisation knows today by this source, it knows already: what is added to that makes nobody known.
    known as (
      select person_id, organisation_id, capacity, source, min(claim_id) as claim_id
      from before b
      where ${inForce('b', '$6::date')}
      group by person_id, organisation_id, capacity, source
    ),
    changed as (
      select d.*, k.claim_id,
        k.person_id is null and (b.id is null or ${endsAfter('d', 'b.valid_until')}) as claimed
      from desired d
      left join before b using (person_id, organisation_id, newcomer_id, capacity, valid_from, source)
      left join known k using (person_id, organisation_id, capacity, source)
      where d.newcomer_id is not null
        and (b.id is null or b.valid_until is distinct from d.valid_until)
    ),
    claim as (
      insert into audit.claim (organisation_id, capacity, record_types, source, deliverer_id, consumer, delivery_id, persons)
      select organisation_id, capacity, ${recordTypesSql(types)}, source,
        case when source = $2::text then $3::int end, case when source = $2::text then $4::text end, $5::bigint, array_agg(distinct evidence_ref)
      from changed
      where claimed
      group by organisation_id, capacity, source
      returning id, organisation_id, capacity, source
    )
    insert into directory.relationship as t (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, valid_until, source, claim_id)
    select n.organisation_id, n.newcomer_id, n.person_id, n.evidence_ref, n.capacity, n.valid_from, n.valid_until, n.source,
      case when n.claimed then c.id else n.claim_id end
    from changed n
    left join claim c on (c.organisation_id, c.capacity, c.source) = (n.organisation_id, n.capacity::text, n.source)
    -- In the order of the index, whose pages are then visited once.
    order by n.organisation_id, n.newcomer_id
    on conflict (organisation_id, newcomer_id, capacity, valid_from, source) do update
      set valid_until = excluded.valid_until, claim_id = coalesce(excluded.claim_id, t.claim_id), withdrawn_at = null`
}

/** Whose act makes persons known. @property organisation that delivers; null for the operator. @property delivery null for an act that makes nobody known. */
export type ClaimSource = { source: string; organisation: number | null; consumer: string | null; delivery: bigint | null; today: string }

/** Makes the relationships of some persons again, in the capacities given, and records who comes to know whom. */
export function deriveRelationships(
  send: Send,
  persons: readonly string[],
  capacities: ReadonlySet<DeliveredCapacity>,
  { source, organisation, consumer, delivery, today }: ClaimSource,
): void {
  const types = RELATING.filter(({ relation }) => relation !== undefined && capacities.has(relation.capacity))
  if (types.length === 0 || persons.length === 0) return
  // Without a name: a plan for any number of persons would be one for few, and compare each with each.
  send({ text: deriveText(types), values: [persons, source, organisation, consumer, delivery, today] })
}

/** Every capacity that follows from deliveries. */
export const DELIVERED_CAPACITIES: ReadonlySet<DeliveredCapacity> = new Set(
  RELATING.flatMap(({ relation }) => (relation === undefined ? [] : [relation.capacity])),
)

/** What each claim says to the person, by record type. */
export const CLAIM_TEXTS: ReadonlyMap<string, { nl: string; en: string }> = new Map(
  RELATING.flatMap(({ name, relation }) => (relation === undefined ? [] : [[name, relation.says] as const])),
)
