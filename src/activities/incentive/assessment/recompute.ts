/** Past decisions judged again, by nothing but what was recorded with them. */
import type { Pool } from 'pg'
import type { Vault } from '../../../base/vault.ts'
import { compileRule } from '../catalogue/compile-rule.ts'
import type { RuleContent } from '../catalogue/compiled-catalogue.ts'
import { assess, type FactValue, type RuleVerdict, untilUnmet } from '../catalogue/rule.ts'
import { openFacts } from './kept-facts.ts'

/** @property different ids of decisions that come out differently, or whose facts do not open. */
export type Recomputation = { judged: number; different: string[] }

type Row = { id: string; sealed: string; outcome: string; requirements: string[]; content: string }

/** Rows read at a time. */
const BATCH = 2000

const READ = `
  select d.id, d.facts_sealed as sealed, d.outcome::text as outcome, d.requirements, v.content::text as content
  from incentive.decision d
  join incentive.rule_version v on v.id = d.rule_version_id
  where d.id > $1
  order by d.id
  limit ${BATCH}`

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

export async function recomputeDecisions(pool: Pool, vault: Vault): Promise<Recomputation> {
  const result: Recomputation = { judged: 0, different: [] }
  const judge = createJudge()
  for await (const row of readDecisions(pool)) {
    result.judged += 1
    const known = openFacts(vault, row.id, row.sealed)
    if (known === undefined || !agrees(judge(row.content, known), row)) result.different.push(row.id)
  }
  return result
}

/** All decisions by id, a batch at a time. */
async function* readDecisions(pool: Pool): AsyncGenerator<Row> {
  let last: string | undefined = BEFORE_ALL
  while (last !== undefined) {
    const { rows }: { rows: Row[] } = await pool.query<Row>(READ, [last])
    yield* rows
    last = rows.length < BATCH ? undefined : rows.at(-1)?.id
  }
}

/** Rules are few, and so are the cases of each. */
function createJudge(): (content: string, known: (FactValue | null)[]) => RuleVerdict {
  const verdicts = new Map<string, RuleVerdict>()
  return (content, known) => {
    const key = JSON.stringify([content, known])
    const verdict = verdicts.get(key) ?? judgeOnce(JSON.parse(content) as RuleContent, known)
    verdicts.set(key, verdict)
    return verdict
  }
}

function judgeOnce({ facts, requirements }: RuleContent, known: (FactValue | null)[]): RuleVerdict {
  return assess(compileRule({ requirements }, facts), known)
}

function agrees({ outcome, requirements }: RuleVerdict, row: Row): boolean {
  const states = requirements.map(({ code, state }) => `${code}:${state}`)
  return outcome === row.outcome && states.join() === untilUnmet(row.requirements, (entry) => entry.endsWith(':UNMET')).join()
}
