/** Referrals of an organisation that merged: whoever succeeded it is the side, from the day of the merger on. */
import { beforeAll, describe, expect, test } from 'vitest'
import { SUBMIT } from '../../../test/documents/ocmw-referral.ts'
import { dataOf } from '../../../test/support/answer.ts'
import { startTestHub, type TestHub, TODAY } from '../../../test/support/hub.ts'
import { codeOf, createScenario, type Standing } from '../../../test/support/scenario.ts'
import { placeholderKbo } from '../../base/kbo.ts'
import { loadDeadlines } from './deadline.ts'
import { createReferralActs } from './store/acts.ts'

const GENT = 'ocmw-gent'
const AGENCY = 'agii-frontend'

let hub: TestHub
let scenario: ReturnType<typeof createScenario>
beforeAll(async () => {
  hub = await startTestHub()
  scenario = createScenario(hub)
})

const query = async (text: string, values: unknown[] = []) => (await hub.database.pool.query(text, values)).rows

let made = 0
/** An OCMW that has no successor yet. */
async function ocmw(): Promise<{ id: number; code: string }> {
  made += 1
  const id = 299_900 + made
  const code = placeholderKbo(id)
  await query("insert into directory.organisation (id, kind, name, valid_from) values ($1, 'OCMW', $2, '1977-01-01')", [id, `OCMW ${id}`])
  await query("insert into directory.organisation_code (scheme, code, organisation_id, placeholder) values ('KBO', $2, $1, true)", [
    id,
    code,
  ])
  return { id, code }
}

/** From a day on, OCMW Gent stands for it. */
const merge = ({ id }: { id: number }, day: string) =>
  query(
    `update directory.organisation set valid_until = $2,
       successor_id = (select id from directory.organisation where name = 'OCMW Gent') where id = $1`,
    [id, day],
  )

/** The agency refers one of its clients. */
async function refer(receiver: { code: string }): Promise<Standing> {
  const input = {
    newcomer: { id: await scenario.someone(AGENCY, made) },
    change: { receiver: receiver.code, reason: 'GPMI_OVERLEG', agreement: 'INFORMED' },
  }
  const { submitReferral } = dataOf(await hub.act(AGENCY, 'REFERRAL', SUBMIT, { input } as never))
  if (submitReferral?.referral == null) throw new Error(JSON.stringify(submitReferral))
  return submitReferral.referral as Standing
}

const SEEN = 'query ($id: ID!) { referral(id: $id) { direction state may receiver { name } person { familyName } events { side } } }'
const look = async (consumer: string, id: string) =>
  (await hub.ask<{ referral: Record<string, unknown> | null }>(consumer, 'REFERRAL', SEEN, { id })).body.data?.referral ?? null

const known = async (id: string) => {
  const rows = await query(
    `select o.name, r.capacity, r.valid_from::text, r.valid_until::text from directory.relationship r
     join directory.organisation o on o.id = r.organisation_id where r.source = $1 and o.kind = 'OCMW' order by r.valid_from, 1, r.capacity::text`,
    [`REFERRAL ${id}`],
  )
  return rows.map((row) => Object.values(row).join(' '))
}

describe('a referral to an OCMW that merges', () => {
  test('is nothing for the successor before the merger, and its own to answer from that day on', async () => {
    const before = await ocmw()
    const sent = await refer(before)
    await merge(before, '2026-11-24')
    expect(await look(GENT, sent.id)).toBeNull()
    expect((await scenario.give(GENT, 'receiveReferral', sent)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])

    await merge(before, TODAY)
    expect(await look(GENT, sent.id)).toMatchObject({ direction: 'RECEIVED', state: 'SENT', receiver: { name: `OCMW ${before.id}` } })
    const received = await scenario.give(GENT, 'receiveReferral', sent)
    expect(received.userErrors).toEqual([])
    const accepted = await scenario.give(GENT, 'acceptReferral', received.referral)
    expect(accepted.userErrors).toEqual([])
    expect(await known(sent.id)).toEqual([`OCMW Gent ACCEPTED_REFERRAL ${TODAY} `, `OCMW Gent REFERRAL_PARTY ${TODAY} `])
    const seen = await look(GENT, sent.id)
    expect(seen).toMatchObject({ state: 'ACCEPTED', person: { familyName: expect.any(String) } })
    expect(seen?.events).toEqual([{ side: 'SENDER' }, { side: 'RECEIVER' }, { side: 'RECEIVER' }])
    const { body } = await hub.ask(GENT, 'REFERRAL', '{ referrals(filter: { direction: RECEIVED }, first: 50) { nodes { id } } }')
    expect(JSON.stringify(body.data)).toContain(sent.id)
  })

  test('that it received before is known to it until the merger, and to its successor from then on', async () => {
    const before = await ocmw()
    const sent = await refer(before)
    await merge(before, '2026-12-24')
    const { errors } = await actAs(before.id, 'receive', sent)
    expect(errors).toEqual([])
    expect(await known(sent.id)).toEqual([`OCMW ${before.id} REFERRAL_PARTY ${TODAY} 2026-12-24`, 'OCMW Gent REFERRAL_PARTY 2026-12-24 '])
  })

  test('is nothing any more for the login of the OCMW that merged', async () => {
    const before = await ocmw()
    const sent = await refer(before)
    await merge(before, TODAY)
    expect((await actAs(before.id, 'receive', sent)).errors).toEqual(['NOT_FOUND'])
    expect((await scenario.give(GENT, 'receiveReferral', sent)).userErrors).toEqual([])
  })

  test('is not passed on to its successor: that is the same receiver', async () => {
    const before = await ocmw()
    const sent = await refer(before)
    await merge(before, TODAY)
    const { referral } = await scenario.give(GENT, 'receiveReferral', sent)
    const passed = await scenario.give(GENT, 'rerouteReferral', referral, { receiver: await codeOf(hub.database.pool, 'OCMW Gent') })
    expect(passed.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'change', 'receiver'] }])
  })

  test('leaves nothing to any other OCMW', async () => {
    const before = await ocmw()
    const sent = await refer(before)
    await merge(before, TODAY)
    expect(await look('ocmw-mechelen', sent.id)).toBeNull()
    expect((await scenario.give('ocmw-mechelen', 'receiveReferral', sent)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  })
})

test('a draft of an OCMW that merged is sent by its successor, in its own name', async () => {
  const before = await ocmw()
  const receiver = await codeOf(hub.database.pool, 'Amal')
  const change = { receiver, reason: 'NT2_INTAKE', agreement: 'AGREED' }
  const person = await scenario.someone(GENT, 7)
  const { referral: draft } = await scenario.refer(person, change, { asDraft: true })
  await query('update referral.referral set sender_id = $2 where id = $1', [draft.id, before.id])
  expect(await look(GENT, draft.id)).toBeNull()
  await merge(before, TODAY)
  const input = { change, referral: { id: draft.id, expectedVersion: draft.version } }
  const { submitReferral } = dataOf(await hub.act(GENT, 'REFERRAL', SUBMIT, { input } as never))
  expect(submitReferral?.userErrors).toEqual([])
  expect(await look(GENT, draft.id)).toMatchObject({ direction: 'SENT', state: 'SENT' })
  expect(
    await query('select o.name from referral.referral r join directory.organisation o on o.id = r.sender_id where r.id = $1', [draft.id]),
  ).toEqual([{ name: 'OCMW Gent' }])
})

/** An act in the name of an organisation that no application of the development issuer has. */
async function actAs(organisation: number, act: 'receive', { id, version }: Standing): Promise<{ errors: string[] }> {
  const deadlines = await loadDeadlines(hub.config.referenceDir)
  const acts = createReferralActs({ query: (statement) => hub.database.pool.query(statement), deadlines, allowPlaceholders: true })
  const actor = {
    organisation: { id: organisation, recipient: 'OCMW' as const },
    consumer: 'test',
    userRef: null,
    capacities: [],
    today: TODAY,
    now: new Date(`${TODAY}T10:00:00Z`),
  }
  const { userErrors } = await acts.move(actor, { act, id, expectedVersion: version ?? 0, given: {}, receiver: null }, null)
  return { errors: userErrors.map(({ code }) => code) }
}
