/** Decisions per item: each course, test and re-test has a fee of its own. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { dataOf } from '../../../test/support/answer.ts'
import { post, startTestHub } from '../../../test/support/hub.ts'
import { requestToken } from '../../development/issuer/request-token.ts'

const hub = await startTestHub({ persons: 400 })
const AGENCY = 'agii-frontend'
const PURPOSE = 'INCENTIVE_DECISION'

type Opened = { id: string; version: number }
type Decided = {
  decision: { id: string; version: number; occasion: string | null } | null
  userErrors: { code: string; field: string[] }[]
}

const token = await requestToken({
  issuer: hub.issuer,
  dataDir: hub.config.dataDir,
  consumer: AGENCY,
  purpose: PURPOSE,
  asPerson: 'person-agii-1',
})

async function act<Data>(query: string, input: object): Promise<Data> {
  return dataOf(await post<Data>(hub.address, token, PURPOSE, { query, variables: { input } }, { 'idempotency-key': randomUUID() }))
}

const PAYLOAD = '{ decision { id version occasion } userErrors { code field } }'

async function exempt(person: string | undefined, item: string | null): Promise<Decided> {
  const opening =
    'mutation ($input: OpenAssessmentsInput!) { openAssessments(input: $input) { assessments { id version } userErrors { code } } }'
  const { openAssessments } = await act<{ openAssessments: { assessments: (Opened | null)[] } }>(opening, {
    newcomerIds: [person],
    incentive: 'fee-exemption',
  })
  const [opened] = openAssessments.assessments
  const confirmed = ['ENROLMENT_DAY', 'OTHER_GROUNDS_CONSIDERED']
  const change = { decision: 'GRANTED', confirmed, item, reason: 'Grond nagekeken bij de inschrijving.' }
  const deciding = `mutation ($input: DecideIncentiveInput!) { decided: decideIncentive(input: $input) ${PAYLOAD} }`
  const assessment = { id: opened?.id, expectedVersion: opened?.version }
  return (await act<{ decided: Decided }>(deciding, { assessment, change })).decided
}

const { newcomers } = dataOf(
  await hub.ask<{ newcomers: { nodes: { id: string }[] } }>(AGENCY, PURPOSE, '{ newcomers(first: 3) { nodes { id } } }'),
)
const [first, second] = newcomers.nodes.map(({ id }) => id)

test('an exemption from the fee of a course is no decision on a test, and a second one of the course is refused', async () => {
  const course = await exempt(first, 'MO_COURSE')
  expect([course.decision?.occasion, course.userErrors]).toEqual(['MO_COURSE', []])
  const again = await exempt(first, 'MO_COURSE')
  expect([again.decision?.id, again.userErrors.map(({ code }) => code)]).toEqual([course.decision?.id, ['DECISION_IN_FORCE']])
  for (const item of ['MO_TEST', 'MO_RETEST']) expect((await exempt(first, item)).decision?.occasion).toBe(item)
})

test('a decision per item names one', async () => {
  for (const item of [null, 'SOMETHING'])
    expect((await exempt(second, item)).userErrors).toEqual([{ code: 'BAD_USER_INPUT', field: ['input', 'change', 'item'] }])
})

test('a decision that takes the place of another is about the same item', async () => {
  const { decision } = await exempt(second, 'NT2_TEST')
  const { rows } = await hub.database.pool.query<{ outcome: string }>('select outcome::text from incentive.decision where id = $1', [
    decision?.id,
  ])
  const change = { decision: 'REFUSED', outcome: rows[0]?.outcome, confirmed: [], reason: 'De inschrijving ging niet door.' }
  const superseding = `mutation ($input: SupersedeDecisionInput!) { decided: supersedeDecision(input: $input) ${PAYLOAD} }`
  const { decided } = await act<{ decided: Decided }>(superseding, {
    decision: { id: decision?.id, expectedVersion: decision?.version },
    change,
  })
  expect([decided.decision?.occasion, decided.userErrors]).toEqual(['NT2_TEST', []])
  expect((await exempt(second, 'NT2_TEST')).userErrors.map(({ code }) => code)).toEqual(['DECISION_IN_FORCE'])
})
