/**
 * The database as PostGraphile shows it: views that hold the row check and the derived facts as columns, so that PostgreSQL
 * inlines them and leaves out what nobody selects. Row-level security on the tables and functions per fact were slower.
 */
import { BENCH_DAY } from '../../setup/dataset.ts'

export const SCHEMA = 'bench_postgraphile'
/** Role of every connection: reads the columns of the views and nothing else. */
export const ROLE = 'bench_postgraphile'

const DAY = `date '${BENCH_DAY}'`
const inForce = (row: string) => `${row}.valid_from <= ${DAY} and (${row}.valid_until is null or ${row}.valid_until > ${DAY})`
const known = (dossier: string, shown: string) => `case when ${shown} then true when ${dossier}.person_id is not null then false end`
const some = (table: string, also = 'true') => `exists (select from ${table} f where f.person_id = p.id and ${inForce('f')} and ${also})`

/** Whom the caller's organisation knows: each person once, whatever the number of relationships. */
const knownPersons = (capacities: string) => `(select distinct on (r.newcomer_id) r.newcomer_id as id, r.person_id
    from directory.relationship r
    where r.organisation_id = nullif(current_setting('bench.organisation', true), '')::int and r.capacity in (${capacities}) and ${inForce('r')}
    order by r.newcomer_id) a join directory.person p on p.id = a.person_id`

const ORAL = `left join lateral (select max(l.level) as top from integration.dutch_level l
    where l.person_id = p.id and l.mode = 'ORAL' and l.reached_on <= ${DAY}) o on true`
const BAND = `case when o.top >= 'B1' then 'B1_PLUS' when o.top >= 'A1' then o.top::text end`
const CERTIFIED = known(
  'i',
  `exists (select from integration.certificate c where c.person_id = p.id and c.kind = 'INTEGRATION' and c.issued_on <= ${DAY})`,
)
const REGISTERED_IN_TIME = `(select case
    when exists (select from work.jobseeker_registration f where f.person_id = c.person_id and f.registered_on <= c.signed_on + 60 and (f.valid_until is null or f.valid_until > c.signed_on)) then true
    when ${DAY} > c.signed_on + 60 and w.person_id is not null then false end
  from integration.contract c where c.person_id = p.id and c.signed_on <= ${DAY} order by c.signed_on desc limit 1)`

const DOSSIERS = 'left join integration.dossier i on i.person_id = p.id left join work.dossier w on w.person_id = p.id'

const NEWCOMER = `select a.id, a.person_id, p.family_name, p.given_names, p.birth_date, p.sex::text as sex, p.nationality::text as nationality,
    p.contact_language::text as contact_language, p.interpreter_needed, p.first_registered_on,
    ${known('i', `exists (select from integration.contract c where c.person_id = p.id and c.signed_on <= ${DAY})`)} as contract_signed,
    (select j.status::text from integration.trajectory j where j.person_id = p.id and ${inForce('j')} and j.kind in ('OBLIGED', 'ENTITLED')
      order by j.valid_from desc limit 1) as trajectory_continuity,
    ${BAND} as oral_level_band, ${CERTIFIED} as has_certificate, i.as_of as integration_as_of,
    ${known('w', some('work.jobseeker_registration'))} as jobseeker_registered,
    ${REGISTERED_IN_TIME} as registered_within_60_days,
    ${known('w', `(${some('work.vocational_training')} or ${some('work.jobseeker_registration', `f.mediation_status = 'IN_TRAINING'`)})`)} as in_training,
    ${known('w', some('work.employment', 'not f.cancelled'))} as employed, w.as_of as work_as_of,
    case when h.size <= 1 then 'ONE' when h.size = 2 then 'TWO' when h.size <= 4 then 'THREE_OR_FOUR' when h.size > 4 then 'FIVE_OR_MORE' end as household_size_band,
    h.children_under_12 > 0 as has_children_under_12
  from ${knownPersons(`'TRAJECTORY_CLIENT', 'ACCEPTED_REFERRAL'`)} ${DOSSIERS}
  ${ORAL} left join local.household h on h.person_id = p.id and ${inForce('h')}`

const JOBSEEKER = `select a.id, a.person_id,
    (p.birth_date <= ${DAY} - interval '18 years' and p.birth_date > ${DAY} - interval '65 years') as working_age,
    (select t.labour_market_access::text from directory.residence_title t where t.person_id = p.id and ${inForce('t')} order by t.valid_from desc limit 1) as labour_market_access,
    ${known('i', some('integration.trajectory', `f.kind in ('OBLIGED', 'ENTITLED') and f.status = 'ACTIVE'`))} as trajectory_active,
    ${BAND} as oral_level_band, ${known('i', `o.top >= 'A2'`)} as reached_oral_a2, ${CERTIFIED} as has_certificate
  from ${knownPersons(`'JOBSEEKER'`)} left join integration.dossier i on i.person_id = p.id ${ORAL}`

const RESIDENCE = `select h.person_id, coalesce(s.nis_code, h.nis_code)::text as nis_code, coalesce(s.name, m.name, h.municipality) as name
  from directory.residence h left join directory.municipality m on m.nis_code = h.nis_code
  left join directory.municipality s on s.nis_code = m.successor_code and m.valid_until <= ${DAY} where ${inForce('h')}`
const TITLE = `select t.person_id, t.card_type, t.valid_until from directory.residence_title t where ${inForce('t')}`
const TARGET_GROUP = `select g.person_id, g.type::text as type, g.subtype, g.valid_from from integration.target_group g where ${inForce('g')}`
const COURSE = `select c.id, c.person_id, c.level::text as level, c.valid_from, c.valid_until from integration.dutch_course c`

/** One row per person: PostGraphile then answers an object, not a list. */
const ofNewcomer = (answers: string) =>
  `@foreignKey (person_id) references ${SCHEMA}.newcomer (person_id)|@behavior -query:resource:list -query:resource:connection -query:resource:single${answers}`
const UNIQUE = '|@unique person_id'
const LIST = '|@behavior +list -connection|@primaryKey id'

const VIEWS: Record<string, { select: string; tags: string }> = {
  newcomer: { select: NEWCOMER, tags: '@primaryKey id|@unique person_id' },
  jobseeker: { select: JOBSEEKER, tags: '@primaryKey id|@unique person_id' },
  municipality: { select: RESIDENCE, tags: ofNewcomer(UNIQUE) },
  residence_title: { select: TITLE, tags: ofNewcomer(UNIQUE) },
  target_group: { select: TARGET_GROUP, tags: ofNewcomer(UNIQUE) },
  dutch_course: { select: COURSE, tags: ofNewcomer(LIST) },
}

/** Persons by id, in the order of the ids. */
const BATCH = `create function ${SCHEMA}.jobseekers_by_id(ids uuid[]) returns setof ${SCHEMA}.jobseeker language sql stable rows 500 as $$
  select j.* from unnest(ids) with ordinality as u (given, place)
    cross join lateral (select * from ${SCHEMA}.jobseeker k where k.id = u.given limit 1) j order by u.place $$;
comment on function ${SCHEMA}.jobseekers_by_id is E'@behavior +queryField:resource:list -queryField:resource:connection';`

/** Makes the views anew; run as the owner of the tables. The role exists. */
export function createViews(): string {
  const views = Object.entries(VIEWS).map(
    ([name, { select, tags }]) =>
      `create view ${SCHEMA}.${name} as ${select};\ncomment on view ${SCHEMA}.${name} is E'${tags.replaceAll('|', '\\n')}';`,
  )
  const grants = Object.keys(VIEWS).map(
    (name) => `execute format('grant select (%s) on ${SCHEMA}.${name} to ${ROLE}', (select string_agg(quote_ident(column_name), ', ')
      from information_schema.columns where table_schema = '${SCHEMA}' and table_name = '${name}'));`,
  )
  return `drop schema if exists ${SCHEMA} cascade;\ncreate schema ${SCHEMA};\ngrant usage on schema ${SCHEMA} to ${ROLE};
${views.join('\n')}\n${BATCH}\ndo $do$ begin ${grants.join('\n')} end $do$;`
}
