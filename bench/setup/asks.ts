/** The requests of a question: a caller, and persons in the caller's scope. Every system gets the same ones, each in its own form. */
import type { Pool } from 'pg'
import { BATCH_SIZE, QUESTIONS, type QuestionName } from '../questions.ts'
import type { BenchIssuer, Caller } from './callers.ts'
import { BENCH_DAY } from './dataset.ts'

export type Ask = {
  question: QuestionName
  caller: Caller
  /** Q1: the person. Q2: the person after whom the page begins. Q3: the batch. */
  persons: readonly string[]
}

const CAPACITIES: Record<QuestionName, readonly string[]> = {
  Q1: ['TRAJECTORY_CLIENT', 'ACCEPTED_REFERRAL'],
  Q2: ['TRAJECTORY_CLIENT', 'ACCEPTED_REFERRAL'],
  Q3: ['JOBSEEKER'],
}

/** Most persons of one organisation to choose from; batches draw from them with a stride, so that no two are alike. */
const SAMPLE = 20_000

/** Same dataset, same asks: persons in an order that follows neither ids nor storage. */
export async function makeAsks(pool: Pool, issuer: BenchIssuer, name: QuestionName): Promise<Ask[]> {
  const question = QUESTIONS[name]
  const callers = await issuer.callers(pool, question.recipient, question.purpose)
  const scopes = new Map<number, string[]>()
  for (const id of new Set(callers.map(({ organisation }) => organisation))) scopes.set(id, await sampleScope(pool, id, CAPACITIES[name]))
  const size = name === 'Q3' ? BATCH_SIZE : 1
  return Array.from({ length: question.requests }, (_, index) => {
    const caller = callers[index % callers.length] as Caller
    const scope = scopes.get(caller.organisation) ?? []
    if (scope.length < size) throw new Error(`organisation ${caller.organisation} knows ${scope.length} persons, too few for ${name}`)
    const persons = Array.from({ length: size }, (_, place) => scope[(index * 37 + place * 31) % scope.length] as string)
    return { question: name, caller, persons: [...new Set(persons)] }
  })
}

async function sampleScope(pool: Pool, organisation: number, capacities: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct newcomer_id::text as id, hashtext(newcomer_id::text) as place from directory.relationship
     where organisation_id = $1 and capacity::text = any($2) and valid_from <= $3::date and (valid_until is null or valid_until > $3::date)
     order by place, id limit ${SAMPLE}`,
    [organisation, capacities, BENCH_DAY],
  )
  return rows.map(({ id }) => id)
}
