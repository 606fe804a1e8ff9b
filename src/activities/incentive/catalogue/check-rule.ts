/** Judges a rule in every case that there is: what it answers in all of them is proven, not sampled. */

import { compileRule } from './compile-rule.ts'
import type { RuleFactType } from './fact-type.ts'
import type { RuleVersion } from './incentive-file.ts'
import { type FactValue, listWorlds, type Rule } from './rule.ts'

type RuleProblem = { path: (string | number)[]; message: string }

type World = Record<string, FactValue>

export function checkRule(version: RuleVersion, facts: readonly RuleFactType[]): RuleProblem[] {
  const rule = compileRule(version, facts)
  const worlds = listWorlds(rule.facts, [])
  const failing = version.requirements.flatMap((requirement, nth) => {
    const reason = failureOf(rule, nth, worlds)
    return reason === undefined ? [] : [{ path: ['requirements', nth, 'condition'], message: `${requirement.code}: ${reason}` }]
  })
  if (failing.length > 0) return failing
  return [...checkConstant(version, rule, worlds), ...checkPartly(rule, worlds), ...checkMonotone(version, rule, worlds)]
}

function failureOf({ requirements }: Rule, nth: number, worlds: readonly World[]): string | undefined {
  try {
    for (const world of worlds) {
      requirements[nth]?.judge(world)
      requirements[nth]?.judgePartly?.(world)
    }
  } catch (error) {
    return error instanceof Error ? `${error.message}: compare values of one type` : 'the condition cannot be evaluated'
  }
  return undefined
}

/** A rule that nobody or everybody meets is a mistake in writing. */
function checkConstant({ requirements }: RuleVersion, rule: Rule, worlds: readonly World[]): RuleProblem[] {
  return requirements.flatMap(({ code }, nth) => {
    const answers = new Set(worlds.map((world) => rule.requirements[nth]?.judge(world)))
    return answers.size > 1
      ? []
      : [
          {
            path: ['requirements', nth, 'condition'],
            message: `${code}: is ${[...answers].join()} for every combination of facts: correct the condition`,
          },
        ]
  })
}

/** A partial condition that no person meets alone is a mistake in the file. */
function checkPartly({ requirements }: Rule, worlds: readonly World[]): RuleProblem[] {
  return requirements.flatMap(({ code, judge, judgePartly }, nth) =>
    judgePartly === undefined || worlds.some((world) => judgePartly(world) && !judge(world))
      ? []
      : [
          {
            path: ['requirements', nth, 'partly', 'condition'],
            message: `${code}: nobody meets it in part only: correct the condition, or remove it`,
          },
        ],
  )
}

/** More of a fact in which a version is monotone never makes a person lose the incentive. */
function checkMonotone({ monotoneIn }: RuleVersion, rule: Rule, worlds: readonly World[]): RuleProblem[] {
  const eligible = (world: World) => rule.requirements.every(({ judge }) => judge(world))
  const inPart = (world: World) => rule.requirements.every(({ judge, judgePartly }) => judge(world) || judgePartly?.(world) === true)
  const loses = (before: World, after: World) => (eligible(before) && !eligible(after)) || (inPart(before) && !inPart(after))
  return monotoneIn.flatMap((name, nth) => {
    const path = ['monotoneIn', nth]
    const fact = rule.facts.find((each) => each.name === name)
    if (fact === undefined) return [{ path, message: `${name} is not a fact of this version: remove it` }]
    if (typeof fact.values[0] !== 'boolean') return [{ path, message: `${name} is not a boolean: only booleans can be monotone` }]
    const lost = worlds.some((world) => world[name] === false && loses(world, { ...world, [name]: true }))
    return lost
      ? [{ path, message: `a person can lose the incentive when ${name} becomes true: correct the conditions, or remove it` }]
      : []
  })
}
