/** What opens for one person: for each condition of each domain the rows by which it holds, and every single change by which it does not. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { addPersons } from '../../test/support/add-persons.ts'
import { createTestDatabase } from '../../test/support/database.ts'
import { type ConditionTerms, conditionOf } from '../access/protocols/condition.ts'
import type { Database } from '../database/client.ts'
import { CONDITIONS } from './all.ts'
import { CONSENT_GROUPS } from './directory/consent-groups.ts'
import { INTEGRATION_OBJECTIVES } from './local/integration-objectives.ts'

const OWN = 4402
const OTHER = 1202
const TODAY = '2026-11-23'
const ASKED: Omit<ConditionTerms, 'person'> = {
  organisation: String(OWN),
  today: `date '${TODAY}'`,
  purpose: 'REFERRAL',
  recipient: 'OCMW',
  capacities: ['GPMI_CLIENT', 'LIVING_WAGE_CLIENT'],
}

/** @property rows statements that make a condition hold for the person $1. @property closes what no longer holds it: changes of these rows, by what they say. */
type Situation = { rows: readonly string[]; closes: Readonly<Record<string, string | readonly string[]>> }

const period = (table: string) => ({
  'it ended today': `${table} set valid_until = '${TODAY}'`,
  'it begins tomorrow': `${table} set valid_from = date '${TODAY}' + 1`,
})

const known = (capacity: string, another: string): Situation => ({
  rows: [
    `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
     select ${OWN}, gen_random_uuid(), p.id, p.evidence_ref, '${capacity}', '2026-01-01', 'TEST' from directory.person p where p.id = $1`,
  ],
  closes: {
    ...period('directory.relationship'),
    'another organisation knows the person': `directory.relationship set organisation_id = ${OTHER}`,
    'the capacity is another one': `directory.relationship set capacity = '${another}'`,
  },
})

const consent = (group: string, another: string): Situation => ({
  rows: [
    `insert into directory.consent (person_id, organisation_id, fact_group, purpose, recipient, valid_from, given_how, source)
     values ($1, ${OWN}, '${group}', '${ASKED.purpose}', '${ASKED.recipient}', '2026-01-01', 'AT_DESK', 'TEST')`,
  ],
  closes: {
    ...period('directory.consent'),
    'it is to another organisation': `directory.consent set organisation_id = ${OTHER}`,
    'it names no organisation': 'directory.consent set organisation_id = null',
    'it is for other facts': `directory.consent set fact_group = '${another}'`,
    'it is for another purpose': `directory.consent set purpose = 'MATCHING'`,
    'it is to other recipients': `directory.consent set recipient = 'VDAB'`,
  },
})

const project = (parties: { organisation: number; agency: number }) =>
  `insert into local.gpmi (person_id, organisation_id, party_agency_id, type, valid_from, source, as_of)
   values ($1, ${parties.organisation}, ${parties.agency}, 'TRAINING', '2026-01-01', 'TEST', '${TODAY}')`

const objective = (kind: string): Situation => ({
  rows: [
    project({ organisation: OWN, agency: OTHER }),
    `insert into local.gpmi_objective (person_id, organisation_id, kind, agreed_on, source, as_of)
     values ($1, ${OWN}, '${kind}', '2026-02-01', 'TEST', '${TODAY}')`,
  ],
  closes: {
    ...period('local.gpmi'),
    'the project is with another OCMW': `local.gpmi set organisation_id = ${OTHER}`,
    'project and objective are with another OCMW': [
      `local.gpmi set organisation_id = ${OTHER}`,
      `local.gpmi_objective set organisation_id = ${OTHER}`,
    ],
    'the objective is with another OCMW': `local.gpmi_objective set organisation_id = ${OTHER}`,
    'the objective is older than the project': `local.gpmi_objective set agreed_on = '2025-12-31'`,
    'the objective is not about integration': `local.gpmi_objective set kind = 'WORK'`,
  },
})

const groups = Object.keys(CONSENT_GROUPS)

const SITUATIONS: Readonly<Record<string, readonly Situation[]>> = {
  REFERRAL_ACCEPTED: [known('ACCEPTED_REFERRAL', 'REFERRAL_PARTY')],
  REFERRAL_PARTY: [known('REFERRAL_PARTY', 'ACCEPTED_REFERRAL')],
  PERSON_IN_SCOPE: [known('GPMI_CLIENT', 'RESIDENT'), known('LIVING_WAGE_CLIENT', 'RESIDENT')],
  LIVES_IN_OWN_TERRITORY: [known('RESIDENT', 'GPMI_CLIENT')],
  ...Object.fromEntries(groups.map((group) => [`PERSON_CONSENTED_TO_${group}`, [consent(group, group === 'FEE' ? 'BENEFIT' : 'FEE')]])),
  GPMI_HAS_INTEGRATION_OBJECTIVE: INTEGRATION_OBJECTIVES.map(objective),
  AGENCY_IS_GPMI_PARTY: [
    {
      rows: [project({ organisation: OTHER, agency: OWN })],
      closes: {
        ...period('local.gpmi'),
        'another agency signed it': `local.gpmi set party_agency_id = ${OTHER}`,
        'no agency signed it': 'local.gpmi set party_agency_id = null',
      },
    },
  ],
  JOB_NEEDS_WRITING: [
    {
      rows: [
        `insert into work.jobseeker_profile (person_id, competences, writing_required, source, as_of) values ($1, '{}', true, 'TEST', '${TODAY}')`,
      ],
      closes: {
        'the job needs no writing': 'work.jobseeker_profile set writing_required = false',
        'what the job needs is unknown': 'work.jobseeker_profile set writing_required = null',
      },
    },
  ],
}

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
})

test('every condition of every domain is tried', () => {
  expect(Object.keys(SITUATIONS).sort()).toEqual([...CONDITIONS.keys()].sort())
})

/** Whether the condition holds for a person of whom some rows are known, and for one of whom nothing is. */
async function judge(
  condition: string,
  rows: readonly string[],
  changes: readonly string[] = [],
): Promise<{ person: boolean; nobody: boolean }> {
  const [person, nobody] = [randomUUID(), randomUUID()]
  await addPersons(database.pool, [person, nobody])
  for (const row of rows) await database.pool.query(row, [person])
  for (const change of changes) await database.pool.query(`update ${change} where person_id = $1`, [person])
  const holds = (of: string) => `(${conditionOf(CONDITIONS, condition).sql({ ...ASKED, person: `${of}::uuid` })})`
  const { rows: judged } = await database.pool.query<{ person: boolean; nobody: boolean }>(
    `select ${holds('$1')} person, ${holds('$2')} nobody`,
    [person, nobody],
  )
  return judged[0] ?? { person: false, nobody: false }
}

const cases = Object.entries(SITUATIONS).flatMap(([condition, situations]) => situations.map((situation) => ({ condition, ...situation })))

test.each(cases)('$condition holds for the person of whom the rows are, and for nobody else', async ({ condition, rows }) => {
  expect(await judge(condition, rows)).toEqual({ person: true, nobody: false })
})

test.each(
  cases.flatMap(({ condition, rows, closes }) =>
    Object.entries(closes).map(([change, changes]) => ({ condition, rows, change, changes: [changes].flat() })),
  ),
)('$condition does not hold when $change', async ({ condition, rows, changes }) => {
  expect(await judge(condition, rows, changes)).toEqual({ person: false, nobody: false })
})
