/** What the suite of acts and races stands on: persons whom one organisation knows, acts over HTTP, and the parts of the build that act beside them. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Pool } from 'pg'
import type { Purpose } from '../../src/base/purpose.ts'
import type { RunningHub } from '../attack/running-hub.ts'

/** Organisations, as consumers and as receivers of referrals. */
export const OCMW = { consumer: 'ocmw-gent', code: '0212214125' } as const
export const AGENCY = { consumer: 'agii-frontend', code: '0543307391' } as const
export const MUNICIPALITY = { consumer: 'gemeente-gent' } as const

/** Ids of a person. */
export type Someone = { id: string; newcomer: string; reference: string }

/** What an act answered. */
export type ActAnswer = { referral: { id: string; state: string; version: number } | null; code: string | null; field: string | null }

const PAYLOAD = '{ referral { id state version } userErrors { code field } }'
const DOCUMENTS = {
  submit: `mutation ($input: SubmitReferralInput!) { act: submitReferral(input: $input) ${PAYLOAD} }`,
  withdraw: `mutation ($input: WithdrawReferralInput!) { act: withdrawReferral(input: $input) ${PAYLOAD} }`,
} as const

export type RaceBench = Awaited<ReturnType<typeof createRaceBench>>

type Body = { data?: Record<string, unknown> | null; errors?: { extensions: { code: string } }[] }

/** @param hub of the build to prove: what erases and merges is loaded from its sources. */
export async function createRaceBench({ address, pool, root, token }: RunningHub) {
  const load = (file: string) => import(pathToFileURL(join(root, 'src', file)).href)
  const { erasePerson } = (await load('evidence/retention/erase.ts')) as typeof import('../../src/evidence/retention/erase.ts')
  const { findOrphans } = (await load('evidence/retention/orphans.ts')) as typeof import('../../src/evidence/retention/orphans.ts')
  const merging = (await load(
    'activities/delivery/store/merge-persons.ts',
  )) as typeof import('../../src/activities/delivery/store/merge-persons.ts')

  /** Persons whom the organisation of a code knows in a capacity. @param sector whose ids it uses. */
  async function knowing(code: string, capacity: string, count: number): Promise<Someone[]> {
    const { rows } = await pool.query<Someone>(
      `with persons as (
        insert into directory.person (id, integration_id, work_id, local_id, evidence_ref, family_name, birth_date, contact_language, source, as_of)
        select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'Voorbeeld', '1990-01-01', 'fra', 'TEST', '2026-01-01'
        from generate_series(1, $1::int)
        returning id, local_id, evidence_ref
      )
      insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
      select o.id, p.local_id, p.id, p.evidence_ref, $3::directory.capacity, '2026-01-01', 'TEST'
      from persons p
      join directory.organisation o on o.id = (
        select c.organisation_id from directory.organisation_code c where c.code = $2::text
        union all select o.id from directory.organisation o where o.name = $2::text
        limit 1)
      returning person_id as id, newcomer_id as newcomer, evidence_ref as reference`,
      [count, code, capacity],
    )
    if (rows.length !== count) throw new Error(`${code} is not one organisation`)
    return rows
  }

  async function ask(consumer: string, purpose: Purpose, query: string, variables: object, key: string = randomUUID()): Promise<Body> {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await token(consumer, purpose)}`,
        'hub-purpose': purpose,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as Body
  }

  /** One act of a consumer under REFERRAL. What stopped the request as a whole is its code, too. */
  async function act(consumer: string, name: keyof typeof DOCUMENTS, input: object, key?: string): Promise<ActAnswer> {
    const { data, errors } = await ask(consumer, 'REFERRAL', DOCUMENTS[name], { input }, key)
    const payload = data?.act as { referral: ActAnswer['referral']; userErrors: { code: string; field: string[] }[] } | undefined
    const [error] = payload?.userErrors ?? []
    return {
      referral: payload?.referral ?? null,
      code: errors?.[0]?.extensions.code ?? error?.code ?? null,
      field: error?.field.join('.') ?? null,
    }
  }

  return { address, pool, erasePerson, findOrphans, merging, knowing, ask, act }
}

/** Input that refers somebody to an agency, or keeps a draft of it. */
export const referring = (newcomer: string, more: { asDraft?: boolean; change?: object } = {}) => ({
  newcomer: { id: newcomer },
  asDraft: more.asDraft ?? false,
  change: { receiver: AGENCY.code, reason: 'NT2_INTAKE', agreement: 'INFORMED', ...more.change },
})

/** The same for a draft that is kept. */
export const sendingDraft = (draft: { id: string; version: number }, more: { asDraft?: boolean } = {}) => ({
  referral: { id: draft.id, expectedVersion: draft.version },
  asDraft: more.asDraft ?? false,
  change: { receiver: AGENCY.code, reason: 'NT2_INTAKE', agreement: 'INFORMED' },
})

/** The person leaves the organisation's scope. */
export async function leave(pool: Pick<Pool, 'query'>, { id }: Someone): Promise<void> {
  await pool.query(`update directory.relationship set valid_until = '2026-06-01' where person_id = $1 and source = 'TEST'`, [id])
}

/**
 * Does something between the moment at which an act has found what it is about and the moment at which it writes.
 * @param table that the act writes to, and does not read before.
 */
export async function betweenFindAndWrite<T>(
  pool: Pool,
  table: string,
  act: () => Promise<T>,
  meanwhile: (client: Pick<Pool, 'query'>) => Promise<void>,
): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`lock table ${table} in exclusive mode`)
    const acted = act()
    acted.catch(() => {})
    for (let waiting = 0; waiting === 0; ) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      const { rows } = await pool.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_locks where relation = $1::regclass and not granted`,
        [table],
      )
      waiting = rows[0]?.waiting ?? 0
    }
    await meanwhile(client)
    await client.query('commit')
    return await acted
  } finally {
    client.release()
  }
}
