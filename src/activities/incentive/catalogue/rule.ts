/**
 * Assessment: facts in, verdict out, in three values. A fact that is missing or stale is not false: the rule is judged for every value
 * that it could have. Only when all of them agree is the verdict known, whatever the fact turns out to be.
 */

/** Values of facts are few by design: yes or no, or a code of a short list. */
export type FactValue = boolean | string

/** Fact of a rule with every value that it can have. */
export type RuleFact = { name: string; values: readonly FactValue[] }

type Judge = (facts: Readonly<Record<string, FactValue>>) => boolean

/** @property foreign reads a fact that the granting organisations do not own: it is judged only of who meets all requirements before it.
 *  @property judgePartly whether somebody who does not meet it meets it in part; only of the last requirement. */
export type RuleRequirement = { code: string; foreign: boolean; judge: Judge; judgePartly?: Judge }

/** Rule ready to be judged. Eligible is who meets all requirements. */
export type Rule = { facts: readonly RuleFact[]; requirements: readonly RuleRequirement[] }

export const OUTCOMES = ['ELIGIBLE', 'NOT_ELIGIBLE', 'UNKNOWN', 'PARTIALLY_ELIGIBLE'] as const
export type AssessmentOutcome = (typeof OUTCOMES)[number]

export const REQUIREMENT_STATES = ['MET', 'UNMET', 'UNKNOWN'] as const
export type RequirementState = (typeof REQUIREMENT_STATES)[number]

/** @property requirements in the order of the rule, as far as they are told: up to the first that is unmet, and before a foreign one unless all before it are met. */
export type RuleVerdict = { outcome: AssessmentOutcome; requirements: readonly { code: string; state: RequirementState }[] }

/**
 * Pure. A requirement that is not told has no influence on the outcome either: an outcome would tell it.
 * @param known value per fact of the rule, in its order; null: missing or stale.
 */
export function assess(rule: Rule, known: readonly (FactValue | null)[]): RuleVerdict {
  const worlds = listWorlds(rule.facts, known)
  const judged = rule.requirements.map(({ code, foreign, judge, judgePartly }) => {
    const met = worlds.map((world) => judge(world))
    const partly = judgePartly === undefined ? met : worlds.map((world, nth) => met[nth] || judgePartly(world))
    return { code, foreign, met, partly, state: stateOf(met, partly) }
  })
  const told = untilUntold(judged)
  const eligible = stateOf(worlds.map((_world, nth) => told.every(({ met }) => met[nth])))
  const partly = stateOf(worlds.map((_world, nth) => told.every(({ partly: each }) => each[nth])))
  return {
    outcome: outcomeOf(eligible, partly),
    requirements: told.map(({ code, state }) => ({ code, state })),
  }
}

/** @param partly whether somebody is eligible at least in part. */
function outcomeOf(eligible: RequirementState, partly: RequirementState): AssessmentOutcome {
  if (eligible === 'MET') return 'ELIGIBLE'
  if (partly === 'UNMET') return 'NOT_ELIGIBLE'
  return eligible === 'UNMET' && partly === 'MET' ? 'PARTIALLY_ELIGIBLE' : 'UNKNOWN'
}

type Judged = { foreign: boolean; state: RequirementState }

/** What others say of a person is used only where the organisation's own file, or a word before theirs, leads to it. */
function untilUntold<T extends Judged>(judged: readonly T[]): T[] {
  const open = judged.findIndex(({ state }) => state !== 'MET')
  const untold = open === -1 ? -1 : judged.findIndex(({ foreign }, place) => foreign && place > open)
  return untilUnmet(untold === -1 ? judged : judged.slice(0, untold), ({ state }) => state === 'UNMET')
}

/** A person who does not get the incentive anyway is not described any further. */
export function untilUnmet<T>(requirements: readonly T[], isUnmet: (requirement: T) => boolean): T[] {
  const first = requirements.findIndex(isUnmet)
  return first === -1 ? [...requirements] : requirements.slice(0, first + 1)
}

/** @param partly whether it is met at least in part. A requirement that is not met is UNMET only once this is known too. */
function stateOf(met: readonly (boolean | undefined)[], partly = met): RequirementState {
  if (met.every(Boolean)) return 'MET'
  const unmet = met.every((each) => !each) && (partly.every(Boolean) || partly.every((each) => !each))
  return unmet ? 'UNMET' : 'UNKNOWN'
}

/** Every combination of values that the unknown facts could have. */
export function listWorlds(facts: readonly RuleFact[], known: readonly (FactValue | null)[]): Record<string, FactValue>[] {
  return facts.reduce<Record<string, FactValue>[]>(
    (worlds, { name, values }, index) => {
      const value = known[index] ?? null
      const possible = value === null ? values : [value]
      return worlds.flatMap((world) => possible.map((each) => ({ ...world, [name]: each })))
    },
    [{}],
  )
}

/** How many combinations of values the facts have: what a check of the whole rule costs. */
export function countWorlds(facts: readonly RuleFact[]): number {
  return facts.reduce((count, { values }) => count * values.length, 1)
}

/** Judges of one rule remember: facts have few values, so a thousand persons are a handful of different cases. */
export function rememberVerdicts(rule: Rule): (known: readonly (FactValue | null)[]) => RuleVerdict {
  const verdicts = new Map<string, RuleVerdict>()
  return (known) => {
    // No value of a fact is empty or holds a comma: codes are names of the schema.
    const key = known.join()
    const verdict = verdicts.get(key) ?? assess(rule, known)
    verdicts.set(key, verdict)
    return verdict
  }
}
