/**
 * Files that their holder handed over (src/activities/handover). The act ends the row with its key, whatever is delivered under that key
 * later: a source that has not heard of the act does not bring the period back, and is told so. Withdrawing the row undoes the act.
 */
import type { ClientBase } from 'pg'
import { columnOf, HOLDER_FIELD, type RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from '../accept.ts'
import { PUBLISHED } from '../record-types.ts'
import type { DeliveryRefusal } from '../refused.ts'
import type { Send } from './pipelined-query.ts'
import { keyRowOf, keySql, STORE_STATEMENTS } from './statements.ts'

/** Record types of which only one organisation can hold a file at a time. */
export const ONE_HOLDER: readonly RecordType[] = PUBLISHED.filter(({ oneHolder }) => oneHolder !== undefined)

/** Columns of the key of a file, besides the person and the holder. */
export function fileKeyColumns({ key, fields, name }: RecordType): readonly string[] {
  return key
    .filter((field) => field !== HOLDER_FIELD)
    .map((field) => {
      const declared = fields[field]
      if (declared === undefined) throw new Error(`${name} has no field ${field}`)
      return columnOf(field, declared)
    })
}

/** Predicate: a handover ends this row. A successor took over the rows of those that merged into it, with what they did. @param done,row aliases. */
export function endedBy(type: RecordType, done: string, row: string): string {
  return `${done}.person_id = ${row}.person_id
        and ${done}.record_type = '${type.name}'
        and ${done}.key = ${keySql(fileKeyColumns(type), row)}
        and exists (
          select from directory.lineage took
          where took.organisation_id = ${row}.organisation_id and took.member_id = ${done}.organisation_id
        )`
}

/** The end of a row as its source says it, whatever follows it. @param row its alias. */
const saidEnd = ({ successiveBy }: RecordType, row: string) =>
  successiveBy === undefined ? `coalesce(${row}.valid_until, 'infinity')` : `coalesce(${row}.said_until, ${row}.valid_until, 'infinity')`

/** Assignments that end a row on a day. */
export const endOn = ({ successiveBy }: RecordType, day: string) =>
  `valid_until = ${day}${successiveBy === undefined ? '' : ', said_until = null'}`

/** Predicate: a row goes on after a day. */
export const goesOnAfter = (type: RecordType, row: string, day: string) => `${saidEnd(type, row)} > ${day}`

const END_STATEMENTS: ReadonlyMap<string, { name: string; text: string }> = new Map(
  ONE_HOLDER.map((type) => [
    type.name,
    {
      name: `handed_over_${type.name}`,
      text: `update ${type.table} t
        set ${endOn(type, 'h.ends_on')}
        from directory.handover h
        where t.person_id = any($1::uuid[])
          and ${endedBy(type, 'h', 't')}
          and ${goesOnAfter(type, 't', 'h.ends_on')}`,
    },
  ]),
)

/** Statement that ends rows of the persons in $1 where their holder handed them over; undefined for types that several can hold. */
export function endStatement({ name }: Pick<RecordType, 'name'>): { name: string; text: string } | undefined {
  return END_STATEMENTS.get(name)
}

/** Ends what was stored of these persons although it was handed over. */
export function endHandedOver(send: Send, type: RecordType, persons: readonly string[]): void {
  const statement = endStatement(type)
  if (statement !== undefined && persons.length > 0) send({ ...statement, values: [persons] })
}

/** Remarks on records that say that a file goes on after it was handed over. @param marked persons of whom there can be any. */
export async function remarksOnHandedOver(
  client: ClientBase,
  said: readonly AcceptedRecord[],
  personOf: ReadonlyMap<string, string>,
  marked: ReadonlySet<string>,
): Promise<DeliveryRefusal[]> {
  const remarks: DeliveryRefusal[] = []
  const about = said.filter(({ insz, type }) => type.oneHolder !== undefined && marked.has(personOf.get(insz) ?? ''))
  for (const [type, records] of Map.groupBy(about, (record) => record.type)) {
    const rows = records.map((record, place) => ({ place, valid_until: record.values.validUntil ?? null, ...keyRowOf(record, personOf) }))
    const found = await client.query<{ place: number }>({
      name: `goes_on_${type.name}`,
      text: goesOnText(type),
      values: [JSON.stringify(rows)],
    })
    for (const { place } of found.rows) {
      const one = records[place]
      if (one !== undefined) remarks.push(remarkOn(one))
    }
  }
  return remarks
}

function goesOnText(type: RecordType): string {
  const typed = (STORE_STATEMENTS.get(type.name)?.fields ?? []).flatMap(({ field, column }) =>
    type.key.includes(field) ? [`${column} ${type.fields[field]?.sqlType}`] : [],
  )
  return `select r.place
    from json_to_recordset($1::json) as r(${['place int', 'person_id uuid', 'valid_until date', ...typed].join(', ')})
    where exists (
      select from directory.handover h
      where ${endedBy(type, 'h', 'r')}
        and coalesce(r.valid_until, 'infinity') > h.ends_on
    )`
}

function remarkOn({ record, type }: AcceptedRecord): DeliveryRefusal {
  const reason =
    'you handed this file over, so that the period ends on the day of that act; expected that day or an earlier one. Withdraw the row to undo the act'
  return { record, recordType: type.name, field: 'validUntil', code: 'HANDED_OVER', reason }
}
