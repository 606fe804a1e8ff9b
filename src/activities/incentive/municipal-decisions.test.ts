/** Decisions of a municipality, as its desk takes them over HTTP. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { dataOf } from '../../../test/support/answer.ts'
import { startTestHub, TODAY } from '../../../test/support/hub.ts'

const hub = await startTestHub({ persons: 400 })
const DESK = 'gemeente-gent-desk'
const MACHINE = 'gemeente-gent'
const PURPOSE = 'INCENTIVE_DECISION'

const INCENTIVES = ['completion-premium', 'ceremony-invitation', 'childcare-priority', 'nationality-orientation', 'start-bonus']

type Opened = { id: string; version: number; outcome: string }
type Granted = { id: string; confirmations: { code: string }[] }

const residents = await listResidents()

/** Residents of the municipality: internal id and number. */
async function listResidents(): Promise<{ id: string; insz: string }[]> {
  const { rows } = await hub.database.pool.query<{ id: string; number: Buffer }>(
    `select r.person_id as id, n.insz_encrypted as number
     from directory.relationship r
     join directory.organisation o on o.id = r.organisation_id and o.name = 'Stad Gent'
     join directory.person_number n on n.person_id = r.person_id and n.current
     where r.capacity = 'RESIDENT' and r.valid_from <= $1 and (r.valid_until is null or r.valid_until > $1)
     order by r.newcomer_id`,
    [TODAY],
  )
  return rows.map(({ id, number }) => ({ id, insz: hub.vault.decryptInsz(number) }))
}

async function find(insz: string | undefined): Promise<{ person: string; granted: Granted[] }> {
  const text = 'query ($insz: Insz!) { newcomerByInsz(insz: $insz) { id } incentives { id confirmations { code } } }'
  const data = dataOf(await hub.ask<{ newcomerByInsz: { id: string } | null; incentives: Granted[] }>(DESK, PURPOSE, text, { insz }))
  return { person: data.newcomerByInsz?.id ?? '', granted: data.incentives }
}

async function open(person: string, incentive: string): Promise<Opened> {
  const text =
    'mutation ($input: OpenAssessmentsInput!) { openAssessments(input: $input) { assessments { id version outcome } userErrors { code } } }'
  const answer = await hub.act<{ openAssessments: { assessments: (Opened | null)[] } }>(DESK, PURPOSE, text, {
    input: { newcomerIds: [person], incentive },
  })
  const [opened] = dataOf(answer).openAssessments.assessments
  if (opened == null) throw new Error('nobody')
  return opened
}

const DECIDE =
  'mutation ($input: DecideIncentiveInput!) { decideIncentive(input: $input) { decision { decision state incentive } userErrors { code } } }'

const decide = (consumer: string, { id, version }: Opened, confirmed: readonly string[]) =>
  hub.act<{ decideIncentive: object }>(
    consumer,
    PURPOSE,
    DECIDE,
    {
      input: {
        assessment: { id, expectedVersion: version },
        change: { decision: 'GRANTED', confirmed, reason: 'Nagekeken met de persoon.' },
      },
    },
    randomUUID(),
  )

test('the desk grants exactly the five incentives of a municipality', async () => {
  const { granted } = await find(residents[0]?.insz)
  expect(granted.map(({ id }) => id).sort()).toEqual(INCENTIVES.toSorted())
})

test.each(INCENTIVES)('%s is decided by a person of the municipality, and not by its machine', async (incentive) => {
  const { person, granted } = await find(residents[1]?.insz)
  const opened = await open(person, incentive)
  const confirmed = granted.find(({ id }) => id === incentive)?.confirmations.map(({ code }) => code) ?? []
  const machine = await decide(MACHINE, opened, confirmed)
  expect(machine.body.errors?.[0]?.extensions.code).toBe('HUMAN_DECIDER_REQUIRED')
  expect(dataOf(await decide(DESK, opened, confirmed)).decideIncentive).toEqual({
    decision: { decision: 'GRANTED', state: 'IN_FORCE', incentive },
    userErrors: [],
  })
})

describe('a resident with a statement of effort instead of a certificate', () => {
  test.each(['completion-premium', 'ceremony-invitation', 'nationality-orientation'])('is eligible for %s', async (incentive) => {
    const resident = residents[2]
    const { pool } = hub.database
    for (const table of ['certificate', 'contract'])
      await pool.query(`delete from integration.${table} where person_id = $1`, [resident?.id])
    await pool.query(
      `insert into integration.contract (person_id, signed_on, regime, social_orientation, dutch, work, source, as_of)
       values ($1, '2025-06-01', 'SINCE_SEPTEMBER_2023', true, true, true, 'TEST', $2)`,
      [resident?.id, TODAY],
    )
    await pool.query(
      `insert into integration.certificate (person_id, kind, issued_on, source, as_of) values ($1, 'EFFORT_STATEMENT', '2026-06-01', 'TEST', $2)`,
      [resident?.id, TODAY],
    )
    const { person } = await find(resident?.insz)
    expect((await open(person, incentive)).outcome).toBe('ELIGIBLE')
  })
})
