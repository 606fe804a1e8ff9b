/** Batches of persons to be assessed by the hub: a caller of VDAB, and persons in the caller's scope. */
import type { Pool } from 'pg'
import type { BenchIssuer, Caller } from '../setup/callers.ts'
import { BENCH_DAY } from '../setup/dataset.ts'
import type { WireRequest } from '../systems/wire.ts'

export type Batch = { caller: Caller; ids: readonly string[] }

const INCENTIVE = 'accelerated-matching'
const REQUESTS = 200
const QUERY = 'query ($ids: [ID!]!, $incentive: ID!) { assessIncentives(ids: $ids, incentive: $incentive) { newcomerId outcome } }'

/** @param size persons of a batch. @throws Error when the dataset has too few jobseekers for one. */
export async function makeBatches(pool: Pool, issuer: BenchIssuer, size: number): Promise<Batch[]> {
  const callers = await issuer.callers(pool, 'VDAB', 'INCENTIVE_DECISION')
  const scope = await listScope(pool, callers[0]?.organisation ?? 0)
  if (scope.length < size) throw new Error(`${scope.length} jobseekers in the dataset, too few for batches of ${size}`)
  return Array.from({ length: REQUESTS }, (_, index) => ({
    caller: callers[index % callers.length] as Caller,
    ids: Array.from({ length: size }, (_, place) => scope[(index * 37 + place) % scope.length] as string),
  }))
}

export function toHub({ caller: { token }, ids }: Batch): WireRequest {
  const headers = { authorization: `Bearer ${token}`, 'hub-purpose': 'INCENTIVE_DECISION', 'content-type': 'application/json' }
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query: QUERY, variables: { ids, incentive: INCENTIVE } }) }
}

/** Persons of one organisation, in an order that follows neither ids nor storage. */
async function listScope(pool: Pool, organisation: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select newcomer_id::text as id from directory.relationship where organisation_id = $1 and capacity = 'JOBSEEKER' and valid_from <= $2
     and (valid_until is null or valid_until > $2) group by newcomer_id order by hashtext(newcomer_id::text), newcomer_id`,
    [organisation, BENCH_DAY],
  )
  return rows.map(({ id }) => id)
}
