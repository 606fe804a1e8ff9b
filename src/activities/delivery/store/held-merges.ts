/**
 * Numbers that a source says are one person, while birth date or sex say that they are two: kept aside for the operator. Nothing is
 * joined because of such a statement, neither now nor when it is said again after an operator parted or rejected them.
 */
import type { ClientBase } from 'pg'
import type { Insz } from '../../../base/insz.ts'
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import type { DeliveryRefusal } from '../refused.ts'
import type { Send } from './pipelined-query.ts'

type Contradicts = 'BIRTH_DATE' | 'SEX' | 'REJECTED'

/** A statement that was kept aside: number `insz` would replace `old`. */
export type HeldStatement = { record: AcceptedRecord; insz: Insz; old: Insz; contradicts: readonly Contradicts[] }

type Identity = { birthDate: string | null; sex: string | null }
type PersonOf = (number: Insz) => string | undefined

/** Statements of a batch that would join persons who contradict each other. All of a group wait, when any two of it do. */
export async function findContradictions(
  client: ClientBase,
  batch: readonly AcceptedRecord[],
  groups: readonly (readonly Insz[])[],
  personOf: PersonOf,
): Promise<HeldStatement[]> {
  const sideOf = (number: Insz) => personOf(number) ?? number
  const joined = groups.filter((numbers) => new Set(numbers.map(sideOf)).size > 1)
  if (joined.length === 0) return []
  const persons = joined.flat().flatMap((number) => personOf(number) ?? [])
  const identities = await readIdentities(client, persons)
  for (const [number, said] of identitiesIn(batch)) {
    const stored = identities.get(sideOf(number))
    identities.set(sideOf(number), { birthDate: said.birthDate ?? stored?.birthDate ?? null, sex: said.sex ?? stored?.sex ?? null })
  }
  const rejected = await readRejected(client, persons)
  const waiting = new Map<Insz, readonly Contradicts[]>()
  for (const numbers of joined) {
    const sides = [...new Set(numbers.map(sideOf))]
    const isRejected = rejected.some(([one, other]) => sides.includes(one) && sides.includes(other))
    const contradicts = [
      ...contradictionsOf(sides.flatMap((side) => identities.get(side) ?? [])),
      ...(isRejected ? ['REJECTED' as const] : []),
    ]
    if (contradicts.length > 0) for (const number of numbers) waiting.set(number, contradicts)
  }
  return batch.flatMap((record) =>
    record.replaces.flatMap((old) => {
      const contradicts = waiting.get(old)
      return contradicts === undefined || sideOf(record.insz) === sideOf(old) ? [] : [{ record, insz: record.insz, old, contradicts }]
    }),
  )
}

function contradictionsOf(identities: readonly Identity[]): Contradicts[] {
  const differ = (values: readonly (string | null)[]) => new Set(values.filter((value) => value !== null)).size > 1
  return [
    ...(differ(identities.map(({ birthDate }) => birthDate)) ? ['BIRTH_DATE' as const] : []),
    ...(differ(identities.map(({ sex }) => sex)) ? ['SEX' as const] : []),
  ]
}

async function readIdentities(client: ClientBase, persons: readonly string[]): Promise<Map<string, Identity>> {
  const { rows } = await client.query<{ id: string; birth_date: string | null; sex: string | null }>({
    name: 'identities',
    text: `select id, birth_date::text, nullif(sex, 'UNKNOWN')::text as sex from directory.person where id = any($1::uuid[])`,
    values: [persons],
  })
  return new Map(rows.map(({ id, birth_date, sex }) => [id, { birthDate: birth_date, sex }]))
}

/** Pairs of persons of whom an operator said that they are two. */
async function readRejected(client: ClientBase, persons: readonly string[]): Promise<[string, string][]> {
  const { rows } = await client.query<{ one: string; other: string }>({
    name: 'rejected_merges',
    text: `select n.person_id as one, r.person_id as other
      from directory.held_merge h
      join directory.person_number n on n.insz_hash = h.number_hash
      join directory.person_number r on r.insz_hash = h.replaced_hash
      where h.state = 'REJECTED'
        and n.person_id = any($1::uuid[])
        and r.person_id = any($1::uuid[])`,
    values: [persons],
  })
  return rows.map(({ one, other }) => [one, other])
}

/** What the batch itself says of a number: the last word counts. A mention in passing is none. */
function identitiesIn(batch: readonly AcceptedRecord[]): Map<Insz, Identity> {
  const found = new Map<Insz, Identity>()
  for (const { type, insz, values } of batch) {
    if (type.name !== 'person' && type.name !== 'personPart') continue
    const { birthDate, sex } = values
    found.set(insz, {
      birthDate: typeof birthDate === 'string' ? birthDate : null,
      sex: typeof sex === 'string' && sex !== 'UNKNOWN' ? sex : null,
    })
  }
  return found
}

/** The batch as if what is held had not been said. */
export function withoutHeld(batch: readonly AcceptedRecord[], held: readonly HeldStatement[]): readonly AcceptedRecord[] {
  const heldBy = Map.groupBy(held, ({ record }) => record)
  return batch.map((record) => {
    const own = heldBy.get(record)
    return own === undefined ? record : { ...record, replaces: record.replaces.filter((number) => own.every(({ old }) => old !== number)) }
  })
}

/** Keeps a statement for the operator, by the hashes of its numbers. */
export function sendHeld(
  send: Send,
  { next, replaced, contradicts }: { next: string; replaced: string; contradicts: readonly Contradicts[] },
  { source, asOf }: Header,
): void {
  send({
    name: 'hold_merge',
    text: `insert into directory.held_merge as h (number_hash, replaced_hash, contradicts, source, as_of)
      values (decode($1, 'hex'), decode($2, 'hex'), $3::text[], $4, $5::date)
      on conflict (number_hash, replaced_hash) do update
      set contradicts = excluded.contradicts, source = excluded.source, as_of = excluded.as_of
      where h.state = 'HELD' and h.as_of <= excluded.as_of`,
    values: [next, replaced, contradicts, source, asOf],
  })
}

/** Remarks on the records whose statement was kept aside. */
export function remarksOnHeld(held: readonly HeldStatement[]): DeliveryRefusal[] {
  return [...new Set(held.map(({ record }) => record))].map(({ record, type }) => ({
    record,
    recordType: type.name,
    field: 'replaces',
    code: 'MERGE_HELD',
    reason:
      'kept aside: what is known of the persons of these numbers contradicts that they are one (birth date or sex, or an operator parted them); both stay as they are until the operator decides',
  }))
}
