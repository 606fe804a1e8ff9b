/**
 * Snapshots: a source gave all its rows of a type about a person. What the same source said before and did not give again is
 * withdrawn. The snapshot stays known, so that an answer that comes late brings nothing back (`settleText`).
 */
import type { ClientBase } from 'pg'
import type { RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedSnapshot } from '../accept.ts'
import type { Header } from '../item.ts'
import type { Send } from './pipelined-query.ts'
import { beginsWithin } from './statements.ts'
import { flagDecisions, followOn, orphansSql, type WithdrawalRow } from './taking-back.ts'

/** What a snapshot changed: persons of whom rows of these types went. */
type Withdrawn = { persons: ReadonlySet<string>; types: ReadonlySet<RecordType> }

/** Withdraws what snapshots do not have, after the records of their delivery. */
export async function withdrawUnrepeated(
  { client, send }: { client: ClientBase; send: Send },
  snapshots: readonly AcceptedSnapshot[],
  personOf: ReadonlyMap<string, string>,
  { source, asOf }: Header,
): Promise<Withdrawn> {
  const persons = new Set<string>()
  const types = new Set<RecordType>()
  const each = snapshots.flatMap(({ types: of, ...one }) => of.map((type) => ({ ...one, type })))
  for (const [type, given] of Map.groupBy(each, (one) => one.type)) {
    const rows = new Map(
      given.map(({ insz, from, until }) => {
        const row = { person_id: personOf.get(insz), begins_from: from ?? '-infinity', begins_until: until ?? 'infinity' }
        return [`${row.person_id} ${row.begins_from}`, row]
      }),
    )
    const taken = await client.query<WithdrawalRow>({
      name: `snapshot_${type.name}`,
      text: snapshotText(type),
      values: [JSON.stringify([...rows.values()]), source, asOf],
    })
    if (taken.rows.length === 0) continue
    types.add(type)
    const own = [...new Set(taken.rows.map(({ person_id }) => person_id))]
    for (const person of own) persons.add(person)
    followOn(send, type, own)
    flagDecisions(send, type.domain, taken.rows)
  }
  return { persons, types }
}

function snapshotText(type: RecordType): string {
  return `with whole as (
      select * from json_to_recordset($1::json) as r(person_id uuid, begins_from date, begins_until date)
    ),
    kept as (
      insert into directory.snapshot as s (person_id, record_type, source, begins_from, begins_until, as_of)
      select person_id, '${type.name}', $2, begins_from, begins_until, $3::date from whole
      on conflict (person_id, record_type, source, begins_from) do update
      set begins_until = excluded.begins_until, as_of = excluded.as_of
      where s.as_of <= excluded.as_of
    ),
    gone as (
      delete from ${type.table} t
      using whole w
      where t.person_id = w.person_id
        and t.source = $2
        and t.as_of < $3::date
        and ${beginsWithin(type, 'w')}
      returning t.*
    )${orphansSql(type)}
    select person_id, as_of::text from gone`
}
