/** Recording of rules, so that a stored assessment refers to the exact rule that it used. */
import { SourceUnavailable } from '../../../base/faults.ts'
import { recordOnce } from '../../../database/record-once.ts'
import type { ActQuery } from '../../../graphql/schema/acts/act-store.ts'
import type { CompiledRule } from '../catalogue/compiled-catalogue.ts'

/** Records a rule once, by its content. @returns its id. */
export type RecordRule = (incentive: string, version: CompiledRule) => Promise<number>

const RECORD = `with made as (
    insert into incentive.rule_version (digest, incentive, version, content) values ($1::bytea, $2::text, $3::int, $4::jsonb)
    on conflict (digest) do nothing returning id)
  select id from made union all select id from incentive.rule_version where digest = $1::bytea`

export function createRuleRecorder(query: ActQuery): RecordRule {
  const recorded = new WeakMap<CompiledRule, Promise<number>>()
  return (incentive, version) => {
    const known = recorded.get(version) ?? record(query, incentive, version)
    recorded.set(version, known)
    known.catch(() => recorded.delete(version))
    return known
  }
}

async function record(query: ActQuery, incentive: string, { version, content, digest }: CompiledRule): Promise<number> {
  const statement = { name: 'incentive_rule', text: RECORD, values: [digest, incentive, version.version, JSON.stringify(content)] }
  const row = await recordOnce<{ id: number }, Parameters<ActQuery>[0]>(query, statement)
  if (row === undefined) throw new SourceUnavailable('SOURCE_UNAVAILABLE', 'The rule cannot be recorded. Try again later.')
  return row.id
}
