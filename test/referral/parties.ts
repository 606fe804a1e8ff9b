/** Sides of referrals as real consumers over HTTP: they act with mutations, and read what is theirs. */
import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { ACT_MUTATIONS } from '../../src/activities/referral/acts.ts'
import type { ReadQuery } from '../documents/generated/ocmw-referral/graphql.ts'
import { READ } from '../documents/ocmw-referral.ts'
import { dataOf } from '../support/answer.ts'
import type { TestHub } from '../support/hub.ts'

export const OCMW_GENT = { consumer: 'ocmw-gent', code: '0212214125' } as const
export const AGII = { consumer: 'agii-frontend', code: '0543307391' } as const
export const ATLAS = { consumer: 'atlas-frontend', code: '0421722346' } as const
export const VDAB = { consumer: 'vdab-matching', code: '0887010362' } as const

export type UserError = { code: string; field: string[]; state: string | null; may: string[] | null }
export type Payload = { referral: { id: string; state: string; version: number } | null; userErrors: UserError[] }
/** What a request came to: the payload of the mutation, or the code of what stopped it. */
export type ActResult = { payload: Payload | null; fault: string | null; text: string }

const NAME_OF: Record<string, string> = {
  draft: 'submitReferral',
  submit: 'submitReferral',
  ...Object.fromEntries(ACT_MUTATIONS.map(({ act, name }) => [act, name])),
}

/** Name of the mutation by which a side gives a command. */
export function mutationOf(command: string): string {
  const name = NAME_OF[command]
  if (name === undefined) throw new Error(`No mutation for ${command}`)
  return name
}

const documentOf = (name: string) =>
  `mutation Act($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { referral { id state version } userErrors { code field state may } } }`

export type Where = { address: string; token: string }

/** One act over HTTP. @param key Idempotency-Key; a new one when left out. @throws TypeError when there is no answer. */
export async function act({ address, token }: Where, command: string, input: object, key: string = randomUUID()): Promise<ActResult> {
  const name = mutationOf(command)
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ query: documentOf(name), variables: { input } }),
  })
  const text = await response.text()
  const body = JSON.parse(text) as { data?: Record<string, Payload> | null; errors?: { extensions: { code: string } }[] }
  return { payload: body.data?.[name] ?? null, fault: body.errors?.[0]?.extensions.code ?? null, text }
}

export type Seen = NonNullable<ReadQuery['referral']>

/** What a side sees of a referral. @property text the whole answer. */
export async function look(hub: TestHub, consumer: string, id: string): Promise<{ seen: Seen | null; text: string }> {
  const answer = await hub.ask(consumer, 'REFERRAL', READ, { id })
  return { seen: dataOf(answer).referral ?? null, text: answer.text }
}

/** Family name of every person made here: whoever reads it was shown a person. */
export const SECRET_NAME = 'Voorbeeld-Geheim'

/** Persons that OCMW Gent knows as clients, by its own ids of them; nobody else knows them. */
export async function makeClients(pool: Pool, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `with persons as (
      insert into directory.person (id, integration_id, work_id, local_id, evidence_ref, family_name, given_names, birth_date, source, as_of)
      select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $2::text || ' ' || n, 'Test', '1990-01-01', 'TEST', '2026-01-01'
      from generate_series(1, $1::int) n returning id, local_id, evidence_ref)
    insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source)
    select c.organisation_id, p.local_id, p.id, p.evidence_ref, 'LIVING_WAGE_CLIENT', '2026-01-01', 'TEST' from persons p
      join directory.organisation_code c on c.code = $3::text returning newcomer_id as id`,
    [count, SECRET_NAME, OCMW_GENT.code],
  )
  return rows.map(({ id }) => id)
}

/** Input that sends a person of the OCMW to an agency for Dutch lessons. */
export const sending = (newcomerId: string, change: object = {}) => ({
  newcomer: { id: newcomerId },
  change: { receiver: AGII.code, reason: 'NT2_INTAKE', agreement: 'INFORMED', ...change },
})

export const asOf = ({ id, version }: { id: string; version: number }) => ({ referral: { id, expectedVersion: version } })
