/** Hands a file over: what is handed over is found, looked at and ended in one transaction, in which no delivery comes between. */
import type { Pool, PoolClient, QueryConfig } from 'pg'
import { takeLock } from '../../../database/locks.ts'
import { runInTransaction } from '../../../database/transaction.ts'
import { type ActKey, type DoneAct, outcomeBefore } from '../../../graphql/schema/acts/act.ts'
import { overtaken, untilSettled } from '../../../graphql/schema/acts/act-store.ts'
import { lookAgain } from '../../delivery/store/apply-batch.ts'
import type { Send } from '../../delivery/store/pipelined-query.ts'
import { deriveRelationships } from '../../delivery/store/relationships.ts'
import { followOn } from '../../delivery/store/taking-back.ts'
import { FILE_KINDS, type FileKind } from '../file-kinds.ts'
import type { HandoverActor, HandoverAnswer, HandoverCommand } from './commands.ts'
import { notHeld, problemOf } from './refusals.ts'
import { type HandoverStatements, statementsOf } from './statements.ts'

export type HandOverFile = (actor: HandoverActor, asked: HandoverCommand, key: ActKey | null) => Promise<HandoverAnswer>

/** File of the caller. @property since first day of the conflict; null without one. @property last_begins first day of the last of its rows that goes on after the day asked; null when none does. */
type FoundFile = { person_id: string; since: string | null; last_begins: string | null }

type Outcome = { newcomerId: string; endsOn: string }

const STATEMENTS: ReadonlyMap<string, HandoverStatements> = new Map([...FILE_KINDS].map(([name, kind]) => [name, statementsOf(kind)]))

/** @param pool connections on which an act does not wait long for another one, or for a delivery. */
export function createHandOver(pool: Pool): HandOverFile {
  return async (actor, asked, key) => {
    const kind = FILE_KINDS.get(asked.kind)
    const statements = STATEMENTS.get(asked.kind)
    if (kind === undefined || statements === undefined) throw new Error('a kind of file that the schema does not have')
    const once = () => runInTransaction(pool, (client) => attempt(client, { kind, statements }, actor, asked, key))
    return await untilSettled(() => once().catch((error: unknown) => void overtaken(error)))
  }
}

type Kind = { kind: FileKind; statements: HandoverStatements }

async function attempt(
  client: PoolClient,
  { kind, statements }: Kind,
  actor: HandoverActor,
  asked: HandoverCommand,
  key: ActKey | null,
): Promise<HandoverAnswer> {
  await client.query(takeLock('deliveries'))
  const { done, file } = await find(client, statements, actor, asked, key)
  const before = outcomeBefore(key, done)
  if (before !== undefined) return { ...before, userErrors: [] }
  if (file === null || file.since === null || asked.newcomerId === null) return refused(notHeld())
  const problem = problemOf({ since: file.since, lastBegins: file.last_begins }, asked.endsOn, actor.today)
  if (problem !== undefined) return refused(problem)
  const outcome: Outcome = { newcomerId: asked.newcomerId, endsOn: asked.endsOn }
  const { organisation, consumer, userRef, today } = actor
  const by = [organisation, consumer, key?.key ?? null, key?.fingerprint ?? null, userRef]
  const values = [...by, file.person_id, asked.endsOn, today, JSON.stringify(outcome)]
  await client.query({ ...statements.end, values })
  await follow(client, kind, actor, file.person_id)
  return { ...outcome, userErrors: [] }
}

const refused = (...userErrors: HandoverAnswer['userErrors']): HandoverAnswer => ({ newcomerId: null, endsOn: null, userErrors })

async function find(
  client: PoolClient,
  { find: statement }: HandoverStatements,
  { organisation, consumer, today, capacities }: HandoverActor,
  { newcomerId, endsOn }: HandoverCommand,
  key: ActKey | null,
): Promise<{ done: DoneAct<Outcome> | null; file: FoundFile | null }> {
  const values = [organisation, consumer, key?.key ?? null, newcomerId, endsOn, today, capacities]
  const { rows } = await client.query<{ done: unknown; found: unknown }>({ ...statement, values })
  return { done: parse(rows[0]?.done), file: parse(rows[0]?.found) }
}

/** JSON comes as text over the connections of the hub. */
function parse<T>(value: unknown): T | null {
  return typeof value === 'string' ? (JSON.parse(value) as T) : ((value ?? null) as T | null)
}

/** What follows from the rows: earlier statuses, who knows the person, and what is to be decided about the person. */
async function follow(
  client: PoolClient,
  { type }: FileKind,
  { organisation, consumer, today }: HandoverActor,
  person: string,
): Promise<void> {
  const statements: QueryConfig[] = []
  const send: Send = (statement) => void statements.push(statement)
  followOn(send, type, [person])
  const source = { source: 'HANDOVER', organisation, consumer, delivery: null, today }
  if (type.relation !== undefined) deriveRelationships(send, [person], new Set([type.relation.capacity]), source)
  lookAgain(send, [person])
  for (const statement of statements) await client.query(statement)
}
