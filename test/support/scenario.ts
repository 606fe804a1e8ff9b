/** What tests about referrals do, in their words: somebody refers a person, the sides act, and each looks at what it sees. */
import type { Pool } from 'pg'
import type { SubmitReferralChange } from '../documents/generated/ocmw-referral/graphql.ts'
import { LOOK, PERSONS, SUBMIT } from '../documents/ocmw-referral.ts'
import { type Answer, dataOf } from './answer.ts'
import type { TestHub } from './hub.ts'

const REFERRAL = 'REFERRAL'
export const [SENDER, RECEIVER] = ['ocmw-gent', 'amal-frontend']

/** A referral as an act left it. */
export type Standing = { id: string; version: number | null; state: string | null }
type Moved = {
  referral: Standing & { may: string[] }
  userErrors: { code: string; field: string[]; state: string | null; may: string[] | null }[]
}

/** Mutation that answers where the referral stands. */
const moveOf = (name: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { act: ${name}(input: $input) { referral { id version state may } userErrors { code field state may } } }`

/** Code by which a referral names its receiver. @param name of an organisation. */
export async function codeOf(pool: Pool, name: string): Promise<string> {
  const { rows } = await pool.query<{ code: string }>(
    'select c.code from directory.organisation_code c join directory.organisation o on o.id = c.organisation_id where o.name = $1',
    [name],
  )
  return rows[0]?.code ?? ''
}

/** A scenario on a hub with a population: OCMW Gent refers to Amal unless told otherwise. */
export function createScenario(hub: TestHub) {
  /** The n-th person that a consumer finds. */
  async function someone(consumer: string, index = 0): Promise<string> {
    const { newcomers } = dataOf(await hub.ask(consumer, REFERRAL, PERSONS, {}))
    return newcomers?.nodes?.[index]?.id ?? ''
  }

  /** Sends a person by id, with the whole content of the referral, or saves a draft of it. @throws with the answer when the request itself is refused. */
  async function refer(newcomerId: string, change: object, { key, asDraft = false }: { key?: string | undefined; asDraft?: boolean } = {}) {
    const input = { newcomer: { id: newcomerId }, change: change as SubmitReferralChange, asDraft }
    return withReferral(dataOf(await hub.act(SENDER, REFERRAL, SUBMIT, { input }, key)).submitReferral)
  }

  /** @param index of the person, in the sender's list. @throws as `refer`. */
  async function submit(index: number, change: object = {}, key?: string) {
    const given = {
      receiver: await codeOf(hub.database.pool, 'Amal'),
      reason: 'NT2_INTAKE',
      agreement: 'AGREED',
      explanation: 'Wil graag Nederlands leren.',
    }
    return await refer(await someone(SENDER, index), { ...given, ...change }, { key })
  }

  /** An act on a referral. @param name of its mutation. @throws as `submit`. */
  async function give(consumer: string, name: string, { id, version }: Standing, change?: object, key?: string): Promise<Moved> {
    const input = { referral: { id, expectedVersion: version }, ...(change === undefined ? {} : { change }) }
    return dataOf((await hub.act(consumer, REFERRAL, moveOf(name), { input }, key)) as Answer<{ act: Moved }>).act
  }

  /** What a consumer sees of it; null when there is no such referral for the consumer. */
  async function look(consumer: string, id: string) {
    const answer = await hub.ask(consumer, REFERRAL, LOOK, { id })
    return { referral: dataOf(answer).referral ?? null, withheld: answer.body.extensions?.withheld, text: answer.text }
  }

  return { someone, refer, submit, give, look }
}

/** The referral of a payload; for a refused one, an empty standing. */
function withReferral<Payload extends { referral?: unknown }>(payload: Payload) {
  return { ...payload, referral: payload.referral as NonNullable<Payload['referral']> }
}
