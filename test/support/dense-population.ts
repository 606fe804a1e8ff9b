/** Makes a small synthetic population meet in Ghent, so that every contract of the suites has persons, open conditions and closed ones. */
import type { Pool } from 'pg'
import { FACT_SHEETS } from '../../src/domains/all.ts'
import { computeAllSheets } from '../../src/query/fact-sheets/refresh-job.ts'

/** Half of the clients of all OCMWs and of the residents of all municipalities become those of Ghent; many consent; facts of the day are on the sheets. Deterministic. */
export async function gatherInGhent(pool: Pool): Promise<void> {
  for (const statement of STATEMENTS) await pool.query(statement)
  await computeAllSheets(pool, FACT_SHEETS, TODAY)
}

/** Day on which the suites ask. */
const TODAY = '2026-11-23'

const organisation = (code: string) => `(select organisation_id from directory.organisation_code where code = '${code}')`
const OCMW = organisation('0212214125')
const CITY = organisation('0207451227')
const OTHER_OCMW = organisation('0021202517')
/** One that no consumer of the suites asks for. */
const THIRD_OCMW = `(select id from directory.organisation where kind = 'OCMW' and valid_until is null and id not in (${OCMW}, ${OTHER_OCMW}) order by id limit 1)`
const AGENCY = organisation('0543307391')
const OTHER_AGENCY = organisation('0000000394')

/** Tables of files that an OCMW holds. */
const HELD = ['living_wage', 'household', 'gpmi', 'gpmi_objective', 'gpmi_evaluation', 'article60_contract', 'debt_mediation']

/** Tables of files that an agency holds, when no register says them. */
const HELD_BY_AGENCIES = [
  'target_group',
  'registration',
  'contract',
  'dutch_intake',
  'dutch_course',
  'dutch_level',
  'background',
  'participation',
  'fee',
]

/** A share of the persons, by a hash of their id. */
const some = (person: string, modulo: number, rest = 0) => `mod(abs(hashtext(${person}::text)), ${modulo}) = ${rest}`

const moveRelationships = (kind: string, to: string) => `
  update directory.relationship r set organisation_id = ${to} from directory.organisation o
  where o.id = r.organisation_id and o.kind = '${kind}' and r.organisation_id <> ${to} and ${some('r.person_id', 2)}
    and not exists (select from directory.relationship k where k.organisation_id = ${to} and k.newcomer_id = r.newcomer_id and k.capacity = r.capacity and k.valid_from = r.valid_from)
    and not exists (select from directory.relationship k where k.id < r.id and k.newcomer_id = r.newcomer_id and k.capacity = r.capacity and k.valid_from = r.valid_from)`

const AGII = organisation('0543307391')
const VDAB = organisation('0887010362')
const CONSENTS = [
  ['MATCHING', 'VDAB', VDAB, 'BACKGROUND'],
  ['REFERRAL', 'OCMW', OCMW, 'FEE'],
  ['REFERRAL', 'OCMW', OCMW, 'BENEFIT'],
  ['INCENTIVE_DECISION', 'OCMW', OCMW, 'BENEFIT'],
  ['REFERRAL', 'INTEGRATION_AGENCY', AGII, 'SUPPORT'],
  // To another OCMW, which must open nothing here.
  ['REFERRAL', 'OCMW', organisation('0021202517'), 'FEE'],
] as const

const STATEMENTS = [
  moveRelationships('OCMW', OCMW),
  moveRelationships('MUNICIPALITY', CITY),
  ...HELD.map(
    (table) => `update local.${table} set organisation_id = ${OCMW} where ${some('person_id', 2)} and organisation_id is not null`,
  ),
  `update local.gpmi set party_agency_id = ${AGENCY} where ${some('person_id', 3)}`,
  ...CONSENTS.map(
    ([purpose, recipient, to, group], index) => `
  insert into directory.consent (person_id, organisation_id, fact_group, purpose, recipient, valid_from, valid_until, given_how, source)
  select id, ${to}, '${group}', '${purpose}', '${recipient}', '2025-02-0${index + 1}', case when ${some('id', 4)} then '2026-11-23'::date end, 'IN_WRITING', 'TEST'
  from directory.person where ${some('id', 5, index)} or ${some('id', 4)} on conflict do nothing`,
  ),
  `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, valid_until, source)
  select r.organisation_id, r.newcomer_id, r.person_id, r.evidence_ref, 'ACCEPTED_REFERRAL', '2026-03-01', case when ${some('r.person_id', 7)} then '2026-11-23'::date end, 'TEST'
  from directory.relationship r where ${some('r.person_id', 3)} and r.capacity in ('RESIDENT', 'JOBSEEKER') on conflict do nothing`,
  // A GPMI for many clients who have none, some with objectives on Dutch.
  `insert into local.gpmi (person_id, organisation_id, type, party_agency_id, valid_from, source, as_of)
  select distinct on (r.person_id) r.person_id, ${OCMW}, 'SOCIAL_INTEGRATION'::local.gpmi_type, case when ${some('r.person_id', 2)} then ${AGENCY} end, '2026-02-01'::date, 'TEST', '2026-02-01'::date
  from directory.relationship r where r.organisation_id = ${OCMW} and ${some('r.person_id', 3)} on conflict do nothing`,
  // Residents of Ghent with a project elsewhere, which must open nothing here.
  `insert into local.gpmi (person_id, organisation_id, type, party_agency_id, valid_from, source, as_of)
  select distinct on (r.person_id) r.person_id, ${OTHER_OCMW}, 'SOCIAL_INTEGRATION'::local.gpmi_type, null::int, '2026-02-01'::date, 'TEST', '2026-02-01'::date
  from directory.relationship r where r.organisation_id = ${OCMW} and not exists (select from local.gpmi g where g.person_id = r.person_id) on conflict do nothing`,
  `insert into local.gpmi_objective (person_id, organisation_id, kind, level, mode, agreed_on, due_on, source, as_of)
  select g.person_id, g.organisation_id, 'DUTCH'::local.gpmi_objective_kind, 'A2', 'ORAL', g.valid_from, '2027-01-01', 'TEST', g.valid_from
  from local.gpmi g where mod(abs(hashtext(g.person_id::text)) / 7, 2) = 0 on conflict do nothing`,
  // Projects whose only objective is about something else.
  `insert into local.gpmi_objective (person_id, organisation_id, kind, agreed_on, source, as_of)
  select g.person_id, g.organisation_id, 'WORK'::local.gpmi_objective_kind, g.valid_from, 'TEST', g.valid_from
  from local.gpmi g where not exists (select from local.gpmi_objective o where o.person_id = g.person_id) on conflict do nothing`,
  // Files of another OCMW and another agency beside those of the own, and some in place of what the register said.
  ...HELD.map(
    (table) => `insert into local.${table} select (jsonb_populate_record(null::local.${table}, to_jsonb(t)
      || jsonb_build_object('id', nextval('local.${table}_id_seq'), 'organisation_id', ${OTHER_OCMW}))).*
      from local.${table} t where ${some('t.person_id', 5)} and t.organisation_id = ${OCMW} on conflict do nothing`,
  ),
  ...HELD_BY_AGENCIES.flatMap((table) => [
    `update integration.${table} set organisation_id = ${AGENCY} where ${some('person_id', 4)}`,
    `insert into integration.${table} select (jsonb_populate_record(null::integration.${table}, to_jsonb(t)
      || jsonb_build_object('id', nextval('integration.${table}_id_seq'), 'organisation_id', ${OTHER_AGENCY}))).*
      from integration.${table} t where ${some('t.person_id', 3)} on conflict do nothing`,
  ]),
  // Two other OCMWs contradict each other about clients of Ghent of whom Ghent has no such file: that is not for Ghent to see.
  ...['article60_contract', 'living_wage'].flatMap((table) =>
    [OTHER_OCMW, THIRD_OCMW].map(
      (holder) => `insert into local.${table} (person_id, organisation_id, valid_from, source, as_of)
  select distinct r.person_id, ${holder}, '2026-05-01'::date, 'TEST', '2026-05-01'::date from directory.relationship r
  where r.organisation_id = ${OCMW} and ${some('r.person_id', 3, 1)}
    and not exists (select from local.${table} t where t.person_id = r.person_id and t.organisation_id = ${OCMW}) on conflict do nothing`,
    ),
  ),
  // What begins tomorrow does not hold today.
  ...CONSENTS.map(
    ([
      purpose,
      recipient,
      to,
      group,
    ]) => `insert into directory.consent (person_id, organisation_id, fact_group, purpose, recipient, valid_from, given_how, source)
  select p.id, ${to}, '${group}', '${purpose}', '${recipient}', '2026-11-24', 'IN_WRITING', 'TEST' from directory.person p
  where not exists (
    select from directory.consent c
    where c.person_id = p.id and c.purpose = '${purpose}' and c.recipient = '${recipient}' and c.organisation_id = ${to} and c.fact_group = '${group}'
  ) on conflict do nothing`,
  ),
  `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
  select p.organisation, p.newcomer_id, p.id, p.evidence_ref, 'JOBSEEKER', '2026-11-24', 'TEST'
  from (select id, evidence_ref, work_id as newcomer_id, ${organisation('0887010362')} as organisation from directory.person) p
  where not exists (select from directory.relationship k where k.organisation_id = p.organisation and k.newcomer_id = p.newcomer_id) on conflict do nothing`,
  `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
  select g.organisation_id, p.local_id, p.id, p.evidence_ref, 'GPMI_CLIENT', g.valid_from, 'TEST' from local.gpmi g join directory.person p on p.id = g.person_id
  where g.organisation_id = ${OCMW} and (g.valid_until is null or g.valid_until > '2026-11-23') on conflict do nothing`,
]
