/**
 * Erases a person: every row about the person goes, and with the directory's row the only link between the person and its evidence
 * reference, a random number. Evidence rows stay as they were sealed, about a reference that leads to nobody.
 */

import type { Pool, PoolClient } from 'pg'
import { runInTransaction } from '../../database/transaction.ts'
import { type DataSubject, findPersonId, listEvidenceRefs } from '../data-subject.ts'
import { listIdColumns } from './id-columns.ts'

/** @property references evidence references, for the person to keep: with one of them the auditor still finds who used the data.
 *  @property rows deleted rows by table. */
export type Erasure = { references: readonly string[]; rows: ReadonlyMap<string, number> }

export type EraseParts = {
  /** As the application: it may delete data about persons, and add to the evidence, nothing more. */
  pool: Pool
  subject: DataSubject
  /** Who gave the command, for the evidence: a name of an office or a login, not of the person. */
  actor: string
  /** Why, for example a reference to the decision. */
  reason: string
}

/** @returns undefined when nobody is known by that. @throws when a row about the person would remain; then nothing is erased. */
export async function erasePerson({ pool, subject, actor, reason }: EraseParts): Promise<Erasure | undefined> {
  return await runInTransaction(pool, async (client) => {
    const person = await lockPerson(client, subject)
    if (person === undefined) return undefined
    const references = await listEvidenceRefs(client, subject)
    const ids = await listIds(client, person)
    const rows = await deleteRows(client, person)
    await assertNothingLeft(client, ids)
    for (const reference of references)
      await client.query('insert into audit.event (kind, actor, subject, detail) values ($1, $2, $3, $4)', [
        'ERASURE',
        actor,
        reference,
        reason,
      ])
    return { references, rows }
  })
}

/** Times that a person can turn out to be another one while it is looked for. */
const MERGES_MEANWHILE = 5

/**
 * Takes the person's row alone, before anything else. Who writes about the person shares that row (every table's foreign key does), so that what was
 * written before is seen and deleted, and what would come after finds nobody.
 */
async function lockPerson(client: PoolClient, subject: DataSubject): Promise<string | undefined> {
  for (let time = 0; time <= MERGES_MEANWHILE; time += 1) {
    const person = await findPersonId(client, subject)
    if (person === undefined) return undefined
    const { rowCount } = await client.query('select from directory.person where id = $1 for update', [person])
    if (rowCount === 1) return person
  }
  throw new Error('the person is being merged again and again; try again')
}

async function listIds(client: PoolClient, person: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select unnest(array[id, integration_id, work_id, local_id, evidence_ref]) as id from directory.person where id = $1
     union select unnest(array[integration_id, work_id, local_id, evidence_ref]) from directory.merged_person where person_id = $1`,
    [person],
  )
  return rows.map(({ id }) => id)
}

async function deleteRows(client: PoolClient, person: string): Promise<Map<string, number>> {
  const columns = (await listIdColumns(client)).filter(({ column }) => column === 'person_id')
  const deleted = new Map<string, number>()
  for (const { place, column } of [...columns, { place: 'directory.person', column: 'id' }]) {
    const { rowCount } = await client.query(`delete from ${place} where ${column} = $1`, [person])
    if (rowCount !== null && rowCount > 0) deleted.set(place, rowCount)
  }
  return deleted
}

/** Looks for every id of the person in every column that could hold one. Reads whole tables: an erasure is rare, and must be complete. */
async function assertNothingLeft(client: PoolClient, ids: readonly string[]): Promise<void> {
  for (const { place, column } of await listIdColumns(client)) {
    const { rows } = await client.query<{ left: boolean }>(
      `select exists (select from ${place} where ${column} = any($1::uuid[])) as left`,
      [ids],
    )
    if (rows[0]?.left === true) throw new Error(`${place} would still hold rows about the person (${column}); nothing was erased`)
  }
}
