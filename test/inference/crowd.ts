/** Persons whose facts are independent of each other, so that who names one of them did not guess by another; and what changes in a day. */
import type { Pool } from 'pg'
import type { Dice } from '../non-interference/dice.ts'
import { addPersons } from '../support/add-persons.ts'

/** Organisations that attack, with how each knows everybody, and the column of its sector's ids. */
export const ATTACKERS = [
  { name: 'Agentschap Integratie en Inburgering', recipient: 'INTEGRATION_AGENCY', capacity: 'TRAJECTORY_CLIENT', id: 'integration_id' },
  { name: 'VDAB', recipient: 'VDAB', capacity: 'JOBSEEKER', id: 'work_id' },
  { name: 'OCMW Gent', recipient: 'OCMW', capacity: 'RESIDENT', id: 'local_id' },
  { name: 'Stad Gent', recipient: 'MUNICIPALITY', capacity: 'RESIDENT', id: 'local_id' },
] as const
export type Attacker = (typeof ATTACKERS)[number]

/** Rows that show something about a person. @property also columns beside person, period, source and day. @property percent of the persons who have one. */
type Showing = { table: string; also: Readonly<Record<string, string>>; percent: number; changes?: true }

const SHOWING: readonly Showing[] = [
  { table: 'integration.target_group', also: { member: 'true', type: "'ENTITLED'" }, percent: 60 },
  { table: 'integration.trajectory', also: { kind: "'ENTITLED'", status: "'ACTIVE'", weekly_hours: '24' }, percent: 30 },
  { table: 'integration.dutch_course', also: { level: "'A2'" }, percent: 40, changes: true },
  {
    table: 'work.jobseeker_registration',
    also: { registered_on: "'2026-01-01'", category: '(enum_range(null::work.jobseeker_category))[1]' },
    percent: 60,
  },
  { table: 'local.living_wage', also: {}, percent: 35, changes: true },
  { table: 'local.social_statute', also: { name: "'BIM_BVT'", applies: 'true' }, percent: 25, changes: true },
]

/** Only of whoever is registered. */
const BENEFIT: Showing = { table: 'work.benefit_right', also: {}, percent: 45, changes: true }

const COVERED: Readonly<Record<string, readonly string[]>> = {
  integration: ['trajectory', 'dutchCourse', 'dutchLevel', 'certificate', 'contract'],
  work: ['jobseekerRegistration', 'benefitRight', 'employment', 'vocationalTraining'],
  local: ['livingWage'],
}

/** @returns internal ids. @param day on which everything was said, or some days before. */
export async function createCrowd(pool: Pool, dice: Dice, size: number, day: string): Promise<string[]> {
  const ids = Array.from({ length: size }, () => dice.uuid())
  await addPersons(pool, ids)
  await pool.query(
    "update directory.person set first_registered_on = '2025-06-01' where id = any($1::uuid[]) and abs(hashtext(id::text)) % 2 = 0",
    [ids],
  )
  for (const { name, capacity, id } of ATTACKERS)
    await pool.query(
      `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
       select o.id, p.${id}, p.id, p.evidence_ref, $3::directory.capacity, '2026-01-01', 'TEST'
       from directory.person p join directory.organisation o on o.name = $2 where p.id = any($1::uuid[])`,
      [ids, name, capacity],
    )
  const some = (percent: number, of = ids) => of.filter(() => dice.chance(percent))
  for (const showing of SHOWING) await show(pool, showing, some(showing.percent), '2026-01-01', day)
  // Who is not entitled is obliged or not of the target group, or nobody knows: "not entitled" alone leaves open which.
  await pool.query(
    `insert into integration.target_group (person_id, member, type, valid_from, source, as_of)
     select q.id, abs(hashtext(q.id::text)) % 3 > 0, case when abs(hashtext(q.id::text)) % 3 > 0 then 'OBLIGED'::integration.target_group_type end, '2026-01-01', 'TEST', $2::date
     from unnest($1::uuid[]) q (id)
     where not exists (select from integration.target_group t where t.person_id = q.id)`,
    [some(50), day],
  )
  const { rows } = await pool.query<{ id: string }>(
    'select person_id as id from work.jobseeker_registration where person_id = any($1::uuid[])',
    [ids],
  )
  const registered = new Set(rows.map(({ id }) => id))
  await show(
    pool,
    BENEFIT,
    some(
      BENEFIT.percent,
      ids.filter((id) => registered.has(id)),
    ),
    '2026-01-01',
    day,
  )
  await pool.query(
    `insert into local.social_statute (person_id, name, applies, valid_from, source, as_of)
     select id, 'BIM_BVT_IN_FAMILY', false, '2026-01-01', 'TEST', $2::date from unnest($1::uuid[]) id`,
    [some(80), day],
  )
  for (const [schema, types] of Object.entries(COVERED)) {
    for (const type of types)
      await pool.query(
        `insert into ${schema}.coverage (person_id, record_type, valid_from, source, as_of)
         select id, $2, '2020-01-01', 'TEST', $3::date - (abs(hashtext(id::text || $2)) % 12) from unnest($1::uuid[]) id`,
        [some(85), type, day],
      )
    await pool.query(
      `insert into ${schema}.dossier (person_id, source, as_of) select id, 'TEST', $2::date - (abs(hashtext(id::text)) % 5) from unnest($1::uuid[]) id
       on conflict do nothing`,
      [ids, day],
    )
  }
  return ids
}

/** What sources say on a day. @returns persons of whom something was said. */
export async function passDay(pool: Pool, dice: Dice, ids: readonly string[], day: string): Promise<string[]> {
  const touched = new Set<string>()
  for (const showing of SHOWING.filter(({ changes }) => changes)) {
    const chosen = ids.filter(() => dice.chance(1))
    for (const id of chosen) touched.add(id)
    await show(pool, showing, chosen, day, day)
  }
  for (const schema of Object.keys(COVERED)) {
    const chosen = ids.filter(() => dice.chance(6))
    await pool.query(`update ${schema}.coverage set as_of = $2::date where person_id = any($1::uuid[])`, [chosen, day])
    for (const id of chosen) touched.add(id)
  }
  // What a delivery does beside storing (src/activities/delivery/store/apply-batch.ts).
  const persons = [...touched]
  await pool.query("update incentive.assessment set look_again = true where person_id = any($1::uuid[]) and state = 'OPEN'", [persons])
  return persons
}

async function show(pool: Pool, { table, also }: Showing, persons: readonly string[], from: string, asOf: string): Promise<void> {
  const columns = ['person_id', ...Object.keys(also), 'valid_from', 'source', 'as_of']
  await pool.query(
    `insert into ${table} (${columns.join(', ')})
     select id, ${[...Object.values(also), '$2::date'].join(', ')}, 'TEST', $3::date from unnest($1::uuid[]) id on conflict do nothing`,
    [persons, from, asOf],
  )
}
