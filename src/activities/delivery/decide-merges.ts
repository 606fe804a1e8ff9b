/**
 * What an operator does about persons who are one or two: accepts or rejects a merge that was held, and parts two persons who were
 * taken for one. Each is an act of the operator on record.
 */
import type { Pool } from 'pg'
import { dayAt } from '../../base/day.ts'
import type { Insz } from '../../base/insz.ts'
import type { Vault } from '../../base/vault.ts'
import { takeLock } from '../../database/locks.ts'
import { runInTransaction } from '../../database/transaction.ts'
import { lookAgain, pipelined, type StorePorts } from './store/apply-batch.ts'
import { mergePersons } from './store/merge-persons.ts'
import { sendReplacements } from './store/numbers.ts'
import { partPerson } from './store/part-person.ts'
import { DELIVERED_CAPACITIES, deriveRelationships } from './store/relationships.ts'

/** Who acts and why, for the record: a name of an office or a login, never of a person whom it concerns. @property pool of connections that take statements without waiting. */
export type OperatorAct = { pool: Pool; actor: string; reason: string; today: string }

/** A merge that waits. @property heldOn since which day. @property persons evidence references: of the number that would replace, and of the one that it would replace. */
export type HeldMerge = { id: number; heldOn: string; source: string; asOf: string; contradicts: string[]; persons: [string, string] }

const HELD = `select h.id, ${dayAt('h.held_at')}::text as "heldOn", h.source, h.as_of::text as "asOf", h.contradicts, array[p.evidence_ref::text, r.evidence_ref::text] as persons,
    n.person_id as survivor, o.person_id as lost, encode(h.number_hash, 'hex') as next, encode(h.replaced_hash, 'hex') as old
  from directory.held_merge h
  join directory.person_number n on n.insz_hash = h.number_hash
  join directory.person p on p.id = n.person_id
  join directory.person_number o on o.insz_hash = h.replaced_hash
  join directory.person r on r.id = o.person_id
  where h.state = 'HELD'`

type Row = HeldMerge & { survivor: string; lost: string; next: string; old: string }

/** Merges that wait for the operator, oldest first. No number is in it. */
export async function listHeldMerges(pool: Pick<Pool, 'query'>): Promise<HeldMerge[]> {
  const { rows } = await pool.query<Row>(`${HELD} order by h.id`)
  return rows.map(({ id, heldOn, source, asOf, contradicts, persons }) => ({ id, heldOn, source, asOf, contradicts, persons }))
}

/** Merges the two persons after all. @returns whether there is such a merge. */
export async function acceptMerge(act: OperatorAct, id: number): Promise<boolean> {
  return await inAct(act, async (ports) => {
    const { rows } = await ports.client.query<Row>(`${HELD} and h.id = $1`, [id])
    const [held] = rows
    if (held === undefined) return false
    const { survivor, lost, persons, source, asOf } = held
    await ports.client.query('delete from directory.held_merge where id = $1', [id])
    if (survivor !== lost) await mergePersons(ports.client, { survivor, lost })
    sendReplacements(ports.send, [{ personId: survivor, next: held.next, old: held.old }], asOf)
    follow(ports, act, [survivor], source)
    for (const person of persons) record(ports, act, 'MERGE_ACCEPTED', person)
    return true
  })
}

/** They are two persons: the same statement is kept aside in future too. @returns whether there is such a merge. */
export async function rejectMerge(act: OperatorAct, id: number): Promise<boolean> {
  return await inAct(act, async (ports) => {
    const { rows } = await ports.client.query<Row>(`${HELD} and h.id = $1`, [id])
    const [held] = rows
    if (held === undefined) return false
    await ports.client.query(`update directory.held_merge set state = 'REJECTED' where id = $1`, [id])
    for (const person of held.persons) record(ports, act, 'MERGE_REJECTED', person)
    return true
  })
}

/** @property persons evidence references: of the person who keeps the ids, and of the new one. */
export type Parted = { persons: [string, string] }

/**
 * Parts a person: these numbers become a person of their own, with new ids. Which row is about whom is not known any more, so that both
 * lose everything that was delivered; reading the archive again brings each its own.
 * @returns undefined when the numbers are not some, and not all, of one person's.
 */
export async function part(act: OperatorAct, vault: Vault, numbers: readonly Insz[]): Promise<Parted | undefined> {
  return await inAct(act, async (ports) => {
    const parted = await partPerson(ports, vault, numbers)
    if (parted === undefined) return undefined
    follow(ports, act, [parted.kept, parted.made], 'operator')
    for (const person of parted.persons) record(ports, act, 'PERSON_PARTED', person)
    return { persons: parted.persons }
  })
}

async function inAct<T>({ pool }: OperatorAct, work: (ports: StorePorts) => Promise<T>): Promise<T> {
  return await runInTransaction(pool, async (client) => {
    const { result } = await pipelined(client, async (ports) => {
      ports.send(takeLock('deliveries'))
      return await work(ports)
    })
    return result
  })
}

/** Relationships and open assessments follow. */
function follow({ send }: StorePorts, { today }: OperatorAct, persons: readonly string[], source: string): void {
  deriveRelationships(send, persons, DELIVERED_CAPACITIES, { source, organisation: null, consumer: null, delivery: 0n, today })
  lookAgain(send, persons)
}

function record({ send }: StorePorts, { actor, reason }: OperatorAct, kind: string, person: string): void {
  send({ text: 'insert into audit.event (kind, actor, subject, detail) values ($1, $2, $3, $4)', values: [kind, actor, person, reason] })
}
