/** The loop as its two sides see it, over HTTP: what each can do, what each sees, and what goes back. */
import { describe, expect, test } from 'vitest'
import type { SentQuery } from '../../../test/documents/generated/ocmw-referral/graphql.ts'
import { SENT, SUBMIT } from '../../../test/documents/ocmw-referral.ts'
import { dataOf } from '../../../test/support/answer.ts'
import { startTestHub, TODAY } from '../../../test/support/hub.ts'
import { codeOf, createScenario, RECEIVER, SENDER } from '../../../test/support/scenario.ts'

const hub = await startTestHub({ persons: 400 })
const { someone, submit, give, look } = createScenario(hub)
const REFERRAL = 'REFERRAL'
const STRANGER = 'atlas-frontend'

test('a referral goes from sending to outcome; each side sees its part', async () => {
  const { referral: sent, userErrors } = await submit(0)
  expect(userErrors).toEqual([])
  expect(sent).toMatchObject({ state: 'SENT', version: 1 })

  const announced = await look(RECEIVER, sent.id)
  expect(announced.referral).toMatchObject({
    state: 'SENT',
    direction: 'RECEIVED',
    sender: { name: 'OCMW Gent' },
    person: { familyName: null },
  })
  expect(await look(STRANGER, sent.id)).toMatchObject({ referral: null, withheld: undefined })

  const received = await give(RECEIVER, 'receiveReferral', sent)
  expect(received).toMatchObject({ referral: { state: 'RECEIVED', version: 2 }, userErrors: [] })
  const payload = await look(RECEIVER, sent.id)
  expect(payload.referral).toMatchObject({ person: { familyName: expect.any(String), insz: expect.any(String) }, newcomer: null })

  const accepted = await give(RECEIVER, 'acceptReferral', received.referral)
  expect((await look(RECEIVER, sent.id)).referral).toMatchObject({ state: 'ACCEPTED', newcomer: { id: expect.any(String) } })
  const scheduled = await give(RECEIVER, 'scheduleReferral', accepted.referral, { appointmentAt: '2099-01-05T09:00:00+01:00' })
  expect(scheduled.referral.state).toBe('SCHEDULED')
  const started = await give(RECEIVER, 'startReferral', scheduled.referral)
  const completed = await give(RECEIVER, 'completeReferral', started.referral, { outcome: 'GOAL_REACHED' })
  expect(completed).toMatchObject({ referral: { state: 'COMPLETED', version: 6, may: [] }, userErrors: [] })

  const back = await look(SENDER, sent.id)
  expect(back.referral).toMatchObject({ direction: 'SENT', outcome: 'GOAL_REACHED', newcomer: { id: await someone(SENDER, 0) } })
  expect(back.referral?.events).toEqual([
    { side: 'SENDER', act: 'SUBMIT', state: 'SENT', code: null, organisation: { name: 'OCMW Gent' } },
    ...[
      ['RECEIVE', 'RECEIVED', null],
      ['ACCEPT', 'ACCEPTED', null],
      ['SCHEDULE', 'SCHEDULED', null],
      ['START', 'STARTED', null],
      ['COMPLETE', 'COMPLETED', 'GOAL_REACHED'],
    ].map(([did, state, code]) => ({ side: 'RECEIVER', act: did, state, code, organisation: { name: 'Amal' } })),
  ])
  const { rows } = await hub.database.pool.query(
    'select capacity, valid_from::text, valid_until::text from directory.relationship where source = $1 order by 1, organisation_id',
    [`REFERRAL ${sent.id}`],
  )
  const open = { valid_from: TODAY, valid_until: '2026-12-23' }
  expect(rows).toEqual([
    { capacity: 'REFERRAL_PARTY', ...open },
    { capacity: 'ACCEPTED_REFERRAL', ...open },
  ])
})

describe('refusals are data', () => {
  test('an act that the state does not allow tells the state and what is possible', async () => {
    const { referral } = await submit(1)
    expect((await give(RECEIVER, 'acceptReferral', referral)).userErrors).toEqual([
      { code: 'ILLEGAL_TRANSITION', field: [], state: 'SENT', may: ['receiveReferral'] },
    ])
    expect((await give(SENDER, 'receiveReferral', referral)).userErrors).toEqual([
      { code: 'ILLEGAL_TRANSITION', field: [], state: 'SENT', may: ['withdrawReferral', 'correctReferral'] },
    ])
  })

  test('an older version is a conflict, with the referral as it is now', async () => {
    const { referral } = await submit(2)
    const { referral: received } = await give(RECEIVER, 'receiveReferral', referral)
    expect(await give(SENDER, 'withdrawReferral', referral, { code: 'MOVED' })).toEqual({
      referral: { ...received, may: ['WITHDRAW', 'CORRECT'] },
      userErrors: [{ code: 'VERSION_CONFLICT', field: ['input', 'referral', 'expectedVersion'], state: 'RECEIVED', may: null }],
    })
  })

  test('a referral of others and one that does not exist are the same', async () => {
    const { referral } = await submit(3)
    const unknown = { id: '00000000-0000-4000-8000-000000000000', version: 1, state: '' }
    const answers = [await give(STRANGER, 'receiveReferral', referral), await give(STRANGER, 'receiveReferral', unknown)]
    expect(answers[0]).toEqual({
      referral: null,
      userErrors: [{ code: 'NOT_FOUND', field: ['input', 'referral', 'id'], state: null, may: null }],
    })
    expect(answers[1]).toEqual(answers[0])
  })

  test('a second open referral for the same reason, on the same path, is refused, and on record is who was told so', async () => {
    const { referral } = await submit(4)
    expect((await submit(4)).userErrors).toMatchObject([{ code: 'OPEN_REFERRAL_EXISTS', field: ['input', 'change', 'reason'] }])
    const { rows } = await hub.database.pool.query(
      `select e.actor, e.detail from audit.event e join directory.person p on p.evidence_ref::text = e.subject join referral.referral r on r.person_id = p.id
       where r.id = $1 order by e.id`,
      [referral.id],
    )
    const actor = expect.stringMatching(/^244021( |$)/)
    expect(rows).toEqual([
      { actor, detail: 'SUBMIT' },
      { actor, detail: 'OPEN_REFERRAL_EXISTS' },
    ])
    expect((await submit(4, { reason: 'INBURGERING_INFO' })).userErrors).toEqual([])
  })

  test.each([
    ['an identification number', 'Zie dossier 85.67.30-033.60'],
    ['an e-mail address', 'Mail naar iemand@example.be'],
    ['more than 500 characters', 'x'.repeat(501)],
  ])('a text may not hold %s', async (_what, explanation) => {
    expect((await submit(5, { explanation })).userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', field: ['input', 'change', 'explanation'] },
    ])
  })

  test('a path that does not exist, an unknown receiver and a missing agreement name their field', async () => {
    const errors = async (change: object) => (await submit(5, change)).userErrors
    expect(await errors({ receiver: await codeOf(hub.database.pool, 'VDAB') })).toMatchObject([
      { code: 'BAD_USER_INPUT', field: ['input', 'change', 'receiver'] },
    ])
    expect(await errors({ receiver: 'Agentschap' })).toEqual([
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: 'Give a KBO number of ten digits, or an OVO code.' }),
    ])
    expect(await errors({ receiver: '0000.000.097' })).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'change', 'receiver'] }])
    expect(await errors({ receiver: '0000000097' })).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'change', 'receiver'] }])
    expect(await errors({ agreement: null })).toMatchObject([{ code: 'BAD_USER_INPUT', field: ['input', 'change', 'agreement'] }])
  })
})

describe('an act is done once', () => {
  test('the same key again answers the same, and does nothing again', async () => {
    const key = 'key-once'
    const first = await submit(6, {}, key)
    expect(await submit(6, {}, key)).toEqual(first)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => give(RECEIVER, 'receiveReferral', first.referral, undefined, 'key-many')),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ referral: { version: 2 }, userErrors: [] })
  })

  test('the same key for another act is refused, and another application has keys of its own', async () => {
    await submit(7, {}, 'key-other')
    await expect(submit(8, {}, 'key-other')).rejects.toThrow('IDEMPOTENCY_REUSED')
    const { body } = await hub.act(
      STRANGER,
      REFERRAL,
      SUBMIT,
      {
        input: {
          newcomer: { id: '00000000-0000-4000-8000-000000000000' },
          change: { receiver: '0000000097', reason: 'TRAJECT_NAAR_WERK' },
        },
      },
      'key-other',
    )
    expect(body.data).toMatchObject({ submitReferral: { userErrors: [{ code: 'NOT_FOUND' }] } })
  })

  test('a machine must name its act', async () => {
    const { body } = await hub.ask(SENDER, REFERRAL, SUBMIT, {
      input: { newcomer: { id: '00000000-0000-4000-8000-000000000000' }, change: { receiver: '0000000097', reason: 'NT2_INTAKE' } },
    })
    expect(body.errors).toMatchObject([{ extensions: { code: 'IDEMPOTENCY_KEY_MISSING' } }])
  })
})

test('a mistake hides the person from both sides and keeps the record', async () => {
  const { referral } = await submit(9)
  const { referral: received } = await give(RECEIVER, 'receiveReferral', referral)
  expect(await give(SENDER, 'correctReferral', received, { code: 'WRONG_PERSON' })).toMatchObject({
    referral: { state: 'ENTERED_IN_ERROR' },
  })
  for (const side of [SENDER, RECEIVER])
    expect((await look(side, referral.id)).referral).toMatchObject({
      state: 'ENTERED_IN_ERROR',
      person: null,
      newcomer: null,
      code: 'WRONG_PERSON',
    })
})

test('a referral that is passed on ends, and lives on as a new one of the same sender', async () => {
  const { referral } = await submit(10)
  const { referral: received } = await give(RECEIVER, 'receiveReferral', referral)
  const rerouted = await give(RECEIVER, 'rerouteReferral', received, { receiver: '0421722346' })
  expect(rerouted).toMatchObject({ referral: { state: 'REROUTED' }, userErrors: [] })
  const { body } = await hub.ask(
    STRANGER,
    REFERRAL,
    '{ referrals(filter: { queue: TO_ANSWER }) { totalCount nodes { state replacesId version } } }',
  )
  expect(body.data).toEqual({ referrals: { totalCount: 1, nodes: [{ state: 'SENT', replacesId: referral.id, version: 1 }] } })
})

test('worklists page through what waits, newest first', async () => {
  const seen: { id: string | null; changedAt: string | null }[] = []
  let after: string | null = null
  for (let more = true; more; ) {
    const { referrals }: SentQuery = dataOf(await hub.ask(SENDER, REFERRAL, SENT, { after }))
    if (referrals === null) throw new Error('no list')
    seen.push(...(referrals.nodes ?? []))
    more = referrals.pageInfo.hasNextPage
    after = referrals.pageInfo.endCursor
    expect(referrals.totalCount).toBeGreaterThan(4)
  }
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
  expect(seen.map(({ changedAt }) => changedAt)).toEqual(
    seen
      .map(({ changedAt }) => changedAt)
      .toSorted()
      .toReversed(),
  )
})
