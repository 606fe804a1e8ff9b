import type { Pool } from 'pg'

/** Adds persons of whom nothing is known, so that tests can write rows about them. @param ids internal; each is also the person's evidence reference. */
export async function addPersons(pool: Pick<Pool, 'query'>, ids: readonly string[]): Promise<void> {
  await pool.query(
    `insert into directory.person (id, integration_id, work_id, local_id, evidence_ref, source, as_of)
     select id, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), id, 'TEST', '2026-01-01' from unnest($1::uuid[]) id
     on conflict do nothing`,
    [ids],
  )
}
