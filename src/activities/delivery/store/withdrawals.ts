/**
 * Rows that their holder takes back, by their key. The newest statement about a key counts, a row or a withdrawal: a withdrawal stays
 * known until a newer row comes, so that an older delivery does not bring the row back. A row of another holder has another key.
 */
import type { ClientBase } from 'pg'
import { HOLDER_FIELD, type RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import type { DeliveryRefusal } from '../refused.ts'
import { endedBy } from './handovers.ts'
import type { Send } from './pipelined-query.ts'
import { keyRowOf, keySql, STORE_STATEMENTS } from './statements.ts'
import { flagDecisions, followOn, keyColumnsOf, orphansSql, type WithdrawalRow } from './taking-back.ts'

/** Rows and withdrawals of a batch. Of one key the last one counts, a row or a withdrawal. */
export function splitWithdrawals(
  batch: readonly AcceptedRecord[],
  personOf: ReadonlyMap<string, string>,
): { said: readonly AcceptedRecord[]; withdrawals: readonly AcceptedRecord[] } {
  if (batch.every(({ withdrawal }) => withdrawal === undefined)) return { said: batch, withdrawals: [] }
  const keyOf = ({ type, insz, values }: AcceptedRecord) =>
    JSON.stringify([type.name, personOf.get(insz), ...type.key.map((field) => values[field] ?? null)])
  const last = new Map(batch.map((record) => [keyOf(record), record]))
  return {
    // Of rows of one key each may say a part: only a withdrawal ends what was said before.
    said: batch.filter((record) => record.withdrawal === undefined && last.get(keyOf(record))?.withdrawal === undefined),
    withdrawals: batch.filter((record) => record.withdrawal !== undefined && last.get(keyOf(record)) === record),
  }
}

type Ports = { client: ClientBase; send: Send }

/** @property remarks on those of which no row was known. @property ignored how many changed nothing, because a newer row is known. */
type Applied = { remarks: DeliveryRefusal[]; ignored: number }

/** Applies withdrawals. */
export async function takeBack(
  { client, send }: Ports,
  withdrawals: readonly AcceptedRecord[],
  personOf: ReadonlyMap<string, string>,
  header: Header,
): Promise<Applied> {
  const remarks: DeliveryRefusal[] = []
  let ignored = 0
  for (const [type, records] of Map.groupBy(withdrawals, (record) => record.type)) {
    const rows = records.map((record, place) => ({ place, reason: record.withdrawal, ...keyRowOf(record, personOf) }))
    const { rows: found } = await client.query<Found>({
      name: `withdraw_${type.name}`,
      text: withdrawText(type),
      values: [JSON.stringify(rows), header.source, header.asOf],
    })
    const taken = found.flatMap(({ person_id, taken_of }) => (taken_of === null ? [] : [{ person_id, as_of: taken_of }]))
    followOn(send, type, [...new Set(taken.map(({ person_id }) => person_id))])
    flagDecisions(send, type.domain, taken satisfies WithdrawalRow[])
    ignored += found.filter(({ newer }) => newer).length
    remarks.push(...found.flatMap((one) => (one.known ? [] : remarkOn(records[one.place], one.of_other))))
  }
  return { remarks, ignored }
}

/** @property taken_of day of the row that was taken back. @property known whether there is, or was, such a row of this holder. */
type Found = { place: number; person_id: string; taken_of: string | null; known: boolean; newer: boolean; of_other: boolean }

function withdrawText(type: RecordType): string {
  const { table, fields, key } = type
  const columns = STORE_STATEMENTS.get(type.name)?.fields ?? []
  const typed = columns.flatMap(({ field, column }) => (key.includes(field) ? [`${column} ${fields[field]?.sqlType}`] : []))
  const same = (names: readonly string[]) =>
    ['t.person_id = s.person_id', ...names.map((name) => `t.${name} is not distinct from s.${name}`)].join(' and ')
  const holder = columns.find(({ field }) => type.holder !== undefined && field === HOLDER_FIELD)?.column
  const ofOther =
    holder === undefined
      ? 'false'
      : `exists (select from ${table} t where ${same(keyColumnsOf(type).filter((name) => name !== holder))} and t.${holder} is distinct from s.${holder})`
  return `with said as (
      select r.*, ${keySql(keyColumnsOf(type), 'r')} as key
      from json_to_recordset($1::json) as r(${['place int', 'reason text', 'person_id uuid', ...typed].join(', ')})
    ),
    gone as (
      delete from ${table} t
      using said s
      where ${same(keyColumnsOf(type))} and t.as_of <= $3::date
      returning t.*, s.place
    )${orphansSql(type)}${undoneSql(type)},
    kept as (
      insert into directory.withdrawn as w (person_id, record_type, key, reason, source, as_of)
      select s.person_id, '${type.name}', s.key, s.reason, $2, $3::date
      from said s
      where not exists (select from ${table} t where ${same(keyColumnsOf(type))} and t.as_of > $3::date)
      on conflict (person_id, record_type, key) do update
      set reason = excluded.reason, source = excluded.source, as_of = excluded.as_of
      where w.as_of <= excluded.as_of
    )
    select s.place, s.person_id, g.as_of::text as taken_of, ${ofOther} as of_other,
      exists (select from ${table} t where ${same(keyColumnsOf(type))} and t.as_of > $3::date) as newer,
      exists (select from ${table} t where ${same(keyColumnsOf(type))})
        or exists (select from directory.withdrawn w where (w.person_id, w.record_type, w.key) = (s.person_id, '${type.name}', s.key)) as known
    from said s
    left join gone g using (place)`
}

/** Who withdraws a row that it handed over before takes back the handover too. */
function undoneSql(type: RecordType): string {
  if (type.oneHolder === undefined) return ''
  return `,
    undone as (
      delete from directory.handover h
      using said s
      where ${endedBy(type, 'h', 's')} and h.as_of <= $3::date
    )`
}

/** The deliverer is told the same whether nobody or another organisation has such a row. */
function remarkOn(withdrawn: AcceptedRecord | undefined, isOfOther: boolean): DeliveryRefusal[] {
  if (withdrawn === undefined) return []
  const reason = 'no row with this key is known from you; the withdrawal is kept, so that an older delivery does not bring it in'
  return [
    {
      record: withdrawn.record,
      recordType: withdrawn.type.name,
      field: null,
      code: 'ROW_NOT_FOUND',
      reason,
      ...(isOfOther ? { operatorCode: 'ROW_OF_OTHER' as const } : {}),
    },
  ]
}
