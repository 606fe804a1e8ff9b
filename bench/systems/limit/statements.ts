/**
 * The three questions as an engineer would write them by hand for one consumer: the same scope join, the same answers, facts of the
 * day from the same sheets without asking whether they are there, and, unless left out, the same data-use row as the hub.
 * Parameters: $1 organisation, $2 day, $3 persons ($4 to $8: the use).
 */
import { PAGE_SIZE, type QuestionName } from '../../questions.ts'

const inForce = (row: string) => `${row}.valid_from <= $2 and (${row}.valid_until is null or ${row}.valid_until > $2)`

const scope = (capacities: string) =>
  `directory.relationship r where r.organisation_id = $1 and r.capacity in (${capacities}) and ${inForce('r')}`

const AGENCY = `'TRAJECTORY_CLIENT', 'ACCEPTED_REFERRAL'`
const PERSON = 'r.newcomer_id as id, r.person_id, r.evidence_ref'

const latest = (columns: string, from: string, row: string) =>
  `(select row_to_json(o) from (select ${columns} from ${from} where ${row}.person_id = a.person_id and ${inForce(row)} order by ${row}.valid_from desc limit 1) o)`

/** Facts of the day. */
const sheet = (domain: string, alias: string, facts: string) =>
  `left join lateral (select ${facts} from ${domain}.fact_sheet f where f.person_id = a.person_id and f.day = $2 limit 1) ${alias} on true`

const REGISTERED_IN_TIME = `(select case
    when exists (select from work.jobseeker_registration f where f.person_id = c.person_id and f.registered_on <= c.signed_on + 60 and (f.valid_until is null or f.valid_until > c.signed_on)) then true
    when $2 > c.signed_on + 60 and w.work_as_of is not null then false end
  from integration.contract c where c.person_id = a.person_id and c.signed_on <= $2 order by c.signed_on desc limit 1)`

const DOSSIER = `select a.id, p.family_name as "familyName", p.given_names as "givenNames", p.birth_date as "birthDate", p.sex, p.nationality,
  p.contact_language as "contactLanguage", p.interpreter_needed as "interpreterNeeded", p.first_registered_on as "firstRegisteredOn",
  ${latest(
    'coalesce(s.nis_code, h.nis_code) as "nisCode", coalesce(s.name, m.name, h.municipality) as name',
    'directory.residence h left join directory.municipality m on m.nis_code = h.nis_code left join directory.municipality s on s.nis_code = m.successor_code and m.valid_until <= $2',
    'h',
  )} as municipality,
  ${latest('t.card_type as "cardType", t.valid_until as "validUntil"', 'directory.residence_title t', 't')} as "residenceTitle",
  ${latest('g.type, g.subtype, g.valid_from as "validFrom"', 'integration.target_group g', 'g')} as "targetGroup",
  (select coalesce(json_agg(row_to_json(o)), '[]') from (select c.level, c.valid_from as "validFrom", c.valid_until as "validUntil"
    from integration.dutch_course c where c.person_id = a.person_id order by c.valid_from desc, c.id limit 100) o) as "dutchCourses",
  i.contract_signed as "contractSigned", i.trajectory_continuity as "trajectoryContinuity", i.oral_level_band as "oralLevelBand",
  i.has_certificate as "hasCertificate", i.integration_as_of as "integrationAsOf",
  w.jobseeker_registered as "jobseekerRegistered", ${REGISTERED_IN_TIME} as "registeredWithin60Days", w.in_training as "inTraining",
  w.employed, w.work_as_of as "workAsOf", l.household_size_band as "householdSizeBand", l.has_children_under_12 as "hasChildrenUnder12"
  from page a join directory.person p on p.id = a.person_id
  ${sheet('integration', 'i', 'contract_signed, trajectory_continuity, oral_level_band, has_certificate, integration_as_of')}
  ${sheet('work', 'w', 'jobseeker_registered, in_training, employed, work_as_of')}
  ${sheet('local', 'l', 'household_size_band, has_children_under_12')}`

const FACTS = `select a.id, d.working_age as "workingAge", d.labour_market_access as "labourMarketAccess", i.trajectory_active as "trajectoryActive",
  i.oral_level_band as "oralLevelBand", i.reached_oral_a2 as "reachedOralA2", i.has_certificate as "hasCertificate"
  from page a
  ${sheet('directory', 'd', 'working_age, labour_market_access')}
  ${sheet('integration', 'i', 'trajectory_active, oral_level_band, reached_oral_a2, has_certificate')}`

/** Columns: JSON of the person or persons, whether there are more. */
const READS: Record<QuestionName, { page: string; answer: string }> = {
  Q1: {
    page: `page as materialized (select ${PERSON} from ${scope(AGENCY)} and r.newcomer_id = $3::uuid limit 1)`,
    answer: `select (select row_to_json(x)::text from (${DOSSIER}) x), false`,
  },
  Q2: {
    page: `found as materialized (select distinct on (r.newcomer_id) ${PERSON} from ${scope(AGENCY)} and r.newcomer_id > $3::uuid order by r.newcomer_id limit ${PAGE_SIZE + 1}),
page as materialized (select * from found order by id limit ${PAGE_SIZE})`,
    answer: `select (select coalesce(json_agg(row_to_json(x)), '[]')::text from (${DOSSIER} order by a.id) x), (select count(*) > ${PAGE_SIZE} from found)`,
  },
  // A lookup per id: a join of the ids with the found persons would compare each with each.
  Q3: {
    page: `asked as materialized (select u.place, q.* from unnest($3::uuid[]) with ordinality as u (given, place)
  left join lateral (select ${PERSON} from ${scope(`'JOBSEEKER'`)} and r.newcomer_id = u.given limit 1) q on true),
page as (select * from asked where id is not null)`,
    answer: `select (select coalesce(json_agg(case when x.id is not null then row_to_json(x) end order by z.place), '[]')::text from asked z left join lateral (${FACTS.replace('from page a', 'from (select z.id, z.person_id) a')}) x on true), false`,
  },
}

const PROOF = `proof as (insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open)
  select $4::uuid, $5::text, $1::int, $6::text, $7::text, $8::bigint, coalesce(array_agg(a.evidence_ref order by a.id), '{}'), '{}'::int[] from page a returning id)`

/** @param evidence whether the statement records the use. */
export function limitStatement(question: QuestionName, evidence: boolean): string {
  const { page, answer } = READS[question]
  return `with ${evidence ? `${page},\n${PROOF}\n${answer} from proof` : `${page}\n${answer}`}`.replaceAll('$2', '$2::date')
}
