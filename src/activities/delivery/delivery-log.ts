/** What was delivered, when and by whom, and what of it was refused. The one place that writes directory.delivery and directory.refusal. */
import { createHash, randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { Owner } from '../../base/owner.ts'
import type { DeliveryRefusal } from './refused.ts'

/** What a delivery is known by. @property organisation id of the organisation that delivers; null for an import by the operator. */
export type DeliveryKey = { organisation: number | null; source: string; reference: string }

/** What a header says besides the key. */
export type DeliverySubject = { domain: Owner | undefined; asOf: string }

export type DeliveryCounts = { records: number; applied: number; ignored: number; refused: number; remarks: number }

/** A delivery that this process reads now. @property publicId by which its deliverer asks about it. */
export type OpenDelivery = { id: string; publicId: string; attempt: string }

/** OPENED: for the caller to read. BUSY: another request reads it now. FINISHED: it was read to its end before, and had this digest. */
export type Opening =
  | { state: 'OPENED'; delivery: OpenDelivery }
  | { state: 'BUSY' }
  | { state: 'FINISHED'; publicId: string; digest: Uint8Array }

type Database = Pick<Pool, 'query'>

/** How long a reader counts as alive after it said so; and how often it says so, in milliseconds. */
const ALIVE = "clock_timestamp() + interval '15 seconds'"
const SAY_EVERY_MS = 5_000

/** Begun again after an interruption, a refusal, or a process that died: what was applied before is applied to the same effect. */
const OPEN = `insert into directory.delivery as d (organisation_id, source, reference, domain, as_of, digest, state, attempt, alive_until, received_at)
  values ($1, $2, $3, $4, $5::date, '', 'RECEIVING', $6::uuid, ${ALIVE}, $7::timestamptz)
  on conflict (organisation_id, source, reference) do update
    set domain = excluded.domain, as_of = excluded.as_of, digest = '', state = 'RECEIVING', attempt = excluded.attempt, alive_until = ${ALIVE},
      received_at = excluded.received_at, finished_at = null, records = 0, applied = 0, ignored = 0, refused = 0, remarks = 0
    where d.state in ('REFUSED', 'INTERRUPTED') or d.state = 'RECEIVING' and d.alive_until < clock_timestamp()
  returning id::text, public_id`

/** Begins a delivery, unless it was finished before or is being read now: of several that ask at once, in whatever process, one gets it. */
export async function openDelivery(
  database: Database,
  { organisation, source, reference }: DeliveryKey,
  { domain, asOf }: DeliverySubject,
  receivedAt: Date,
): Promise<Opening> {
  const attempt = randomUUID()
  const values = [organisation, source, reference, domain ?? null, asOf, attempt, receivedAt]
  const { rows } = await database.query<{ id: string; public_id: string }>(OPEN, values)
  const [row] = rows
  if (row !== undefined) return { state: 'OPENED', delivery: await begin(database, { id: row.id, publicId: row.public_id, attempt }) }
  const found = await database.query<{ public_id: string; digest: Buffer; state: string }>(
    `select public_id, digest, state from directory.delivery
     where organisation_id is not distinct from $1 and source = $2 and reference = $3`,
    [organisation, source, reference],
  )
  const [known] = found.rows
  return known?.state === 'IMPORTED' ? { state: 'FINISHED', publicId: known.public_id, digest: known.digest } : { state: 'BUSY' }
}

/** Begins a finished delivery again, at the operator's wish. @returns undefined when it is no longer as it was found. */
export async function reopenDelivery(
  database: Database,
  publicId: string,
  digest: Uint8Array,
  now: Date,
): Promise<OpenDelivery | undefined> {
  const attempt = randomUUID()
  const { rows } = await database.query<{ id: string }>(
    `update directory.delivery
     set state = 'RECEIVING', attempt = $3::uuid, alive_until = ${ALIVE}, finished_at = null, digest = '',
       records = 0, applied = 0, ignored = 0, refused = 0, remarks = 0, times_again = times_again + 1, again_at = $4::timestamptz
     where public_id = $1 and digest = $2 and state = 'IMPORTED'
     returning id::text`,
    [publicId, digest, attempt, now],
  )
  return rows[0] && (await begin(database, { id: rows[0].id, publicId, attempt }))
}

async function begin(database: Database, delivery: OpenDelivery): Promise<OpenDelivery> {
  await database.query('delete from directory.refusal where delivery_id = $1', [delivery.id])
  return delivery
}

/** Says from time to time that this process still reads it. @returns ends that. */
export function sayAlive(database: Database, { id, attempt }: OpenDelivery): () => void {
  const say = () =>
    database.query(`update directory.delivery set alive_until = ${ALIVE} where id = $1 and attempt = $2 and state = 'RECEIVING'`, [
      id,
      attempt,
    ])
  // What cannot be said now is said next time, or too late: then another one takes over, and this one notices when it books.
  const timer = setInterval(() => void say().catch(() => {}), SAY_EVERY_MS).unref()
  return () => clearInterval(timer)
}

const NOTE = `insert into directory.refusal (delivery_id, record, record_type, field, code, reason, operator_code)
  select $1::bigint, record, "recordType", field, code, reason, "operatorCode"
  from json_to_recordset($2::json) as r(record int, "recordType" text, field text, code text, reason text, "operatorCode" text)`

/** Another request took this delivery over, because this process seemed to be dead. */
export class DeliveryConflict extends Error {}

/** Books what came of a batch, in the transaction that applied it. @throws DeliveryConflict when the delivery is another process's by now. */
export async function bookBatch(
  client: ClientBase,
  { id, attempt }: OpenDelivery,
  { records, applied, ignored, refused, remarks }: DeliveryCounts,
  noted: readonly DeliveryRefusal[],
): Promise<void> {
  const { rowCount } = await client.query({
    name: 'book_batch',
    text: `update directory.delivery
      set alive_until = ${ALIVE}, records = records + $3, applied = applied + $4, ignored = ignored + $5, refused = refused + $6, remarks = remarks + $7
      where id = $1 and attempt = $2 and state = 'RECEIVING'`,
    values: [id, attempt, records, applied, ignored, refused, remarks],
  })
  if (rowCount !== 1) throw new DeliveryConflict()
  if (noted.length > 0) await client.query({ name: 'note_refused', text: NOTE, values: [id, JSON.stringify(noted)] })
}

type Ending = { finishedAt: Date } & ({ digest: Uint8Array } | { refused: DeliveryRefusal } | { interrupted: true })

/** Ends the reading of a delivery: imported to its end, refused from some record on, or interrupted. @throws DeliveryConflict */
export async function endDelivery(database: Database, { id, attempt }: OpenDelivery, ending: Ending): Promise<void> {
  const state = 'digest' in ending ? 'IMPORTED' : 'refused' in ending ? 'REFUSED' : 'INTERRUPTED'
  const { rowCount } = await database.query(
    `with ended as (
       update directory.delivery
       set state = $3::directory.delivery_state, digest = $4, finished_at = $5::timestamptz, attempt = null, alive_until = null
       where id = $1 and attempt = $2 and state = 'RECEIVING'
       returning id
     ), noted as (
       insert into directory.refusal (delivery_id, record, record_type, field, code, reason)
       select e.id, r.record, r."recordType", r.field, r.code, r.reason
       from ended e cross join json_to_recordset($6::json) as r(record int, "recordType" text, field text, code text, reason text)
     )
     select from ended`,
    [
      id,
      attempt,
      state,
      'digest' in ending ? ending.digest : Buffer.alloc(0),
      ending.finishedAt,
      JSON.stringify('refused' in ending ? [ending.refused] : []),
    ],
  )
  if (rowCount !== 1) throw new DeliveryConflict()
}

/**
 * Notes a document that could not be taken in at all: once, however often it comes.
 * @param identity what distinguishes it from other documents; only its hash is kept. @returns the public id of the note.
 */
export async function noteDocumentRefused(
  database: Database,
  { organisation, source }: Pick<DeliveryKey, 'organisation' | 'source'>,
  identity: string | Uint8Array,
  refused: DeliveryRefusal,
  now: Date,
): Promise<string> {
  const digest = createHash('sha256').update(identity).digest()
  const { rows } = await database.query<{ public_id: string }>(
    `with noted as (
       insert into directory.delivery (organisation_id, source, reference, digest, state, received_at, finished_at, refused)
       values ($1, $2, $3, '', 'REFUSED', $4::timestamptz, $4::timestamptz, 1)
       on conflict (organisation_id, source, reference) do update set received_at = excluded.received_at, finished_at = excluded.finished_at
       returning id, public_id, xmax = 0 as fresh
     ), refusal as (
       insert into directory.refusal (delivery_id, record, record_type, field, code, reason)
       select id, $5::int, $6::text, $7::text, $8::text, $9::text from noted where fresh
     )
     select public_id from noted`,
    [
      organisation,
      source,
      `refused/${digest.toString('hex').slice(0, 32)}`,
      now,
      refused.record,
      refused.recordType,
      refused.field,
      refused.code,
      refused.reason,
    ],
  )
  return rows[0]?.public_id ?? ''
}
