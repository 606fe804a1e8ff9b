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

/** Facts of the day. */
const sheet = (domain: string, alias: string) =>
  `left join lateral (select * from ${domain}.fact_sheet f where f.person_id = a.person_id and f.day = $2 limit 1) ${alias} on true`

const object = (columns: string, isThere: string) => `(select row_to_json(o) from (select ${columns} where ${isThere} is not null) o)`

const DOSSIER = `select a.id, d.family_name as "familyName", d.given_names as "givenNames", d.birth_date as "birthDate", d.sex, d.nationality,
  d.contact_language as "contactLanguage", d.interpreter_needed as "interpreterNeeded", d.first_registered_on as "firstRegisteredOn",
  ${object('d.municipality_nis_code as "nisCode", d.municipality_name as name', 'd.municipality_valid_from')} as municipality,
  ${object('d.residence_title_card_type as "cardType", d.residence_title_valid_until as "validUntil"', 'd.residence_title_valid_from')} as "residenceTitle",
  ${object('i.target_group_type as type, i.target_group_subtype as subtype, i.target_group_valid_from as "validFrom"', 'i.target_group_valid_from')} as "targetGroup",
  case when i.dutch_course_level is not null
    then (select coalesce(json_agg(row_to_json(o)), '[]') from unnest(i.dutch_course_level, i.dutch_course_valid_from, i.dutch_course_valid_until) o (level, "validFrom", "validUntil"))
    else (select coalesce(json_agg(row_to_json(o)), '[]') from (select c.level, c.valid_from as "validFrom", c.valid_until as "validUntil"
      from integration.dutch_course c where c.person_id = a.person_id order by c.valid_from desc, c.id limit 100) o) end as "dutchCourses",
  i.contract_signed as "contractSigned", i.trajectory_continuity as "trajectoryContinuity", i.oral_level_band as "oralLevelBand",
  i.has_certificate as "hasCertificate", i.integration_as_of as "integrationAsOf",
  w.jobseeker_registered as "jobseekerRegistered", w.registered_within_60_days as "registeredWithin60Days", w.in_training as "inTraining",
  w.employed, w.work_as_of as "workAsOf", l.household_size_band as "householdSizeBand", l.has_children_under_12 as "hasChildrenUnder12"
  from page a
  ${sheet('directory', 'd')}
  ${sheet('integration', 'i')}
  ${sheet('work', 'w')}
  ${sheet('local', 'l')}`

const FACTS = `select a.id, d.working_age as "workingAge", d.labour_market_access as "labourMarketAccess", i.trajectory_active as "trajectoryActive",
  i.oral_level_band as "oralLevelBand", i.reached_oral_a2 as "reachedOralA2", i.has_certificate as "hasCertificate"
  from page a
  ${sheet('directory', 'd')}
  ${sheet('integration', 'i')}`

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
