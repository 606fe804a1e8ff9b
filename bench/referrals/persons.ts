/** Persons and referrals to act on: made in the database at once, so that every request of a leg has one of its own. */
import type { Pool } from 'pg'

/** The agency that receives every referral of the bench: AgII. */
export const RECEIVER = { organisation: 1, code: '0543307391' }

/** A person whom the sender of a request knows, and the referral about it where there is one already. */
export type Subject = { organisation: number; newcomer: string; referral: string | null }

/** Clients of the given OCMWs, in turn. @param sent whether each has a referral that waits for receipt. */
export async function makeSubjects(pool: Pool, organisations: readonly number[], count: number, sent: boolean): Promise<Subject[]> {
  const { rows } = await pool.query<Subject>(
    `with asked as materialized (select n, ($1::int[])[1 + n % cardinality($1::int[])] as organisation, gen_random_uuid() as person, gen_random_uuid() as local, gen_random_uuid() as reference, gen_random_uuid() as referral
       from generate_series(0, $2::int - 1) n),
     persons as (
       insert into directory.person (id, integration_id, work_id, local_id, evidence_ref, family_name, given_names, birth_date, contact_language, source, as_of)
       select person, gen_random_uuid(), gen_random_uuid(), local, reference, 'Voorbeeld ' || n, 'Bench', '1990-01-01', 'nld', 'BENCH', '2026-01-01' from asked),
     clients as (
       insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
       select organisation, local, person, reference, 'LIVING_WAGE_CLIENT', '2026-01-01', 'BENCH' from asked),
     referrals as (
       insert into referral.referral (id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version, reason, agreement, open_key, created_at, sent_at, changed_at, deadline, due_at)
       select referral, person, organisation, ${RECEIVER.organisation}, 'OCMW', 'INTEGRATION_AGENCY', 'SENT', 1, 'NT2_INTAKE', 'INFORMED', person || ' bench', now(), now(), now(), 'RECEIPT', now() + interval '30 days'
       from asked where $3::boolean),
     sent_events as (
       insert into referral.event (referral_id, version, at, organisation_id, act, state) select referral, 1, now(), organisation, 'SUBMIT', 'SENT' from asked where $3::boolean)
     select organisation, local as newcomer, case when $3::boolean then referral end as referral from asked order by n`,
    [organisations, count, sent],
  )
  return rows
}
