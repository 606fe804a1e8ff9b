/** Set of coordinates that a plan discloses, recorded once. */
import { createHash } from 'node:crypto'
import type { Contract } from '../access/protocols/contract.ts'
import { Invariant } from '../base/faults.ts'
import { recordOnce } from '../database/record-once.ts'
import type { Plan } from './compile.ts'

/** Runs a statement; what the reader needs of a pool. */
export type Query = (statement: { name?: string; text: string; values: unknown[]; rowMode?: 'array' }) => Promise<{ rows: unknown[] }>

/** Connections of one login; what running a plan needs of a pool. */
export type Connections = { query: Query }

/** Records once what a plan discloses, so that each use is one small row that refers to it.
 *  @returns id of the set (bigint as text). */
export async function recordDisclosedSet(query: Query, contract: Contract, plan: Plan): Promise<string> {
  return await recordUseSet(query, contract, describeDisclosures(contract, plan), plan.conditions)
}

/** Coordinate as a set of use keeps it. @property when masks: disclosed where each shares a bit with the open conditions of the person. */
export type RecordedCoordinate = { coordinate: string; by: string; when: readonly number[]; protocols: readonly unknown[] }

/** Records a set of use once, by its content. @returns its id (bigint as text). */
export async function recordUseSet(
  query: Query,
  { recipient, purpose, protocols: filed }: Contract,
  coordinates: readonly RecordedCoordinate[],
  conditions: readonly string[],
): Promise<string> {
  const protocols = filed.map(({ id, version }) => ({ id, version }))
  const digest = createHash('sha256')
    .update(JSON.stringify([recipient, purpose, protocols, coordinates, conditions]))
    .digest()
  const values = [digest, recipient, purpose, JSON.stringify(protocols), JSON.stringify(coordinates), [...conditions]]
  const recorded = await recordOnce<{ id: string }, Parameters<Query>[0]>(query, { text: RECORD, values })
  if (recorded === undefined) throw new Invariant('inv_us3set')
  return recorded.id
}

const RECORD = `
  with made as (
    insert into audit.use_set (digest, recipient, purpose, protocols, coordinates, conditions) values ($1, $2, $3, $4, $5, $6)
    on conflict (digest) do nothing returning id)
  select id::text as id from made union all select id::text from audit.use_set where digest = $1`

/** The same selection gives the same text, in whatever order its fields were asked. */
function describeDisclosures(contract: Contract, plan: Plan): RecordedCoordinate[] {
  const entries = plan.disclosures.map(({ coordinate, masks, by }) => ({
    coordinate,
    by,
    when: [...masks],
    protocols: contract.grants.get(coordinate)?.protocols ?? [],
  }))
  const texts = [...new Set(entries.map((entry) => JSON.stringify(entry)))].sort()
  return texts.map((text) => JSON.parse(text) as RecordedCoordinate)
}
