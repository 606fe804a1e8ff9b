/** What acts share: finding, writing, and what a row keeps of an assessment. */
import type { Vault } from '../../../base/vault.ts'
import { type ActKey, type DoneAct, outcomeBefore } from '../../../graphql/schema/acts/act.ts'
import { type ActQuery, writeAct } from '../../../graphql/schema/acts/act-store.ts'
import { classify } from '../../../query/reader.ts'
import type { Assessment } from '../assessment/assess-persons.ts'
import type { AssessmentCaller, Assessor } from '../assessment/assessor.ts'
import { sealFacts } from '../assessment/kept-facts.ts'
import type { RecordRule } from '../assessment/record-rule.ts'
import { untilUnmet } from '../catalogue/rule.ts'

export type IncentiveStoreParts = {
  query: ActQuery
  desk: Assessor
  vault: Pick<Vault, 'sealText' | 'openText'>
  recordRule: RecordRule
  now: () => Date
}

/** First parameters of every act: organisation, consumer, key, fingerprint, user. */
export function actValues({ run }: AssessmentCaller, key: ActKey | null): unknown[] {
  return [run.organisation, run.consumer, key?.key ?? null, key?.fingerprint ?? null, run.userRef]
}

/** Reads what an act is about. @returns what was done under the key before, or the row. */
export async function find<Outcome, Row>(
  { query }: IncentiveStoreParts,
  { run }: AssessmentCaller,
  key: ActKey | null,
  statement: { name: string; text: string },
  column: string,
  more: unknown[],
): Promise<{ before: Outcome | undefined; found: Row | null }> {
  const { rows } = await query({ ...statement, values: [run.organisation, run.consumer, key?.key ?? null, ...more] }).catch(
    (error: unknown) => {
      throw classify(error)
    },
  )
  const row = rows[0] as Record<string, unknown>
  return { before: outcomeBefore(key, parse<DoneAct<Outcome> | null>(row.done)), found: parse<Row | null>(row[column]) }
}

/** JSON comes as text over the pool of the hub. */
function parse<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : (value ?? null)) as T
}

/** @returns rows that moved; undefined when another act was faster, so that this one is to be decided on anew. */
export async function write(
  { query }: Pick<IncentiveStoreParts, 'query'>,
  statement: { name: string; text: string },
  values: unknown[],
): Promise<number | undefined> {
  const moved = await writeAct(query, { ...statement, values })
  return moved === 'OVERTAKEN' ? undefined : moved
}

/** Requirements with their states, as they are kept. */
export function keptRequirements({ verdict }: Pick<Assessment, 'verdict'>): string[] {
  return verdict.requirements.map(({ code, state }) => `${code}:${state}`)
}

/** Whether a stored assessment tells the same. Earlier hubs stored the requirements after an unmet one too. */
export function tellsTheSame(assessment: Pick<Assessment, 'verdict'>, stored: readonly string[]): boolean {
  return keptRequirements(assessment).join() === untilUnmet(stored, (entry) => entry.endsWith(':UNMET')).join()
}

/** Facts of an assessment as a row keeps them, under the row's id. */
export function keptFacts({ vault, desk }: Pick<IncentiveStoreParts, 'vault' | 'desk'>, id: string, assessment: Assessment) {
  const { shown, sealed } = sealFacts(vault, id, assessment, desk.catalogue)
  const facts = shown.map(({ name, owner, state, asOf }, place) => ({ place, name, source: owner, state, as_of: asOf }))
  return { facts, sealed }
}
