/** Who used a person's data: when, which organisation, for what purpose, which fields; never a value. Asking is a use too, recorded in the same statement. */

import type { Pool } from 'pg'
import type { Contract } from '../../access/protocols/contract.ts'
import { brusselsDay, startOfDay } from '../../base/day.ts'
import { Invariant } from '../../base/faults.ts'
import { isPurpose, PURPOSE_LABELS, type Purpose } from '../../base/purpose.ts'
import { recordUseSet } from '../../query/disclosed-set.ts'
import { EVIDENCE_TABLES, instant } from '../evidence-rows.ts'
import { type ClaimEntry, claimsBehind, type ListClaims } from './list-claims.ts'

/** How a field was used: shown, or used to filter or to sort persons. */
export type UsedField = { coordinate: string; label: string; by: 'FIELD' | 'FILTER' | 'ORDER' }

/** @property organisation null when the person itself asked. @property protocols ids of the agreements it happened under. */
export type DataUseEntry = {
  id: string
  at: string
  operationId: string
  organisation: string | null
  consumer: string
  purpose: Purpose
  purposeNl: string
  purposeEn: string
  fields: readonly UsedField[]
  protocols: readonly string[]
  /** Evidence reference of the person. */
  person: string
  /** Claims by which the organisation knew the person then, where any is known. */
  claims: readonly ClaimEntry[]
}

export type DataUseListing = {
  /** Evidence references of one person. */
  persons: readonly string[]
  /** Days in Belgium (YYYY-MM-DD); `until` is the first day that is left out. */
  period?: { from?: string | null | undefined; until?: string | null | undefined } | null | undefined
  first: number
  /** Id of the last entry of the page before. */
  after?: string | undefined
  /** Under which the question itself is recorded. */
  asker: {
    contract: Contract
    operationId: string
    traceId: string
    organisationId: number | null
    consumer: string
    userRef: string | null
  }
}

/** @property claims all that made the person known in the period, newest first. */
export type DataUsePage = { entries: DataUseEntry[]; more: boolean; claims: ClaimEntry[] }

/** Newest first. @throws when the question cannot be recorded. */
export type ListDataUse = (asked: DataUseListing) => Promise<DataUsePage>

/** Uses that the sealer has not put into the index by person yet: those of the last seconds. */
const FLOOR = `(select floor[${EVIDENCE_TABLES.indexOf('data_use') + 1}] from last)`
const STATEMENT = `
  with last as materialized (
    select snapshot::pg_snapshot as snapshot, floor
    from audit.batch
    order by number desc
    limit 1
  ),
  proof as (
    insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open)
    values ($6::uuid, $7::text, $8::int, $9::text, $10::text, $11::bigint, $1::uuid[], '{}')
    returning id
  ),
  found as (
    select unnest(uses) as id
    from audit.person_use
    where person = any($1::uuid[])
    union
    select id
    from audit.data_use
    where persons && $1::uuid[]
      and xid >= coalesce((select pg_snapshot_xmin(snapshot)::text::bigint from last), 0)
      and id > coalesce(${FLOOR}, 0)
      and not coalesce(pg_visible_in_snapshot(xid::text::xid8, (select snapshot from last)), false)
  )
  select d.id::text as id, to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
    ${instant('d.at')} as "usedAt", d.organisation_id as "organisationId", d.operation_id as "operationId", o.name as organisation, d.consumer, s.purpose, s.protocols, s.coordinates,
    d.persons[place] as person, d.open[place] as open
  from found
  join audit.data_use d on d.id = found.id
  join audit.use_set s on s.id = d.use_set_id
  left join directory.organisation o on o.id = d.organisation_id
  cross join lateral (
    select place
    from unnest(d.persons) with ordinality as named(ref, place)
    where ref = any($1::uuid[])
    limit 1
  ) position(place)
  where ($2::bigint is null or d.id < $2::bigint)
    and ($3::date is null or d.at >= ${startOfDay('$3::date')})
    and ($4::date is null or d.at < ${startOfDay('$4::date')})
  order by d.id desc limit $5::int + 1`

type Row = Omit<DataUseEntry, 'fields' | 'protocols' | 'purposeNl' | 'purposeEn' | 'claims'> & {
  usedAt: string
  organisationId: number | null
  protocols: string
  coordinates: string
  open: number | null
}

export type DataUseListerParts = { pool: Pick<Pool, 'query'>; labels: ReadonlyMap<string, string>; listClaims: ListClaims }

/**
 * @param labels descriptions of the hub schema's coordinates, by coordinate.
 * @param pool as the application.
 */
export function createDataUseLister({ pool, labels, listClaims }: DataUseListerParts): ListDataUse {
  const sets = new WeakMap<Contract, Promise<string>>()

  function useSetOf(contract: Contract): Promise<string> {
    const known = sets.get(contract)
    if (known !== undefined) return known
    const made = recordOwnUseSet(pool, contract)
    sets.set(contract, made)
    made.catch(() => sets.delete(contract))
    return made
  }

  return async ({ persons, period, first, after, asker }) => {
    const { contract, operationId, traceId, organisationId, consumer, userRef } = asker
    const useSetId = await useSetOf(contract)
    const dates = [period?.from ?? null, period?.until ?? null]
    const values = [persons, after ?? null, ...dates, first, operationId, traceId, organisationId, consumer, userRef, useSetId]
    const { rows } = await pool.query<Row>({ name: 'list_data_use', text: STATEMENT, values })
    // After the question is on record.
    const claims = await listClaims(persons)
    const entries = rows.slice(0, first).map((row) => toEntry(row, labels, claims))
    return { entries, more: rows.length > first, claims: claims.filter(({ at }) => isWithin(at, period)) }
  }
}

/** Days in Belgium, as the statement has them. */
function isWithin(at: string, period: DataUseListing['period']): boolean {
  const day = brusselsDay(new Date(at))
  return (period?.from ?? day) <= day && (period?.until == null || day < period.until)
}

const ANSWERED = ['DataUse.', 'DataUseConnection.', 'Claim.']

/** The question itself discloses what the contract grants of a data use and of claims. */
function recordOwnUseSet(pool: Pick<Pool, 'query'>, contract: Contract): Promise<string> {
  const coordinates = [...contract.grants]
    .filter(([coordinate]) => ANSWERED.some((type) => coordinate.startsWith(type)))
    .map(([coordinate, { protocols }]) => ({ coordinate, by: 'FIELD', when: [], protocols }))
  return recordUseSet((statement) => pool.query(statement), contract, coordinates, [])
}

type Disclosed = { coordinate: string; by: UsedField['by']; when: readonly number[] }

function toEntry(
  { coordinates, protocols, open, usedAt, organisationId, ...row }: Row,
  labels: ReadonlyMap<string, string>,
  claims: readonly ClaimEntry[],
): DataUseEntry {
  if (!isPurpose(row.purpose)) throw new Invariant('inv_purp0se')
  const disclosed = JSON.parse(coordinates) as Disclosed[]
  // What was withheld from this person's reader was not used.
  const shown = disclosed.filter(({ when }) => when.every((mask) => ((open ?? 0) & mask) !== 0))
  const { nl, en } = PURPOSE_LABELS[row.purpose]
  return {
    ...row,
    purposeNl: nl,
    purposeEn: en,
    fields: shown.map(({ coordinate, by }) => ({ coordinate, by, label: labels.get(coordinate) ?? coordinate })),
    claims: claimsBehind({ organisationId, usedAt }, claims),
    protocols: (JSON.parse(protocols) as { id: string; version: number }[]).map(({ id, version }) => `${id}@${version}`),
  }
}
