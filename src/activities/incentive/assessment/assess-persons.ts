/** Assessment of persons by the compiled rule of an incentive. */
import type { Owner } from '../../../base/owner.ts'
import { type Catalogue, type CompiledIncentive, type CompiledRule, shownName } from '../catalogue/compiled-catalogue.ts'
import type { Text } from '../catalogue/incentive-file.ts'
import type { FactValue, RuleVerdict } from '../catalogue/rule.ts'
import { type FactAnswer, type FactState, freshFrom, stateOfFact } from './freshness.ts'
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

/** Worst first: what keeps a concept from counting is what is said of it. */
const WORST: readonly FactState[] = ['MISSING', 'STALE', 'USED']

/**
 * Facts as they are shown: those of the requirements that are told. Facts that share a concept become one, so that nobody can tell which of them
 * counted; it has no day, which would be the day of one of its owners.
 */
export function showFacts(
  { version, facts, verdict }: Pick<Assessment, 'version' | 'facts' | 'verdict'>,
  { concepts }: Pick<Catalogue, 'concepts'>,
): ShownFact[] {
  const told = new Set(verdict.requirements.flatMap(({ code }) => [...(version.shownBy.get(code) ?? [])]))
  const groups = [...Map.groupBy(version.facts, shownName)].filter(([name]) => told.has(name))
  return groups.map(([name, members]) => {
    const kept = members.flatMap((member) => facts.find((fact) => fact.name === member.name) ?? [])
    const [first] = members
    const days = kept.flatMap(({ asOf }) => asOf ?? []).toSorted()
    const decided = verdict.outcome !== 'UNKNOWN'
    const state = WORST.find((each) => kept.some((fact) => fact.state === each)) ?? 'MISSING'
    const single = members.length === 1 && first?.entry.shownAs === undefined
    return {
      name,
      label: concepts[name] ?? first?.entry.label ?? { nl: name, en: name },
      owner: single ? (first?.source ?? null) : null,
      // Of a concept that the outcome did not have to wait for, it does not show which of its sources was silent.
      state: !single && decided ? 'USED' : state,
      asOf: single ? (days[0] ?? null) : null,
    }
  })
}
