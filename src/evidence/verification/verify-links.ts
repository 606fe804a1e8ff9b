/**
 * Verifies the links from persons to evidence. The database notes each link as an event, which is sealed; a person with another reference than the one
 * that was noted, and a noted reference that leads to nobody though nobody was erased, would hide uses.
 */
import type { ClientBase } from 'pg'
import type { ProblemList } from './verdict.ts'

/** Problems of each kind that are told. */
const TOLD = 5

/** Newest note of each link, and what the links are. A reference stands in one row: no person is told by its internal id. */
const LINKS = `with noted as (
    select distinct on (l.key) l.key::uuid as reference, l.value as proof, e.id
    from audit.event e
    cross join lateral jsonb_each_text(case when e.kind = 'LINK' then e.detail::jsonb end) l
    where e.kind = 'LINK'
    order by l.key, e.id desc
  ),
  known as (
    select evidence_ref as reference, audit.link_proof(id, evidence_ref) as proof from directory.person
    union all
    select evidence_ref, audit.link_proof(person_id, evidence_ref) from directory.merged_person
  )`

const BROKEN: readonly { message: string; sql: string }[] = [
  {
    message: 'a person has an evidence reference that was never noted',
    sql: 'select null::bigint as id from known k left join noted n using (reference) where n.reference is null',
  },
  {
    message: 'the evidence reference of one person was noted for another person',
    sql: 'select n.id from known k join noted n using (reference) where n.proof <> k.proof',
  },
  {
    message: 'it notes the evidence reference of a person who is not there, and was not erased',
    sql: `select n.id from noted n left join known k using (reference)
      where k.reference is null
        and not exists (select from audit.event e where e.kind = 'ERASURE' and e.subject = n.reference::text)`,
  },
  {
    message: 'a relationship has the evidence reference of another person',
    sql: `select null::bigint as id from directory.relationship r join directory.person p on p.id = r.person_id where r.evidence_ref <> p.evidence_ref`,
  },
]

/** Adds a problem for every link that is broken, up to a few of each kind. @param client in the snapshot of the verification. */
export async function compareLinks(client: Pick<ClientBase, 'query'>, problems: ProblemList): Promise<void> {
  for (const { message, sql } of BROKEN) {
    const { rows } = await client.query<{ id: string | null }>(`${LINKS} ${sql} limit ${TOLD}`)
    for (const { id } of rows) problems.add('LINK_BROKEN', message, id === null ? {} : { table: 'event', id: Number(id) })
  }
}
