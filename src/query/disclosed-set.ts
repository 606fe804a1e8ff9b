/** Set of coordinates that a plan discloses, recorded once. */
import { createHash } from 'node:crypto'
import type { Contract } from '../access/protocols/contract.ts'
import type { Plan } from './compile.ts'

/** Runs a statement; what the reader needs of a pool. */
export type Query = (statement: { name?: string; text: string; values: unknown[]; rowMode?: 'array' }) => Promise<{ rows: unknown[] }>

/** Records once what a plan discloses, so that each use is one small row that refers to it.
 *  @returns id of the set (bigint as text). */
export async function recordDisclosedSet(query: Query, contract: Contract, plan: Plan): Promise<string> {
  const protocols = contract.protocols.map(({ id, version }) => ({ id, version }))
  const coordinates = describeDisclosures(contract, plan)
  const content = JSON.stringify([contract.recipient, contract.purpose, protocols, coordinates, plan.conditions])
  const digest = createHash('sha256').update(content).digest()
  const values = [
    digest,
    contract.recipient,
    contract.purpose,
    JSON.stringify(protocols),
    JSON.stringify(coordinates),
    [...plan.conditions],
  ]
  // Nothing comes back when another hub records the same set at the same moment; then it is there the second time.
  const recorded = (await query({ text: RECORD, values })).rows[0] ?? (await query({ text: RECORD, values })).rows[0]
  return (recorded as { id: string }).id
}

const RECORD = `
  with made as (
    insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values ($1, $2, $3, $4, $5, $6)
    on conflict (digest) do nothing returning id)
  select id::text as id from made union all select id::text from audit.use_set where digest = $1`

/** The same selection gives the same text, in whatever order its fields were asked. */
function describeDisclosures(contract: Contract, plan: Plan) {
  const entries = plan.disclosures.map(({ coordinate, masks, by }) => ({
    coordinate,
    by,
    when: [...masks],
    protocols: contract.grants.get(coordinate)?.protocols ?? [],
  }))
  const texts = [...new Set(entries.map((entry) => JSON.stringify(entry)))].sort()
  return texts.map((text) => JSON.parse(text) as (typeof entries)[number])
}
