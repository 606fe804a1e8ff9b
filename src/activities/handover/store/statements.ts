/** Statements of a handover. The file ends, the act is kept under the key of each of its rows, and the note in the evidence is written, together or not at all. */
import { endsAfter } from '../../../base/period.ts'
import { DONE_SQL, keptSql } from '../../../graphql/schema/acts/act-store.ts'
import { standsFor } from '../../../query/lineage.ts'
import { inScope } from '../../../query/row-source.ts'
import { endOn, fileKeyColumns, goesOnAfter } from '../../delivery/store/handovers.ts'
import { keySql } from '../../delivery/store/statements.ts'
import { firstConflict, isHeld } from '../conflict-sql.ts'
import type { FileKind } from '../file-kinds.ts'

/** @property find what was done under the key before, and the caller's file. @property end the act. */
export type HandoverStatements = { find: Statement; end: Statement }
type Statement = { name: string; text: string }

export function statementsOf(kind: FileKind): HandoverStatements {
  return {
    find: { name: `handover_find_${kind.name}`, text: findText(kind) },
    end: { name: `handover_end_${kind.name}`, text: endText(kind) },
  }
}

/** $1 organisation, $2 consumer, $3 key, $4 newcomer id, $5 first day on which the file is no longer held, $6 today, $7 capacities of the contract. */
function findText(kind: FileKind): string {
  const caller = { organisation: '$1::int', today: '$6::date' }
  return `select (${DONE_SQL}) as done,
    (
      select row_to_json(x)
      from (
        select s.person_id,
          ${firstConflict(kind, { ...caller, person: 's.person_id' })} as since,
          (
            select max(r.valid_from)
            from ${kind.type.table} r
            where r.person_id = s.person_id
              and ${standsFor('$1::int', 'r.organisation_id', '$6::date')}
              and ${isHeld(kind)}
              and ${endsAfter('r', '$5::date')}
          ) as last_begins
        from directory.relationship s
        where s.newcomer_id = $4::uuid
          and ${inScope('s', { ...caller, capacity: '= any($7::directory.capacity[])' })}
        limit 1
      ) x
    ) as found`
}

const BY = { organisation: '$1::int', consumer: '$2::text', key: '$3::text', fingerprint: '$4::bytea' }

/** $1 organisation, $2 consumer, $3 key, $4 fingerprint, $5 user, $6 person, $7 first day on which the file is no longer held, $8 today, $9 outcome. */
function endText(kind: FileKind): string {
  const { type } = kind
  return `with ended as (
    update ${type.table} r
    set ${endOn(type, '$7::date')}
    where r.person_id = $6::uuid
      and ${standsFor('$1::int', 'r.organisation_id', '$8::date')}
      and ${isHeld(kind)}
      and r.valid_from < $7::date
      and ${goesOnAfter(type, 'r', '$7::date')}
    returning r.*
  ),
  act as (
    insert into directory.handover as h (person_id, record_type, organisation_id, key, ends_on, as_of)
    select person_id, '${type.name}', organisation_id, ${keySql(fileKeyColumns(type), 'ended')}, $7::date, $8::date
    from ended
    on conflict (person_id, record_type, organisation_id, key) do update set ends_on = excluded.ends_on, as_of = excluded.as_of
  ),
  noted as (
    insert into audit.event (kind, actor, subject, detail)
    select 'HANDOVER', concat_ws(' ', $1::int, $5::text), p.evidence_ref::text, concat_ws(' ', '${kind.name}', $7::date)
    from directory.person p
    where p.id = $6::uuid
      and exists (select from ended)
  ),
  kept as (${keptSql(BY, '$9::json', '(select from ended having count(*) > 0) whole')})
  select count(*)::int as moved from ended`
}
