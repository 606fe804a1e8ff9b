/**
 * First days of the steps of every newcomer, gathered once for all tables of a run. Lives in a temporary table of the job's session, so
 * nobody else reads it and nothing of it remains.
 */
import { endsAfter, inForce } from '../../../base/period.ts'
import { coveredOn } from '../../../query/fact-sql.ts'
import type { Scope } from './table.ts'

/** SQL that makes the temporary table `milestone`, one row per person of the target group who arrived in Flanders up to `asOf`. */
export function milestonesSql({ asOf, on }: Scope): string {
  const first = (column: string, table: string, condition = 'true') =>
    `select person_id, min(${column}) as day from ${table} where ${condition} and ${column} <= date '${asOf}' group by 1`
  // On the day of counting a source tells everything of these records: then none means that there is none.
  const isCovered = (tables: readonly string[]) => `${coveredOn(tables, { person: 'n.person_id', today: `date '${asOf}'` })} is not null`
  return `create temporary table milestone as
with newcomer as (
  select id as person_id, greatest(first_registered_on, (birth_date + interval '18 years')::date) as inflow_on
  from directory.person where first_registered_on is not null and birth_date is not null
), municipality as (
  select nis_code, coalesce(successor_code, nis_code) as code from directory.municipality
), status as (
  select distinct on (person_id) person_id, type from integration.target_group
  where member and type in ('OBLIGED', 'ENTITLED') and valid_from <= date '${asOf}' order by person_id, valid_from
), arrival as (
  select distinct on (r.person_id) r.person_id, m.code
  from directory.residence r
  join newcomer n using (person_id)
  join municipality m using (nis_code)
  where r.valid_from <= date '${asOf}'
  order by r.person_id, (r.valid_from > n.inflow_on), abs(r.valid_from - n.inflow_on)
), home as (
  select distinct on (r.person_id) r.person_id, m.code
  from directory.residence r
  join municipality m using (nis_code)
  where ${inForce('r', `date '${on}'`)}
  order by r.person_id, r.valid_from desc
), registration as (${first('registered_on', 'integration.registration')}
), contract as (${first('signed_on', 'integration.contract')}
), orientation as (${first('passed_on', 'integration.social_orientation', 'passed')}
), a2 as (${first('reached_on', 'integration.dutch_level', "level >= 'A2'")}
), b1 as (${first('reached_on', 'integration.dutch_level', "level >= 'B1'")}
), participation as (
  select person_id, max(valid_from) as day
  from integration.participation
  where valid_from <= date '${asOf}'
  group by 1
  having sum(hours) >= ${PARTICIPATION_HOURS}
), certificate as (${first('issued_on', 'integration.certificate')}
), jobseeker as (
  -- A registration that already ran on the day of signing counts from that day.
  select j.person_id, min(j.registered_on) as day,
    min(greatest(j.registered_on, c.day)) filter (where ${endsAfter('j', 'c.day')}) as since_contract
  from work.jobseeker_registration j
  left join contract c using (person_id)
  where j.registered_on <= date '${asOf}'
  group by 1
), employment as (
  select e.person_id, min(e.valid_from) as day from work.employment e join contract c using (person_id)
  where not e.cancelled and e.valid_from between c.day and date '${asOf}' group by 1
), support as (
  select person_id, min(valid_from) as day from (
    select person_id, valid_from from local.living_wage union all select person_id, valid_from from local.gpmi) s
  where valid_from <= date '${asOf}' group by 1
), referred as (
  select k.person_id, min(k.valid_from) as day from directory.relationship k join directory.organisation o on o.id = k.organisation_id
  where k.capacity = 'REFERRAL_PARTY' and o.kind = 'INTEGRATION_AGENCY' and k.valid_from <= date '${asOf}' group by 1
)
select n.person_id, n.inflow_on, arrival.code as place, home.code as home, status.type::text as status, least(registration.day, contract.day) as registered_on,
  least(registration.day, contract.day, referred.day) as reached_on, contract.day as contract_on, orientation.day as orientation_on, a2.day as a2_on, b1.day as b1_on,
  participation.day as participation_on, certificate.day as certificate_on, jobseeker.day as jobseeker_on, jobseeker.since_contract as vdab_on,
  employment.day as work_on, support.day as support_on,
  ${isCovered(['local.living_wage', 'local.gpmi'])} as support_covered, ${isCovered(['work.jobseeker_registration'])} as jobseeker_covered
from newcomer n join status using (person_id) join arrival using (person_id)
${[
  'home',
  'registration',
  'contract',
  'orientation',
  'a2',
  'b1',
  'participation',
  'certificate',
  'jobseeker',
  'employment',
  'support',
  'referred',
]
  .map((name) => `left join ${name} using (person_id)`)
  .join(' ')}
where n.inflow_on <= date '${asOf}'`
}

/** Hours of the participation and network track that a contract asks. */
const PARTICIPATION_HOURS = 40
