/**
 * Who knows a person follows from what was delivered: for the persons at hand the relationships are made again from their rows, so
 * that a residence that ended, or moved, takes its relationships with it. Municipalities and OCMWs that merged pass theirs on.
 */
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

function deriveText(types: readonly RecordType[]): string {
  const capacities = types.map(({ relation }) => `'${relation?.capacity}'`).join(', ')
  return `with held as (${types.map(periodsOf).join(' union all ')}),
    spans as (
      select person_id, organisation_id, capacity, min(source) as source, range_agg(daterange(since, until)) as spans
      from held
      where since < coalesce(until, 'infinity')
      group by person_id, organisation_id, capacity
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
      delete from directory.relationship t
      where t.person_id = any($1::uuid[])
        and t.capacity in (${capacities})
        and not exists (
          select from desired d
          where (d.person_id, d.organisation_id, d.newcomer_id, d.capacity, d.valid_from, d.source)
            = (t.person_id, t.organisation_id, t.newcomer_id, t.capacity, t.valid_from, t.source)
        )
    )
    insert into directory.relationship as t (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, valid_until, source)
    select organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, valid_until, source
    from desired
    where newcomer_id is not null
    -- In the order of the index, whose pages are then visited once.
    order by organisation_id, newcomer_id
    on conflict (organisation_id, newcomer_id, capacity, valid_from, source) do update set valid_until = excluded.valid_until
    where t.valid_until is distinct from excluded.valid_until`
}

/** Makes the relationships of some persons again, in the capacities given. */
export function deriveRelationships(send: Send, persons: readonly string[], capacities: ReadonlySet<DeliveredCapacity>): void {
  const types = RELATING.filter(({ relation }) => relation !== undefined && capacities.has(relation.capacity))
  if (types.length === 0 || persons.length === 0) return
  // Without a name: a plan for any number of persons would be one for few, and compare each with each.
  send({ text: deriveText(types), values: [persons] })
}

/** Every capacity that follows from deliveries. */
export const DELIVERED_CAPACITIES: ReadonlySet<DeliveredCapacity> = new Set(
  RELATING.flatMap(({ relation }) => (relation === undefined ? [] : [relation.capacity])),
)
