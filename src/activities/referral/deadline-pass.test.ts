import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { addPersons } from '../../../test/support/add-persons.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { DEADLINE_NAMES, DEADLINES } from './deadline.ts'
import { passDeadlines } from './deadline-pass.ts'
import { TRANSITIONS } from './machine.ts'
import { isTerminal, type ReferralState } from './state.ts'

const { pool } = await createTestDatabase()
const OPTIONS = { pool, today: '2026-11-24', readBackDays: 30 }
const [SENDER, RECEIVER] = [1144021, 1]

type Row = { state: ReferralState; deadline: string | null; due?: string; escalated?: boolean }

/** A referral in a state with a deadline, an hour overdue when not said otherwise, with the relationships that it opened. */
async function refer({ state, deadline, due = '-1 hour', escalated = false }: Row): Promise<string> {
  const [id, person] = [randomUUID(), randomUUID()]
  await addPersons(pool, [person])
  await pool.query(
    `insert into referral.referral (id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version, reason, open_key, created_at, changed_at, deadline, due_at, escalated_at)
     values ($1::uuid, $2, $3, $4, 'OCMW', 'INTEGRATION_AGENCY', $5, 4, 'NT2_INTAKE', $1::uuid::text, now(), now(), $6, now() + $7::interval, case when $8 then now() end)`,
    [id, person, SENDER, RECEIVER, state, deadline, due, escalated],
  )
  await pool.query(
    `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
     values ($1, gen_random_uuid(), $3, $3, 'REFERRAL_PARTY', '2026-11-01', 'REFERRAL ' || $4), ($2, gen_random_uuid(), $3, $3, 'REFERRAL_PARTY', '2026-11-02', 'REFERRAL ' || $4),
       ($2, gen_random_uuid(), $3, $3, 'TRAJECTORY_CLIENT', '2026-11-03', 'KBI')`,
    [SENDER, RECEIVER, person, id],
  )
  return id
}

const findReferral = async (id: string) =>
  (
    await pool.query(
      `select state, version, outcome, deadline, due_at is not null as due, escalated_at is not null as escalated, open_key is not null as open,
         (select json_agg(json_build_object('act', act, 'state', state, 'code', code, 'version', version, 'by', organisation_id)) from referral.event where referral_id = r.id) as events,
         (select array_agg(coalesce(capacity || ' ' || valid_until, capacity || ' open') order by valid_from) from directory.relationship where person_id = r.person_id) as known,
         (select detail from audit.event where kind = 'REFERRAL' and subject = r.id::text) as noted
       from referral.referral r where id = $1`,
      [id],
    )
  ).rows.map(({ events, ...rest }) => ({ ...rest, events: JSON.parse(events) }))[0]

beforeEach(async () => {
  await pool.query('delete from referral.referral')
  await pool.query('delete from directory.relationship')
})

describe('when a deadline has passed', () => {
  test('a referral that nobody received expires, and what it opened ends after the time to read back', async () => {
    const id = await refer({ state: 'SENT', deadline: 'RECEIPT' })
    expect(await passDeadlines(OPTIONS)).toEqual({ EXPIRE: 1 })
    expect(await findReferral(id)).toEqual({
      state: 'EXPIRED',
      version: 5,
      outcome: null,
      deadline: null,
      due: false,
      escalated: false,
      open: false,
      events: [{ act: 'EXPIRE', state: 'EXPIRED', code: null, version: 5, by: null }],
      known: ['REFERRAL_PARTY 2026-12-24', 'REFERRAL_PARTY 2026-12-24', 'TRAJECTORY_CLIENT open'],
      noted: 'EXPIRE 5',
    })
  })

  test('a referral that nobody answered is shown as overdue once, in its state', async () => {
    const id = await refer({ state: 'RECEIVED', deadline: 'ANSWER' })
    expect(await passDeadlines(OPTIONS)).toEqual({ ESCALATE: 1 })
    expect(await passDeadlines(OPTIONS)).toEqual({})
    expect(await findReferral(id)).toEqual({
      state: 'RECEIVED',
      version: 5,
      outcome: null,
      deadline: 'ANSWER',
      due: true,
      escalated: true,
      open: true,
      events: [{ act: 'ESCALATE', state: 'RECEIVED', code: null, version: 5, by: null }],
      known: ['REFERRAL_PARTY open', 'REFERRAL_PARTY open', 'TRAJECTORY_CLIENT open'],
      noted: 'ESCALATE 5',
    })
  })

  test('a person who did not come is closed as not reached, which the sender reads', async () => {
    const id = await refer({ state: 'NO_SHOW', deadline: 'NO_SHOW' })
    expect(await passDeadlines(OPTIONS)).toEqual({ CLOSE: 1 })
    expect(await findReferral(id)).toMatchObject({
      state: 'CLOSED_NOT_REACHED',
      outcome: 'UNREACHABLE',
      events: [{ act: 'CLOSE', code: 'UNREACHABLE' }],
    })
  })

  test('a draft is erased with its history; that it was, stays in the evidence', async () => {
    const id = await refer({ state: 'DRAFT', deadline: 'DRAFT' })
    expect(await passDeadlines(OPTIONS)).toEqual({ PURGE: 1 })
    expect(await findReferral(id)).toBeUndefined()
    expect((await pool.query('select kind, actor, detail from audit.event where subject = $1', [id])).rows).toEqual([
      { kind: 'REFERRAL', actor: 'system', detail: 'PURGE 5' },
    ])
  })

  test('every deadline that the machine sets is acted on, in every state in which it runs', async () => {
    const set = TRANSITIONS.flatMap(({ to, deadline }) => (to !== null && deadline !== undefined ? [{ state: to, deadline }] : []))
    for (const row of set) await refer(row)
    const expected = Map.groupBy(set, ({ deadline }) => DEADLINES[deadline].reaction.toUpperCase())
    expect(await passDeadlines(OPTIONS)).toEqual(Object.fromEntries([...expected].map(([act, rows]) => [act, rows.length])))
    expect(new Set(set.map(({ deadline }) => deadline)).size).toBe(DEADLINE_NAMES.length)
    const { rows } = await pool.query<{ state: ReferralState }>('select state from referral.referral where escalated_at is null')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ state }) => !isTerminal(state))).toEqual([])
  })
})

test('what is not due, has been shown, or waits for nothing stays as it is', async () => {
  await refer({ state: 'SENT', deadline: 'RECEIPT', due: '1 second' })
  await refer({ state: 'ACCEPTED', deadline: 'PLANNING', escalated: true })
  await refer({ state: 'STARTED', deadline: null })
  // A deadline that does not run in this state: an error of an installation, not a reason to act.
  await refer({ state: 'STARTED', deadline: 'RECEIPT' })
  expect(await passDeadlines(OPTIONS)).toEqual({})
  expect((await pool.query('select version from referral.referral')).rows).toEqual(Array(4).fill({ version: 4 }))
})

test('a referral that a person acts on at that moment is left to that person', async () => {
  const id = await refer({ state: 'SENT', deadline: 'RECEIPT' })
  const person = await pool.connect()
  await person.query('begin')
  await person.query(
    `update referral.referral set state = 'RECEIVED', deadline = 'ANSWER', due_at = now() + interval '10 days' where id = $1`,
    [id],
  )
  expect(await passDeadlines(OPTIONS)).toEqual({})
  await person.query('commit')
  person.release()
  expect(await passDeadlines(OPTIONS)).toEqual({})
  expect(await findReferral(id)).toMatchObject({ state: 'RECEIVED', events: null })
})

test('eight passes at once act once on each of 1,200 referrals, in batches', async () => {
  const persons = Array.from({ length: 1200 }, () => randomUUID())
  await addPersons(pool, persons)
  await pool.query(
    `insert into referral.referral (id, person_id, sender_id, receiver_id, sender_kind, receiver_kind, state, version, reason, created_at, changed_at, deadline, due_at)
     select gen_random_uuid(), p, 1, 2, 'OCMW', 'INTEGRATION_AGENCY', 'SENT', 1, 'NT2_INTAKE', now(), now(), 'RECEIPT', now() - n * interval '1 minute' from unnest($1::uuid[]) with ordinality as u (p, n)`,
    [persons],
  )
  const rounds = await Promise.all(Array.from({ length: 8 }, () => passDeadlines(OPTIONS)))
  rounds.push(await passDeadlines(OPTIONS), await passDeadlines(OPTIONS), await passDeadlines(OPTIONS))
  expect(rounds.reduce((sum, { EXPIRE = 0 }) => sum + EXPIRE, 0)).toBe(1200)
  expect(Math.max(...rounds.map(({ EXPIRE = 0 }) => EXPIRE))).toBeLessThanOrEqual(500)
  expect(
    (await pool.query('select count(*)::int as events, count(distinct referral_id)::int as referrals from referral.event')).rows,
  ).toEqual([{ events: 1200, referrals: 1200 }])
})
