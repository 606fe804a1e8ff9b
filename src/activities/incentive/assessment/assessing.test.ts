/** Assessing over HTTP: outcomes in one statement, without values, and blind to whatever the protocol does not let in. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AssessQuery } from '../../../../test/documents/generated/ocmw-incentive-decision/graphql.ts'
import { BY_INSZ } from '../../../../test/documents/municipality-incentive-decision.ts'
import { ASSESS, PERSONS } from '../../../../test/documents/ocmw-incentive-decision.ts'
import { type Answer, dataOf } from '../../../../test/support/answer.ts'
import { startTestHub, TODAY } from '../../../../test/support/hub.ts'

const hub = await startTestHub({ persons: 400 })
const { pool } = hub.database
const PURPOSE = 'INCENTIVE_DECISION'

const verdicts = (answer: Answer<AssessQuery>) => dataOf(answer).assessIncentives ?? []

/** Persons of a consumer; there are always some. */
async function idsOf(consumer: string): Promise<[string, ...string[]]> {
  const [first, ...others] = (dataOf(await hub.ask(consumer, PURPOSE, PERSONS)).newcomers?.nodes ?? []).map(({ id }) => id)
  if (first === undefined) throw new Error(`${consumer} finds nobody`)
  return [first, ...others]
}

/** Incentives of each group, with a consumer that asks. */
const ASKED: [consumer: string, incentive: string][] = [
  ['agii-frontend', 'fee-exemption'],
  ['agii-frontend', 'second-test'],
  ['agii-frontend', 'housing-language-duty'],
  ['ocmw-gent', 'gpmi-objective'],
  ['ocmw-gent', 'gpmi-deferral'],
  ['ocmw-gent', 'benefit-bridge'],
  ['vdab-matching', 'availability-exemption'],
  ['vdab-matching', 'training-priority'],
  ['vdab-matching', 'course-cost-refund'],
  ['vdab-matching', 'accelerated-matching'],
]

describe.each(ASKED)('%s asks %s', (consumer, incentive) => {
  test('persons in scope get an outcome, all others null, in the order of the ids', async () => {
    const ids = await idsOf(consumer)
    const answer = await hub.ask(consumer, PURPOSE, ASSESS, { ids: [...ids, randomUUID(), randomUUID(), ids[0]], incentive })
    expect(answer.body.errors).toBeUndefined()
    expect(verdicts(answer).map((verdict) => verdict?.newcomerId ?? null)).toEqual([...ids, null, null, ids[0]])
  })

  test('one statement is recorded for one person and for many, with every coordinate used inside the assessment', async () => {
    const ids = await idsOf(consumer)
    const used = async (asked: string[]) => {
      const { rows } = await pool.query<{ last: string }>('select coalesce(max(id), 0)::text as last from audit.data_use')
      await hub.ask(consumer, PURPOSE, ASSESS, { ids: asked, incentive })
      const uses = await pool.query<{ persons: number; by: string[] }>(
        `select cardinality(d.persons) as persons, array(select distinct c ->> 'by' from jsonb_array_elements(u.coordinates) c) as by
         from audit.data_use d join audit.use_set u on u.id = d.use_set_id where d.id > $1`,
        [rows[0]?.last],
      )
      return uses.rows
    }
    expect(await used(ids.slice(0, 1))).toEqual([{ persons: 1, by: ['ASSESSMENT'] }])
    expect(await used(ids)).toEqual([{ persons: ids.length, by: ['ASSESSMENT'] }])
  })
})

describe('what does not count', () => {
  /** Changes of what no rule of VDAB may read, about any person. */
  const UNGRANTED = [
    'update integration.participation set hours = hours + 1',
    'update integration.social_orientation set test_score = 1, attendance_percent = 1',
    'update integration.dutch_level set test_score = 0',
    'update integration.target_group set exempted = not exempted',
    "update local.living_wage set category = 'FAMILY', amount_cents = 1",
    'update local.gpmi set party_agency_id = 2',
    "update directory.person set nationality = 'BR', country_of_birth = 'BR', sex = 'UNKNOWN', family_name = 'Anders'",
    "update directory.residence_title set labour_market_access = 'NONE'",
    'update work.benefit_right set daily_amount_cents = 1, days_paid = 1',
    'delete from integration.infringement',
  ]

  test('changes no byte of the answer', async () => {
    const ids = await idsOf('vdab-matching')
    const ask = async () =>
      (
        await Promise.all(
          ['availability-exemption', 'training-priority', 'course-cost-refund', 'accelerated-matching'].map((incentive) =>
            hub.ask('vdab-matching', PURPOSE, ASSESS, { ids, incentive }),
          ),
        )
      ).map(({ text }) => text)
    const before = await ask()
    await fc.assert(
      fc.asyncProperty(fc.subarray(UNGRANTED, { minLength: 1 }), async (changes) => {
        for (const change of changes) await pool.query(change)
        expect(await ask()).toEqual(before)
      }),
      { numRuns: 8, seed: 5 },
    )
  })

  test('what counts does change it', async () => {
    const ids = await idsOf('vdab-matching')
    const ask = () => hub.ask('vdab-matching', PURPOSE, ASSESS, { ids, incentive: 'accelerated-matching' })
    const before = await ask()
    const { rows } = await pool.query<{ id: string }>(
      'select person_id as id from directory.relationship where newcomer_id = any($1::uuid[])',
      [ids],
    )
    for (const { id } of rows)
      await pool.query(
        "insert into integration.certificate (person_id, kind, issued_on, source, as_of) values ($1, 'INTEGRATION', '2026-01-02', 'TEST', '2026-01-02') on conflict do nothing",
        [id],
      )
    expect((await ask()).text).not.toBe(before.text)
  })
})

test('a person of another organisation and nobody at all get the same bytes', async () => {
  const [own] = await idsOf('ocmw-mechelen')
  const theirs = (await idsOf('ocmw-gent')).filter((id) => id !== own)
  const ask = (id: string) =>
    hub.ask('ocmw-mechelen', PURPOSE, 'query ($input: AssessIncentiveInput!) { assessIncentive(input: $input) { outcome } }', {
      input: { newcomerId: id, incentive: 'gpmi-objective' },
    })
  const answers = await Promise.all([...theirs.slice(0, 5), randomUUID()].map(ask))
  expect([...new Set(answers.map(({ text }) => text))]).toEqual(['{"data":{"assessIncentive":null}}'])
})

test('grounds that share a concept are shown as one, so that nobody can tell which counted', async () => {
  const ids = await idsOf('agii-frontend')
  const answer = await hub.ask('agii-frontend', PURPOSE, ASSESS, { ids, incentive: 'fee-exemption' })
  const shown = verdicts(answer).flatMap((verdict) => verdict?.facts ?? [])
  expect([...new Set(shown.map(({ name }) => name))]).toEqual([
    'inTargetGroup',
    'contractBeforeFee',
    'jobseekerRegistered',
    'exemptionGround',
  ])
  expect(shown.filter(({ name }) => name === 'exemptionGround').every(({ source }) => source === null)).toBe(true)
})

test('only of jobseekers in the target group, under rules with a fee, an agency learns whether there is a ground; and a ground has no day', async () => {
  const ids = await idsOf('agii-frontend')
  const some = ids.slice(0, 10)
  // Of some nobody knows whether they are in the target group.
  await pool.query(
    "update integration.target_group set as_of = '2020-01-01' where person_id in (select person_id from directory.relationship where newcomer_id = any($1::uuid[]))",
    [some],
  )
  await pool.query(
    "update integration.coverage set as_of = '2020-01-01' where person_id in (select person_id from directory.relationship where newcomer_id = any($1::uuid[]))",
    [some],
  )
  const answer = await hub.ask('agii-frontend', PURPOSE, ASSESS, { ids, incentive: 'fee-exemption' })
  const told = verdicts(answer).flatMap((verdict) => (verdict === null ? [] : [verdict]))
  const stateOf = (verdict: (typeof told)[number], wanted: string) => verdict.reasons?.find(({ code }) => code === wanted)?.state
  const LEADING = ['TARGET_GROUP', 'FEE_DUE', 'JOBSEEKER']
  const isLedTo = (verdict: (typeof told)[number]) => LEADING.every((code) => stateOf(verdict, code) === 'MET')
  for (const state of ['MET', 'UNMET', 'UNKNOWN'])
    expect(told.filter((verdict) => LEADING.some((code) => stateOf(verdict, code) === state)).length).toBeGreaterThan(0)
  for (const verdict of told.filter((each) => !isLedTo(each))) {
    expect(verdict.facts?.map(({ name }) => name)).not.toContain('exemptionGround')
    expect(stateOf(verdict, 'EXEMPTION_GROUND')).toBeUndefined()
    const isUnmet = verdict.reasons?.some(({ state }) => state === 'UNMET')
    expect(verdict.outcome).toBe(isUnmet ? 'NOT_ELIGIBLE' : 'UNKNOWN')
  }
  const grounds = told.filter(isLedTo).map(({ facts }) => facts?.find(({ name }) => name === 'exemptionGround'))
  expect(grounds.length).toBeGreaterThan(0)
  for (const ground of grounds) expect(ground).toMatchObject({ source: null, asOf: null })
})

test('without the request of the person the end of a benefit counts nowhere, and the answer says why', async () => {
  const ids = await idsOf('ocmw-gent')
  const answer = await hub.ask('ocmw-gent', PURPOSE, ASSESS, { ids, incentive: 'benefit-bridge' })
  const withheld = answer.body.extensions?.withheld as { coordinate: string; reasons: string[]; count: number }[]
  expect(withheld.map(({ coordinate, reasons }) => [coordinate, reasons])).toEqual([
    ['Newcomer.benefitEndsWithin3Months', ['PERSON_DID_NOT_CONSENT']],
  ])
  expect(verdicts(answer).filter((verdict) => verdict?.outcome === 'ELIGIBLE').length).toBeLessThanOrEqual(
    ids.length - (withheld[0]?.count ?? 0),
  )
})

describe('the day that is looked at', () => {
  const ask = async (asOf: string, incentive = 'second-test') => {
    const [id] = await idsOf('agii-frontend')
    return await hub.ask('agii-frontend', PURPOSE, ASSESS, { ids: [id], incentive, asOf })
  }

  test('reaches as far back as the rule allows', async () => {
    expect(verdicts(await ask('2026-10-23'))[0]).toMatchObject({ asOf: '2026-10-23' })
    expect((await ask('2026-10-22')).body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  test('is today where the rule reads facts of others, and never the future', async () => {
    expect(verdicts(await ask(TODAY, 'fee-exemption'))[0]).toMatchObject({ asOf: TODAY })
    for (const day of ['2026-11-22', '2026-11-24'])
      expect((await ask(day, 'fee-exemption')).body.errors?.[0]).toMatchObject({
        message: 'Argument "asOf" must be today: other days could reveal when a fact changed.',
        extensions: { code: 'BAD_USER_INPUT' },
      })
  })

  test('can be kept: an assessment that is opened with today goes on looking at that day', async () => {
    const [id] = await idsOf('agii-frontend')
    const OPEN_ON = 'mutation ($input: OpenAssessmentsInput!) { openAssessments(input: $input) { assessments { id asOf } } }'
    const open = (asOf: string) =>
      hub.act<{ openAssessments: { assessments: { id: string; asOf: string }[] } | null }>('agii-frontend', PURPOSE, OPEN_ON, {
        input: { newcomerIds: [id], incentive: 'fee-exemption', asOf },
      })
    expect(dataOf(await open(TODAY)).openAssessments?.assessments[0]).toMatchObject({ asOf: TODAY })
    expect((await open('2026-11-22')).body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })
})

test('a municipality assesses its own residents, found by number', async () => {
  const { rows } = await pool.query<{ sealed: Buffer }>(
    `select n.insz_encrypted as sealed from directory.relationship r join directory.organisation o on o.id = r.organisation_id and o.name = 'Stad Gent'
     join directory.person_number n on n.person_id = r.person_id and n.current where r.valid_until is null order by r.newcomer_id limit 1`,
  )
  const insz = hub.vault.decryptInsz(rows[0]?.sealed ?? Buffer.alloc(0))
  const { newcomerByInsz, incentives } = dataOf(await hub.ask('gemeente-gent', PURPOSE, BY_INSZ, { insz }))
  expect(incentives?.map(({ code }) => code)).toEqual(['I5', 'I6', 'I12', 'I14', 'I16'])
  const answer = await hub.ask('gemeente-gent', PURPOSE, ASSESS, { ids: [newcomerByInsz?.id ?? ''], incentive: 'ceremony-invitation' })
  expect(verdicts(answer)[0]?.facts?.map(({ name, source }) => [name, source])).toEqual([['trackFulfilled', 'INTEGRATION']])
})

test('an incentive of another group does not exist', async () => {
  const [id] = await idsOf('vdab-matching')
  const answer = await hub.ask('vdab-matching', PURPOSE, ASSESS, { ids: [id], incentive: 'fee-exemption' })
  expect(answer.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
})

test('more than a thousand ids are refused', async () => {
  const answer = await hub.ask('vdab-matching', PURPOSE, ASSESS, {
    ids: Array.from({ length: 1001 }, () => randomUUID()),
    incentive: 'accelerated-matching',
  })
  expect(answer.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
})
