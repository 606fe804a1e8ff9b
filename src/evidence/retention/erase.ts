/**
 * Erases a person: every row about the person goes, and with the directory's row the only link between the person and its evidence
 * reference, a random number. Evidence rows stay as they were sealed, about a reference that leads to nobody.
 */

import type { Pool, PoolClient } from 'pg'
import { JOB_SCHEMA } from '../../database/jobs/job-tables.ts'
import { runInTransaction } from '../../database/transaction.ts'
import { type DataSubject, findPersonId, listEvidenceRefs } from '../data-subject.ts'

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
    const person = await findPersonId(client, subject)
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

async function listIds(client: PoolClient, person: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select unnest(array[id, integration_id, work_id, local_id, evidence_ref]) as id from directory.person where id = $1
     union select unnest(array[integration_id, work_id, local_id, evidence_ref]) from directory.merged_person where person_id = $1`,
    [person],
  )
  return rows.map(({ id }) => id)
}

type Column = { place: string; column: string }

/** Columns of tables about persons that hold ids. Read from the catalogue, so that a table of tomorrow is not forgotten. */
async function listIdColumns(client: PoolClient): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select format('%I.%I', n.nspname, c.relname) as place, quote_ident(a.attname) as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and a.atttypid = 'uuid'::regtype and not a.attisdropped
       and n.nspname not in ('audit', 'public', 'pg_catalog', 'information_schema', 'pg_toast', $1) order by 1, 2`,
    // Jobs name no person, and the role that erases may not look at them.
    [JOB_SCHEMA],
  )
  return rows
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
