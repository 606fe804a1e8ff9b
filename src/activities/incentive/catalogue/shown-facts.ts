/** Which facts of a rule are shown with a verdict, and in which state: never with their values, and those of one concept as one. */
import type { RuleFactType } from './fact-type.ts'
import type { RuleVerdict } from './rule.ts'

/** USED: counts. MISSING: the owner does not know, or it is withheld. STALE: too old to count. */
export const FACT_STATES = ['USED', 'MISSING', 'STALE'] as const
export type FactState = (typeof FACT_STATES)[number]

/** @property members facts that are shown under this name. @property single whether it is one fact, which is shown as itself. */
type ShownState = { name: string; members: readonly RuleFactType[]; single: boolean; state: FactState }

/** Name under which a fact is shown: its own, or that of the concept that it is shown as. */
export function shownName({ name, entry }: Pick<RuleFactType, 'name' | 'entry'>): string {
  return entry.shownAs ?? name
}

/** Worst first: what keeps a concept from counting is what is said of it. */
const WORST: readonly FactState[] = ['MISSING', 'STALE', 'USED']

/**
 * Facts of the requirements that are told. Facts that share a concept become one, so that nobody can tell which of them counted.
 * @param shownBy names by requirement. @param states of the facts, by their names.
 */
export function shownStates(
  facts: readonly RuleFactType[],
  shownBy: ReadonlyMap<string, ReadonlySet<string>>,
  verdict: RuleVerdict,
  states: ReadonlyMap<string, FactState>,
): ShownState[] {
  const told = new Set(verdict.requirements.flatMap(({ code }) => [...(shownBy.get(code) ?? [])]))
  const groups = [...Map.groupBy(facts, shownName)].filter(([name]) => told.has(name))
  return groups.map(([name, members]) => {
    const state = WORST.find((each) => members.some((member) => states.get(member.name) === each)) ?? 'MISSING'
    const single = members.length === 1 && members[0]?.entry.shownAs === undefined
    // Of a concept that the outcome did not have to wait for, it does not show which of its sources was silent.
    return { name, members, single, state: !single && verdict.outcome !== 'UNKNOWN' ? 'USED' : state }
  })
}
