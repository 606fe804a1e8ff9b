import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startTestHub } from '../support/hub.ts'
import { type ActResult, AGII, act, asOf, look, makeClients, OCMW_GENT, sending } from './parties.ts'

const ROUNDS = 1_000
/** Rounds at a time. */
const LANES = 8

const hub = await startTestHub({ persons: 0 })
const sender = { address: hub.address, token: await hub.token(OCMW_GENT.consumer, 'REFERRAL') }
const receiver = { address: hub.address, token: await hub.token(AGII.consumer, 'REFERRAL') }

/** Referrals that the receiver has in hand. */
async function receivedReferrals(count: number): Promise<{ id: string; version: number }[]> {
  const clients = (await makeClients(hub.database.pool, count)).values()
  const received: { id: string; version: number }[] = []
  const lane = async () => {
    for (const client of clients) {
      const sent = (await act(sender, 'submit', sending(client))).payload?.referral
      const referral = sent && (await act(receiver, 'receive', asOf(sent))).payload?.referral
      if (!referral) throw new Error('The referral was not sent and received.')
      received.push(referral)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return received
}

const outcomeOf = ({ payload, fault }: ActResult) => fault ?? payload?.userErrors[0]?.code ?? 'DONE'
const tally = (results: readonly ActResult[]) => {
  const groups = Map.groupBy(results, outcomeOf)
  return Object.fromEntries([...groups].map(([outcome, met]) => [outcome, met.length]))
}

test('of 50 clients that move one referral at once, one succeeds and 49 are told of the conflict and of the state that it is in', async () => {
  for (const referral of await receivedReferrals(5)) {
    const results = await Promise.all(Array.from({ length: 50 }, () => act(receiver, 'accept', asOf(referral))))
    const { DONE: done, ...conflicts } = tally(results)
    expect(done).toBe(1)
    expect(Object.keys(conflicts).filter((code) => !['ILLEGAL_TRANSITION', 'VERSION_CONFLICT'].includes(code))).toEqual([])
    const losers = results.filter((result) => outcomeOf(result) !== 'DONE').flatMap(({ payload }) => payload?.userErrors ?? [])
    expect([losers.length, new Set(losers.map(({ state }) => state))]).toEqual([49, new Set(['ACCEPTED'])])
    const { seen } = await look(hub, AGII.consumer, referral.id)
    expect(seen).toMatchObject({ state: 'ACCEPTED', version: 3, events: [{ act: 'SUBMIT' }, { act: 'RECEIVE' }, { act: 'ACCEPT' }] })
  }
})

test('100 requests with one key are one act with one answer, another body under it is refused, and other consumers have keys of their own', async () => {
  const [referral] = await receivedReferrals(1)
  if (referral === undefined) throw new Error('no referral')
  const key = randomUUID()
  const results = await Promise.all(Array.from({ length: 100 }, () => act(receiver, 'accept', asOf(referral), key)))
  const faults = results.map(({ fault }) => fault).filter((fault) => fault !== null)
  // Whoever asks while the first is under way is told so, and gets its answer when it asks again.
  expect(faults.filter((fault) => fault !== 'IDEMPOTENCY_IN_PROGRESS')).toEqual([])
  const answers = new Set(results.filter(({ fault }) => fault === null).map(({ text }) => text))
  expect([...answers]).toEqual([(await act(receiver, 'accept', asOf(referral), key)).text])
  expect((await look(hub, AGII.consumer, referral.id)).seen).toMatchObject({ state: 'ACCEPTED', version: 3 })
  expect((await act(receiver, 'hold', asOf({ ...referral, version: 3 }), key)).fault).toBe('IDEMPOTENCY_REUSED')
  expect(outcomeOf(await act(sender, 'cancel', { ...asOf({ ...referral, version: 3 }), change: { code: 'MOVED' } }, key))).toBe('DONE')
})

test(`accept against withdraw, ${ROUNDS} rounds: one winner, and both sides read the same state`, { timeout: 600_000 }, async () => {
  const referrals = (await receivedReferrals(ROUNDS)).values()
  const wins = { ACCEPTED: 0, WITHDRAWN: 0 }
  const lane = async () => {
    for (const referral of referrals) {
      const [accepted, withdrawn] = await Promise.all([
        act(receiver, 'accept', asOf(referral)),
        act(sender, 'withdraw', { ...asOf(referral), change: { code: 'PERSON_OBJECTS' } }),
      ])
      expect([outcomeOf(accepted), outcomeOf(withdrawn)].sort()).toEqual(['DONE', 'ILLEGAL_TRANSITION'])
      const state = outcomeOf(accepted) === 'DONE' ? 'ACCEPTED' : 'WITHDRAWN'
      const [loser] = (state === 'ACCEPTED' ? withdrawn : accepted).payload?.userErrors ?? []
      const views = await Promise.all([look(hub, OCMW_GENT.consumer, referral.id), look(hub, AGII.consumer, referral.id)])
      expect([loser?.state, ...views.map(({ seen }) => seen?.state)]).toEqual([state, state, state])
      wins[state] += 1
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  console.log(`accept against withdraw ${JSON.stringify(wins)}`)
  expect(wins.ACCEPTED + wins.WITHDRAWN).toBe(ROUNDS)
  // Both win at times, or it was no race.
  expect(Math.min(wins.ACCEPTED, wins.WITHDRAWN)).toBeGreaterThan(ROUNDS / 50)
})
