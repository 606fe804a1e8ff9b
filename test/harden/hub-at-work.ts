/** Readers, actors and deliverers that ask a hub as hard as they can, and know afterwards what was acknowledged. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { RunningHub } from '../attack/running-hub.ts'
import { newPersons } from '../support/new-persons.ts'
import { codeOf } from '../support/scenario.ts'

/** A part of a hub that is enough to work with it. */
export type HubAtWork = Pick<RunningHub, 'address' | 'pool' | 'vault' | 'token'>

/** @property answers how often each status came with each code. @property acts ids of referrals by key. @property deliveries ids by reference. */
export type Work = {
  answers: Map<string, number>
  acts: Map<string, string>
  deliveries: Map<string, string>
  /** What no client should meet: no answer at all, or a code that does not pass by itself. */
  wrong: string[]
}

const READ = 'query { newcomers(first: 20) { totalCount nodes { id givenNames familyName contactLanguage } } }'
const PERSONS = 'query ($after: String) { newcomers(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } }'
const SUBMIT = 'mutation ($input: SubmitReferralInput!) { submitReferral(input: $input) { referral { id } userErrors { code } } }'

/** Codes after which the same request can succeed in a moment. */
const PASSING = new Set(['SOURCE_UNAVAILABLE', 'AUDIT_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'DELIVERY_IN_PROGRESS', 'RATE_LIMITED'])
const AGAIN_MS = 50
const RECORDS = 20

type Reply = { status: number; code: string | undefined; body: { data?: unknown; id?: string; status?: string } }

/**
 * @param isOver ends the work; acts and deliveries under way are asked for until they are acknowledged.
 * @param firstPerson place in the list of persons from which on this work acts: two that work at once act on others.
 */
export async function workOn(hub: HubAtWork, isOver: () => boolean, lanes = 4, firstPerson = 0): Promise<Work> {
  const work: Work = { answers: new Map(), acts: new Map(), deliveries: new Map(), wrong: [] }
  const post = createPost(hub, work)
  const persons = await listPersons(post)
  const nextPerson = newPersons(hub.pool, hub.vault)
  const change = {
    receiver: await codeOf(hub.pool, 'Amal'),
    reason: 'NT2_INTAKE',
    agreement: 'AGREED',
    explanation: 'Wil graag Nederlands leren.',
  }
  let turn = firstPerson
  const numbers = await Promise.all(Array.from({ length: RECORDS }, nextPerson))
  const read = async () => {
    while (!isOver()) await post('ocmw-gent', '/graphql', { query: READ })
  }
  const act = async () => {
    while (!isOver() && turn < persons.length) {
      turn += 1
      const key = randomUUID()
      const input = { newcomer: { id: persons[turn - 1] }, change, asDraft: true }
      const { body } = await untilAnswered(() => post('ocmw-gent', '/graphql', { query: SUBMIT, variables: { input } }, key))
      const { submitReferral } = (body.data ?? {}) as { submitReferral?: { referral: { id: string } | null } }
      if (submitReferral?.referral != null) work.acts.set(key, submitReferral.referral.id)
    }
  }
  const deliver = async () => {
    while (!isOver()) {
      const reference = randomUUID()
      const lines = [
        { delivery: { source: 'harden', reference, domain: 'LOCAL', asOf: '2026-11-20' } },
        ...numbers.map((insz) => ({ record: 'livingWage', insz, category: 'SINGLE', validFrom: '2026-05-01' })),
      ]
      const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
      const { body } = await untilAnswered(() => post('ocmw-gent-deliveries', '/deliveries', text))
      if (body.id !== undefined) work.deliveries.set(reference, body.id)
    }
  }
  await Promise.all(Array.from({ length: lanes }, () => [read(), act(), deliver()]).flat())
  return work
}

/** Asks until the answer is not one that passes by itself. */
async function untilAnswered(ask: () => Promise<Reply>): Promise<Reply> {
  for (;;) {
    const reply = await ask()
    if (reply.code === undefined || !(PASSING.has(reply.code) || reply.code === NO_ANSWER)) return reply
    await wait(AGAIN_MS)
  }
}

type Post = (consumer: string, path: string, body: unknown, key?: string) => Promise<Reply>

const NO_ANSWER = 'no answer'

function createPost({ address, token }: HubAtWork, { answers, wrong }: Work): Post {
  return async (consumer, path, body, key) => {
    const isText = typeof body === 'string'
    const headers = {
      authorization: `Bearer ${await token(consumer, isText ? 'DELIVER' : 'REFERRAL')}`,
      'content-type': isText ? 'application/x-ndjson' : 'application/json',
      ...(isText ? {} : { 'hub-purpose': 'REFERRAL' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    }
    const response = await fetch(`${address}${path}`, { method: 'POST', headers, body: isText ? body : JSON.stringify(body) }).catch(
      () => undefined,
    )
    const text = await response?.text().catch(() => undefined)
    if (response === undefined || text === undefined) {
      wrong.push(`${path}: ${NO_ANSWER}`)
      return { status: 0, code: NO_ANSWER, body: {} }
    }
    const answer = JSON.parse(text)
    const code: string | undefined = answer.errors?.[0]?.extensions?.code ?? answer.code
    const name = `${path} ${response.status} ${code ?? 'OK'}`
    answers.set(name, (answers.get(name) ?? 0) + 1)
    if (code !== undefined && !PASSING.has(code)) wrong.push(`${name} ${text.slice(0, 300)}`)
    if (response.status === 503 && response.headers.get('retry-after') === null) wrong.push(`${name} without Retry-After`)
    // An act that was done and could not be read back is answered in part, and asked for again under its key.
    const isPartial = Object.values(answer.data ?? {}).some((value) => value !== null)
    if (code?.endsWith('UNAVAILABLE') && response.status !== 503 && !isPartial) wrong.push(`${name} is not 503`)
    return { status: response.status, code, body: answer }
  }
}

async function listPersons(post: Post): Promise<string[]> {
  const ids: string[] = []
  let after: string | null = null
  do {
    const { body } = await untilAnswered(() => post('ocmw-gent', '/graphql', { query: PERSONS, variables: { after } }))
    const { newcomers } = body.data as { newcomers: { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { id: string }[] } }
    ids.push(...newcomers.nodes.map(({ id }) => id))
    after = newcomers.pageInfo.hasNextPage ? newcomers.pageInfo.endCursor : null
  } while (after !== null)
  return ids
}

/** Acknowledged work that the database does not have once, and whole. */
export async function listLost({ pool }: Pick<HubAtWork, 'pool'>, { acts, deliveries }: Work): Promise<string[]> {
  const stored = await pool.query<{ key: string; referrals: number }>(
    `select k.key, (select count(*)::int from referral.referral r where r.id::text = any($2)) as referrals
     from directory.idempotency_key k where k.key = any($1)`,
    [[...acts.keys()], [...acts.values()]],
  )
  const received = await pool.query<{ id: string }>(
    `select public_id::text as id from directory.delivery where public_id::text = any($1) and state = 'IMPORTED'`,
    [[...deliveries.values()]],
  )
  const keys = new Set(stored.rows.map(({ key }) => key))
  const finished = new Set(received.rows.map(({ id }) => id))
  return [
    ...[...acts.keys()].filter((key) => !keys.has(key)).map((key) => `act ${key}`),
    ...[...deliveries].filter(([, id]) => !finished.has(id)).map(([reference]) => `delivery ${reference}`),
    ...(acts.size > 0 && stored.rows[0]?.referrals !== acts.size ? [`${acts.size} acts, ${stored.rows[0]?.referrals} referrals`] : []),
  ]
}
