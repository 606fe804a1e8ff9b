/**
 * Claims by own word alone that were followed by reading: an organisation said that it knows persons, no other source says so, and it then
 * read their data. A count for each organisation; never a person.
 */

import type { Pool } from 'pg'
import { startOfDay } from '../../base/day.ts'

export type OwnWordReading = { organisationId: number; organisation: string; persons: number }

/** @property from, until days in Belgium; until is the first day that is left out. @property after id of the last organisation of the page before. */
export type OwnWordQuestion = { from: string; until: string; first: number; after?: string | undefined }
export type OwnWordPage = { readings: OwnWordReading[]; more: boolean }
export type AskOwnWord = (question: OwnWordQuestion) => Promise<OwnWordPage>

const day = (value: string) => startOfDay(`${value}::date`)
const STATEMENT = `
  with own as (
    select c.organisation_id, person, min(c.at) as at
    from audit.claim c
    cross join unnest(c.persons) person
    where c.deliverer_id = c.organisation_id
      and c.at < ${day('$2')}
      and c.organisation_id > $4::int
    group by 1, 2
  ),
  used as (
    select d.organisation_id, person, max(d.at) as at
    from audit.data_use d
    cross join unnest(d.persons) person
    where d.at >= ${day('$1')}
      and d.at < ${day('$2')}
      and d.organisation_id in (select organisation_id from own)
    group by 1, 2
  ),
  others as (
    select distinct c.organisation_id, person
    from audit.claim c
    cross join unnest(c.persons) person
    where c.deliverer_id is distinct from c.organisation_id
      and c.organisation_id in (select organisation_id from own)
  )
  select own.organisation_id as "organisationId", o.name as organisation, count(*)::int as persons
  from own
  join used using (organisation_id, person)
  join directory.organisation o on o.id = own.organisation_id
  left join others using (organisation_id, person)
  where used.at >= own.at
    and others.person is null
    -- A referral, or rows from before claims were recorded, are no word of its own.
    and not exists (
      select from directory.person p
      join directory.relationship r on r.person_id = p.id and r.organisation_id = own.organisation_id
      where p.evidence_ref = own.person
        and r.claim_id is null
    )
  group by own.organisation_id, o.name
  order by own.organisation_id
  limit $3::int + 1`

/** @param pool as the application. */
export function createAskOwnWord(pool: Pick<Pool, 'query'>): AskOwnWord {
  return async ({ from, until, first, after }) => {
    const { rows } = await pool.query<OwnWordReading>(STATEMENT, [from, until, first, after ?? 0])
    return { readings: rows.slice(0, first), more: rows.length > first }
  }
}
