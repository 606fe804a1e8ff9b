/** What made a person known: which organisation, by whose word, when, and whether that was taken back. */

import type { Pool } from 'pg'
import { startOfDay } from '../../base/day.ts'
import { EVIDENCE_TABLES, instant } from '../evidence-rows.ts'

/** What a record type says to the person, continuing "OCMW Gent reported that …". */
export type ClaimTexts = ReadonlyMap<string, { nl: string; en: string }>

/** @property deliverer organisation that delivered it; null for the operator. @property withdrawnAt when it was taken back; null: it was not. */
export type ClaimEntry = {
  id: string
  at: string
  organisation: string
  deliverer: string | null
  statementNl: string
  statementEn: string
  withdrawnAt: string | null
  /** What uses are held against. */
  known: { organisationId: number; since: string; until: string | null }
}

/** Claims that the sealer has not put into the index by person yet. */
const FLOOR = `(select floor[${EVIDENCE_TABLES.indexOf('claim') + 1}] from last)`
const millis = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const STATEMENT = `
  with last as materialized (
    select snapshot::pg_snapshot as snapshot, floor
    from audit.batch
    order by number desc
    limit 1
  ),
  found as (
    select unnest(claims) as id
    from audit.person_use
    where person = any($1::uuid[])
    union
    select id
    from audit.claim
    where persons && $1::uuid[]
      and xid >= coalesce((select pg_snapshot_xmin(snapshot)::text::bigint from last), 0)
      and id > coalesce(${FLOOR}, 0)
      and not coalesce(pg_visible_in_snapshot(xid::text::xid8, (select snapshot from last)), false)
  )
  select c.id::text as id, ${millis('c.at')} as at, ${instant('c.at')} as since, c.organisation_id as "organisationId",
    o.name as organisation, d.name as deliverer, c.source, c.record_types as "recordTypes",
    ${millis('r.withdrawn_at')} as "withdrawnAt", ${instant('r.ended_at')} as until
  from found
  join audit.claim c on c.id = found.id
  join directory.organisation o on o.id = c.organisation_id
  left join directory.organisation d on d.id = c.deliverer_id
  -- All relationships of the claim ended, or it holds: those of an erased person are gone, which ends no use of before.
  left join lateral (
    select max(t.withdrawn_at) as withdrawn_at,
      case when bool_and(t.valid_until is not null)
        then max(coalesce(t.withdrawn_at, ${startOfDay('t.valid_until')})) end as ended_at
    from directory.person p
    join directory.relationship t on t.person_id = p.id and t.organisation_id = c.organisation_id
    where p.evidence_ref = any($1::uuid[])
      and t.claim_id = c.id
  ) r on true
  order by c.id desc`

type Row = Omit<ClaimEntry, 'statementNl' | 'statementEn' | 'known'> &
  ClaimEntry['known'] & {
    source: string
    recordTypes: string[]
  }

export type ListClaims = (persons: readonly string[]) => Promise<ClaimEntry[]>

/** All claims about one person, newest first. @param pool as the application. */
export function createClaimLister(pool: Pick<Pool, 'query'>, texts: ClaimTexts): ListClaims {
  return async (persons) => {
    const { rows } = await pool.query<Row>({ name: 'list_claims', text: STATEMENT, values: [persons] })
    return rows.map((row) => toEntry(row, texts))
  }
}

function toEntry({ source, recordTypes, organisationId, since, until, ...row }: Row, texts: ClaimTexts): ClaimEntry {
  const said = recordTypes.flatMap((name) => texts.get(name) ?? [])
  const nl = said.map((text) => text.nl).join(', ')
  const en = said.map((text) => text.en).join(', ')
  const { organisation, deliverer } = row
  const own = deliverer === organisation
  return {
    ...row,
    statementNl: own ? `${organisation} meldde dat ${nl}.` : `${organisation} weet van ${deliverer ?? source} dat ${nl}.`,
    statementEn: own ? `${organisation} reported that ${en}.` : `${organisation} knows from ${deliverer ?? source} that ${en}.`,
    known: { organisationId, since, until },
  }
}

/** Claims that a use rests on: made before it by the organisation that used the data, and not ended then. Times are text of one form. */
export function claimsBehind(use: { organisationId: number | null; usedAt: string }, claims: readonly ClaimEntry[]): ClaimEntry[] {
  return claims.filter(
    ({ known: { organisationId, since, until } }) =>
      organisationId === use.organisationId && since <= use.usedAt && (until === null || until > use.usedAt),
  )
}
