/** Assessment of persons by the compiled rule of an incentive. */
import type { Owner } from '../../../base/owner.ts'
import type { Catalogue, CompiledIncentive, CompiledRule } from '../catalogue/compiled-catalogue.ts'
import type { Text } from '../catalogue/incentive-file.ts'
import type { FactValue, RuleVerdict } from '../catalogue/rule.ts'
import { type FactState, shownStates } from '../catalogue/shown-facts.ts'
import { type FactAnswer, freshFrom, stateOfFact } from './freshness.ts'
import { answerOf, type FactRow } from './read-facts.ts'

/** Fact, or concept of several facts, as it is shown: never with its value. @property asOf day of the owner's word; null: none, or the word of several owners. */
export type ShownFact = { name: string; label: Text; owner: Owner | null; state: FactState; asOf: string | null }

/** What was read of one fact, for keeping. */
export type StoredFact = FactAnswer & { name: string; state: FactState }

export type Assessment = {
  newcomerId: string
  incentive: CompiledIncentive
  version: CompiledRule
  /** Day that was looked at (YYYY-MM-DD). */
  asOf: string
  verdict: RuleVerdict
  /** Facts of the rule in its order. */
  facts: readonly StoredFact[]
}

/** Judges the answers of owners about one person. */
export type JudgePerson = (newcomerId: string, answers: FactRow) => Assessment

/** @param asOf day that is looked at. */
export function createPersonJudge(incentive: CompiledIncentive, version: CompiledRule, asOf: string): JudgePerson {
  const facts = version.facts.map((fact, place) => ({ fact, place, from: freshFrom(fact, asOf) }))
  return (newcomerId, row) => {
    const read = facts.map(({ fact, place, from }): StoredFact => {
      const answer = answerOf(row, place)
      return { name: fact.name, value: answer.value, asOf: answer.asOf, state: stateOfFact(fact, answer, from) }
    })
    return { newcomerId, incentive, version, asOf, verdict: version.judge(knownValues(read)), facts: read }
  }
}

/** Values that count, in the order of the rule; null: missing or stale. */
export function knownValues(facts: readonly StoredFact[]): (FactValue | null)[] {
  return facts.map(({ state, value }) => (state === 'USED' ? value : null))
}

/** Facts as they are shown. A concept of several facts has no day, which would be the day of one of its owners. */
export function showFacts(
  { version, facts, verdict }: Pick<Assessment, 'version' | 'facts' | 'verdict'>,
  { concepts }: Pick<Catalogue, 'concepts'>,
): ShownFact[] {
  const stored = new Map(facts.map((fact) => [fact.name, fact]))
  const states = new Map(facts.map(({ name, state }) => [name, state]))
  return shownStates(version.facts, version.shownBy, verdict, states).map(({ name, members: [first], single, state }) => ({
    name,
    label: concepts[name] ?? first?.entry.label ?? { nl: name, en: name },
    owner: single ? (first?.source ?? null) : null,
    state,
    asOf: single ? (stored.get(name)?.asOf ?? null) : null,
  }))
}
