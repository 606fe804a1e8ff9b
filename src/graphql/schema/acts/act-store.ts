/** How acts are stored, whatever they are about: the key of the request, the note in the evidence, and races settled by deciding anew. */
import { classify } from '../../../query/reader.ts'
import { stillInProgress } from './act.ts'

/** Connections that act as the application, with a lock timeout: an act that waits for another one does not wait long. */
export type ActQuery = (statement: { name: string; text: string; values: unknown[] }) => Promise<{ rows: unknown[] }>

/** SQL terms of who acts, and of the key of the request. */
type By = { organisation: string; user: string }
type Key = { organisation: string; consumer: string; key: string; fingerprint: string }

/** What was done under the key before. $1 organisation, $2 consumer, $3 key. */
export const DONE_SQL = `
    select json_build_object('fingerprint', encode(k.fingerprint, 'hex'), 'outcome', k.outcome)
    from directory.idempotency_key k
    where k.organisation_id = $1::int
      and k.consumer = $2::text
      and k.key = $3::text`

/** Keeps the key with its outcome, when there is one. @param from rows of which each is an effect: one, or none when nothing moved. */
export function keptSql({ organisation, consumer, key, fingerprint }: Key, outcome: string, from: string): string {
  return `
  insert into directory.idempotency_key (organisation_id, consumer, key, fingerprint, outcome)
  select ${organisation}, ${consumer}, ${key}, ${fingerprint}, ${outcome}
  from ${from}
  where ${key} is not null`
}

/** In the sealed evidence: who did what, without the person. @param from table expression with id and version of what moved. */
export function notedSql(kind: 'REFERRAL' | 'INCENTIVE', { organisation, user }: By, act: string, from: string): string {
  return `
  insert into audit.event (kind, actor, subject, detail)
  select '${kind}', concat_ws(' ', ${organisation}, ${user}), d.id::text, concat_ws(' ', ${act}, d.version)
  from ${from} d`
}

const UNIQUE_VIOLATION = '23505'
const DEADLOCK = '40P01'
const LOCK_TIMEOUT = '55P03'

/** @returns rows that moved; 'OVERTAKEN' when another act was faster, the same request sent twice among them; or the name of the unique
 *  constraint of `constraints` that the act would break. */
export async function writeAct<Constraint extends string = never>(
  query: ActQuery,
  statement: Parameters<ActQuery>[0],
  constraints: readonly Constraint[] = [],
): Promise<number | 'OVERTAKEN' | Constraint> {
  try {
    const { rows } = await query(statement)
    return (rows[0] as { moved: number }).moved
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    const broken = constraints.find((name) => code === UNIQUE_VIOLATION && name === constraint)
    return broken ?? overtaken(error)
  }
}

/** What an error of an act's statement means. @throws unless another act was faster. */
export function overtaken(error: unknown): 'OVERTAKEN' {
  const { code } = error as { code?: string }
  if (code === UNIQUE_VIOLATION || code === DEADLOCK) return 'OVERTAKEN'
  throw code === LOCK_TIMEOUT ? stillInProgress() : classify(error)
}

/** Rounds after which acts on one row have had their turn: each loser finds what the winner left. */
const ROUNDS = 3

/** An act that another one overtook is decided on anew. @param attempt undefined: it was overtaken. */
export async function untilSettled<Answer>(attempt: () => Promise<Answer | undefined>): Promise<Answer> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const answer = await attempt()
    if (answer !== undefined) return answer
  }
  throw stillInProgress()
}
