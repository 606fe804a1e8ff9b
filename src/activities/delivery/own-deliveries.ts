/** What an organisation asks about its own deliveries. Those of another one do not exist for it. */

import type { Pool } from 'pg'
import { startOfDay } from '../../base/day.ts'
import { type DeliveryRefusal, isRemark } from './refused.ts'
import { type DeliveryPage, type DeliveryQuery, type DeliveryView, type RefusalPage, type RefusalQuery, viewRefusal } from './views.ts'

/** A reader that no longer says that it is alive has died. A note of a refused document has no domain, and its reference is the hub's own. */
const VIEWS = `select d.id,
    json_build_object(
      'id', d.public_id,
      'source', nullif(d.source, ''),
      'reference', case when d.domain is not null then d.reference end,
      'domain', d.domain,
      'asOf', d.as_of,
      'status', s.status,
      'received', d.received_at,
      'finished', d.finished_at,
      'records', d.records,
      'applied', d.applied,
      'ignored', d.ignored,
      'refused', d.refused,
      'remarks', d.remarks,
      'problem', (
        select json_build_object('code', r.code, 'reason', r.reason)
        from directory.refusal r
        where r.delivery_id = d.id and r.record = 0
        order by r.id
        limit 1
      )
    )::text as view
  from directory.delivery d
  cross join lateral (
    select case when d.state = 'RECEIVING' and d.alive_until < clock_timestamp() then 'INTERRUPTED' else d.state::text end as status
  ) s
  where d.organisation_id = $1`

/** A day begins at midnight in Brussels. */
const LIST = `${VIEWS}
    and ($2::text is null or d.source = $2)
    and ($3::text is null or s.status = $3)
    and ($4::text is null or d.received_at >= case
      when length($4) = 10 then ${startOfDay('$4::date')}
      else $4::timestamptz
    end)
    and ($5::bigint is null or d.id < $5)
  order by d.id desc
  limit $6`

type Row = { id: string; view: string }

const viewOf = ({ view }: Row) => JSON.parse(view) as DeliveryView

/** The organisation's deliveries, newest first. @returns undefined when the page is to follow a delivery that is not its own. */
export async function listDeliveries(pool: Pool, organisation: number, query: DeliveryQuery): Promise<DeliveryPage | undefined> {
  const { source, status, since, limit, after } = query
  const before = after === undefined ? null : await findId(pool, organisation, after)
  if (before === undefined) return undefined
  const { rows } = await pool.query<Row>(LIST, [organisation, source ?? null, status ?? null, since ?? null, before, limit + 1])
  const deliveries = rows.slice(0, limit).map(viewOf)
  const last = rows.length > limit ? deliveries.at(-1) : undefined
  return { deliveries, next: last === undefined ? null : pathOf('/deliveries', { source, status, since, limit, after: last.id }) }
}

/** @returns undefined when the organisation has no delivery with this id. */
export async function findDelivery(pool: Pool, organisation: number, publicId: string): Promise<DeliveryView | undefined> {
  const { rows } = await pool.query<Row>(`${VIEWS} and d.public_id = $2::uuid`, [organisation, publicId])
  return rows[0] && viewOf(rows[0])
}

/** What was refused or left out of a delivery. @returns undefined when the organisation has no delivery with this id. */
export async function listRefusalsOf(
  pool: Pool,
  organisation: number,
  publicId: string,
  { limit, after }: RefusalQuery,
): Promise<RefusalPage | undefined> {
  const id = await findId(pool, organisation, publicId)
  if (id === undefined) return undefined
  const { rows } = await pool.query<DeliveryRefusal>(
    `select record, record_type as "recordType", field, code, reason from directory.refusal where delivery_id = $1 order by id offset $2 limit $3`,
    [id, after, limit + 1],
  )
  const refusals = rows.slice(0, limit).map((row) => viewRefusal(row, isRemark(row.code)))
  return { refusals, next: rows.length > limit ? pathOf(`/deliveries/${publicId}/refusals`, { limit, after: after + limit }) : null }
}

async function findId(pool: Pool, organisation: number, publicId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(
    'select id::text from directory.delivery where organisation_id = $1 and public_id = $2::uuid',
    [organisation, publicId],
  )
  return rows[0]?.id
}

function pathOf(path: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return `${path}?${new URLSearchParams(given)}`
}
