/** Whose use is asked for, and by which references evidence knows that person. */
import type { Pool } from 'pg'
import { isUuid } from '../base/uuid.ts'

/** A person by what the asker has: the number (as keyed hash), an id in any sector, or an evidence reference, for example from the receipt of an erasure. */
export type DataSubject =
  | { by: 'INSZ'; inszHash: Buffer }
  | { by: 'NEWCOMER_ID'; newcomerId: string }
  | { by: 'EVIDENCE_REFERENCE'; evidenceReference: string }

const PERSON_OF = {
  INSZ: 'select person_id from directory.person_number where insz_hash = $1::bytea',
  NEWCOMER_ID: `select id from directory.person where $1::uuid in (integration_id, work_id, local_id)
    union select person_id from directory.merged_person where $1::uuid in (integration_id, work_id, local_id)`,
  EVIDENCE_REFERENCE: `select id from directory.person where evidence_ref = $1::uuid
    union select person_id from directory.merged_person where evidence_ref = $1::uuid`,
} as const

/** @returns internal id of the person; undefined when nobody is known by that (any more). */
export async function findPersonId(pool: Pick<Pool, 'query'>, subject: DataSubject): Promise<string | undefined> {
  const key = keyOf(subject)
  if (typeof key === 'string' && !isUuid(key)) return undefined
  const { rows } = await pool.query<{ person_id?: string; id?: string }>(PERSON_OF[subject.by], [key])
  return rows[0]?.person_id ?? rows[0]?.id
}

function keyOf(subject: DataSubject): string | Buffer {
  if (subject.by === 'INSZ') return subject.inszHash
  return subject.by === 'NEWCOMER_ID' ? subject.newcomerId : subject.evidenceReference
}

/** @returns evidence references of the person, also those from before a merge. A reference whose person was erased still stands for itself. */
export async function listEvidenceRefs(pool: Pick<Pool, 'query'>, subject: DataSubject): Promise<string[]> {
  const person = await findPersonId(pool, subject)
  if (person === undefined)
    return subject.by === 'EVIDENCE_REFERENCE' && isUuid(subject.evidenceReference) ? [subject.evidenceReference] : []
  const { rows } = await pool.query<{ evidence_ref: string }>(
    'select evidence_ref from directory.person where id = $1 union select evidence_ref from directory.merged_person where person_id = $1',
    [person],
  )
  return rows.map(({ evidence_ref }) => evidence_ref)
}
