/**
 * A successor that delivers about a person takes over the person's file at those that merged into it, so that it can end, correct and
 * complete what they began: from then on the rows are its own. Whoever reads them reads the same as before (src/query/lineage.ts).
 */
import type { ClientBase } from 'pg'
import { inForce } from '../../../base/period.ts'
import { columnOf, HOLDER_FIELD, type RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import { PERSON_TABLES } from '../record-types.ts'
import type { Send } from './pipelined-query.ts'

/** Holders of a batch that have succeeded others. Asked before the batch is resolved: its answer is not waited for. */
export async function listSuccessors(client: ClientBase, batch: readonly AcceptedRecord[], { asOf }: Header): Promise<readonly number[]> {
  const holders = new Set(batch.flatMap(({ values }) => (typeof values[HOLDER_FIELD] === 'number' ? [values[HOLDER_FIELD]] : [])))
  if (holders.size === 0) return []
  const { rows } = await client.query<{ id: number }>({
    name: 'successors',
    text: `select distinct l.organisation_id as id
      from directory.lineage l
      where l.organisation_id = any($1::int[]) and l.member_id <> l.organisation_id and ${inForce('l', '$2::date')}`,
    values: [[...holders], asOf],
  })
  return rows.map(({ id }) => id)
}

/** Gives successors the rows about persons of whom they deliver. @param personOf person of a record. */
export function takeOver(
  send: Send,
  successors: readonly number[],
  { batch, personOf }: { batch: readonly AcceptedRecord[]; personOf: ReadonlyMap<string, string> },
  { asOf }: Header,
): void {
  for (const successor of successors) {
    const own = batch.filter(({ values }) => values[HOLDER_FIELD] === successor)
    const persons = [...new Set(own.map(({ insz }) => personOf.get(insz)))]
    const domains = new Set(own.map(({ type }) => type.domain))
    for (const type of PERSON_TABLES.filter(({ holder, domain }) => holder !== undefined && domains.has(domain)))
      send({ name: `take_over_${type.name}`, text: textOf(type), values: [persons, successor, asOf] })
  }
}

/** Of rows with the same key one is taken over, the newest; and none where the successor has one itself. */
function textOf(type: RecordType): string {
  const keys = type.key
    .filter((field) => field !== HOLDER_FIELD)
    .map((field) => columnOf(field, type.fields[field] ?? { schema: type.line, sqlType: '' }))
  const key = ['person_id', ...keys].map((column) => `t.${column}`).join(', ')
  const same = ['person_id', ...keys].map((column) => `own.${column} is not distinct from t.${column}`).join(' and ')
  return `update ${type.table} taken set organisation_id = $2::int
    where taken.id in (
      select distinct on (${key}) t.id
      from ${type.table} t
      join directory.lineage l on l.organisation_id = $2::int and l.member_id = t.organisation_id and l.member_id <> l.organisation_id
      where t.person_id = any($1::uuid[])
        and ${inForce('l', '$3::date')}
        and not exists (select from ${type.table} own where own.organisation_id = $2::int and ${same})
      order by ${key}, t.as_of desc, t.id
    )`
}
