import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { addPersons } from '../../../test/support/add-persons.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { columnOf } from '../../base/columns.ts'
import type { Database } from '../../database/client.ts'
import type { Rows } from '../../query/declare.ts'
import * as own from './own-rows.ts'

const OWN_OCMW = 4402
const OTHER_OCMW = 1202
const MERGED_OCMW = 4403
const LATER_OCMW = 4404
const CO_SIGNING_AGENCY = 1
const OTHER_AGENCY = 2

let database: Database
let person: string
beforeAll(async () => {
  database = await createTestDatabase()
})

/** A person with a co-signed project at the own OCMW, an older one at another, and what belongs to each. */
beforeEach(async () => {
  person = randomUUID()
  await addPersons(database.pool, [person])
  const insert = (table: string, columns: string, ...values: string[]) =>
    database.pool.query(
      `insert into local.${table} (person_id, source, as_of, ${columns}) values ${values.map((row) => `($1, 'TEST', '2026-11-23', ${row})`).join(', ')}`,
      [person],
    )
  await insert(
    'living_wage',
    'organisation_id, valid_from',
    `${OWN_OCMW}, '2026-01-01'`,
    `${OTHER_OCMW}, '2025-01-01'`,
    `null, '2024-01-01'`,
  )
  await insert(
    'gpmi',
    'organisation_id, type, party_agency_id, valid_from, valid_until',
    `${OWN_OCMW}, 'TRAINING', ${CO_SIGNING_AGENCY}, '2026-01-01', null`,
    `${OTHER_OCMW}, 'STUDY', null, '2025-01-01', '2026-01-01'`,
  )
  await insert(
    'gpmi_objective',
    'organisation_id, kind, level, mode, agreed_on, due_on',
    `${OWN_OCMW}, 'DUTCH', 'A2', 'ORAL', '2026-02-01', '2027-02-01'`,
    `${OWN_OCMW}, 'OTHER', null, null, '2026-02-01', '2026-12-01'`,
    `${OTHER_OCMW}, 'DUTCH', 'A1', 'ORAL', '2025-02-01', '2025-12-01'`,
    `${OTHER_OCMW}, 'DUTCH', 'B1', 'ORAL', '2026-03-01', '2026-04-01'`,
  )
  await insert('gpmi_evaluation', 'organisation_id, planned_on', `${OWN_OCMW}, '2026-05-01'`, `${OTHER_OCMW}, '2025-05-01'`)
  for (const table of ['debt_mediation', 'article60_contract'])
    await insert(table, 'organisation_id, valid_from', `${OWN_OCMW}, '2026-01-01'`, `${OTHER_OCMW}, '2025-01-01'`, `null, '2024-01-01'`)
  await insert(
    'social_statute',
    'organisation_id, name, applies, valid_from',
    `${OWN_OCMW}, 'OWN', true, '2026-01-01'`,
    `${OTHER_OCMW}, 'OTHER', true, '2026-01-01'`,
    `null, 'SOCIAL_SECURITY', true, '2026-01-01'`,
  )
  await database.pool.query(
    `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
     select org, gen_random_uuid(), p.id, p.evidence_ref, capacity::directory.capacity, '2026-01-01', 'TEST'
     from directory.person p, (values (${OWN_OCMW}, 'GPMI_CLIENT'), (${OTHER_OCMW}, 'RESIDENT'), (${CO_SIGNING_AGENCY}, 'TRAJECTORY_CLIENT'), (${OTHER_AGENCY}, 'TRAJECTORY_CLIENT')) as known (org, capacity)
     where p.id = $1`,
    [person],
  )
})

/** Values of one column in the rows that an organisation may see, in order. */
async function seen(rows: Rows, column: string, organisation: number): Promise<string[]> {
  const terms = {
    column: columnOf('x'),
    person: '$1::uuid',
    today: `'2026-11-23'::date`,
    organisation: String(organisation),
    arg: () => 'null',
  }
  const order = rows.order
    .split(',')
    .map((part) => `x.${part.trim()}`)
    .join(', ')
  const { rows: found } = await database.pool.query<{ value: string }>(
    `select x.${column}::text as value from ${rows.table} x where x.person_id = $1 and ${rows.where?.(terms) ?? 'true'} order by ${order}`,
    [person],
  )
  return found.map(({ value }) => value)
}

test('an OCMW sees the living wage that it pays, and nothing of another or of an unknown payer', async () => {
  expect(await seen(own.ownLivingWages, 'valid_from', OWN_OCMW)).toEqual(['2026-01-01'])
  expect(await seen(own.ownLivingWages, 'valid_from', OTHER_OCMW)).toEqual(['2025-01-01'])
})

test('an OCMW sees its own projects, and as the one in force only one that is', async () => {
  expect(await seen(own.ownProjects, 'type', OTHER_OCMW)).toEqual(['STUDY'])
  expect(await seen(own.ownProjectInForce, 'type', OWN_OCMW)).toEqual(['TRAINING'])
  expect(await seen(own.ownProjectInForce, 'type', OTHER_OCMW)).toEqual([])
})

test('objectives and evaluations belong to their OCMW', async () => {
  expect(await seen(own.ownObjectives, 'agreed_on', OWN_OCMW)).toEqual(['2026-02-01', '2026-02-01'])
  expect(await seen(own.ownObjectives, 'agreed_on', OTHER_OCMW)).toEqual(['2026-03-01', '2025-02-01'])
  expect(await seen(own.ownEvaluations, 'planned_on', OWN_OCMW)).toEqual(['2026-05-01'])
})

test('the integration objective answers the OCMW of the project and the agency that co-signed it, and nobody else', async () => {
  expect(await seen(own.integrationObjective, 'level', OWN_OCMW)).toEqual(['A2'])
  expect(await seen(own.integrationObjective, 'level', CO_SIGNING_AGENCY)).toEqual(['A2'])
  expect(await seen(own.integrationObjective, 'level', OTHER_OCMW)).toEqual([])
  expect(await seen(own.integrationObjective, 'level', OTHER_AGENCY)).toEqual([])
})

test('debts and article 60 show to the OCMW that holds them, and to no other, whoever is a client', async () => {
  for (const rows of [own.ownDebtMediations, own.ownArticle60Contracts]) {
    expect(await seen(rows, 'valid_from', OWN_OCMW)).toEqual(['2026-01-01'])
    expect(await seen(rows, 'valid_from', OTHER_OCMW)).toEqual(['2025-01-01'])
  }
})

test('statutes that the social security reported show to the OCMW whose client the person is, beside those that it holds', async () => {
  expect(await seen(own.ownStatutes, 'name', OWN_OCMW)).toEqual(['OWN', 'SOCIAL_SECURITY'])
  expect(await seen(own.ownStatutes, 'name', OTHER_OCMW)).toEqual(['OTHER'])
})

test('an OCMW sees what an OCMW held that merged into it, from the merger on', async () => {
  await database.pool.query(
    `insert into directory.organisation (id, kind, name, valid_from, valid_until, successor_id) values
       (${MERGED_OCMW}, 'OCMW', 'Merged', '2000-01-01', '2026-11-23', ${OWN_OCMW}), (${OWN_OCMW}, 'OCMW', 'Own', '2000-01-01', null, null),
       (${LATER_OCMW}, 'OCMW', 'Later', '2000-01-01', '2026-11-24', ${OWN_OCMW})`,
  )
  await database.pool.query(
    `insert into local.debt_mediation (person_id, organisation_id, valid_from, source, as_of) values
       ($1, ${MERGED_OCMW}, '2023-01-01', 'TEST', '2026-11-23'), ($1, ${LATER_OCMW}, '2022-01-01', 'TEST', '2026-11-23')`,
    [person],
  )
  expect(await seen(own.ownDebtMediations, 'valid_from', OWN_OCMW)).toEqual(['2026-01-01', '2023-01-01'])
  expect(await seen(own.ownDebtMediations, 'valid_from', OTHER_OCMW)).toEqual(['2025-01-01'])
})
