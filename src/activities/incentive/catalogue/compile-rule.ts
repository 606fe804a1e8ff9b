/** Compilation of a checked rule into functions over facts. */
import { OWNER_OF } from '../../../base/recipient.ts'
import { judgeExpression, readExpression } from './expression.ts'
import type { RuleFactType } from './fact-type.ts'
import type { IncentiveFile, RuleVersion } from './incentive-file.ts'
import type { Rule } from './rule.ts'
import { shownName } from './shown-facts.ts'

type Vocabulary = ReadonlyMap<string, RuleFactType>

/** Facts that the requirements of a version read, in the order in which they are first met. */
export function factsOf({ requirements }: RuleVersion, vocabulary: Vocabulary): RuleFactType[] {
  const facts = new Set(requirements.flatMap((requirement) => factsOfRequirement(requirement, vocabulary)))
  return [...facts]
}

/** Facts that a requirement reads, to be met or to be met in part. */
function factsOfRequirement(
  { condition, partly }: Pick<RequirementContent, 'condition' | 'partly'>,
  vocabulary: Vocabulary,
): RuleFactType[] {
  return [condition, ...(partly === undefined ? [] : [partly.condition])].flatMap((each) => factsIn(each, vocabulary))
}

/** Facts that a condition reads. */
export function factsIn(condition: string, vocabulary: Vocabulary): RuleFactType[] {
  const types = new Map([...vocabulary].map(([name, { values }]) => [name, values]))
  return readExpression(condition, types).facts.flatMap((name) => vocabulary.get(name) ?? [])
}

/** Requirement as it is recorded. @property partly condition under which it is met in part, if there is one. @property foreign only when it is so: rules of earlier hubs say nothing of it. */
export type RequirementContent = { code: string; condition: string; partly?: { condition: string } | undefined; foreign?: true }

/** Requirements of a version with whether each reads what its granters do not own. */
export function requirementsOf({ grantedBy }: Pick<IncentiveFile, 'grantedBy'>, { requirements }: RuleVersion, vocabulary: Vocabulary) {
  return requirements.map(({ code, condition, partly }): RequirementContent => {
    const foreign = factsOfRequirement({ condition, partly }, vocabulary).some(({ source }) => source !== OWNER_OF[grantedBy])
    return {
      code,
      condition,
      ...(partly === undefined ? {} : { partly: { condition: partly.condition } }),
      ...(foreign ? { foreign } : {}),
    }
  })
}

/** Names under which the facts of each requirement are shown, by its code. */
export function shownByOf({ requirements }: RuleVersion, vocabulary: Vocabulary): Map<string, ReadonlySet<string>> {
  return new Map(requirements.map((requirement) => [requirement.code, new Set(factsOfRequirement(requirement, vocabulary).map(shownName))]))
}

/** Rule of a version that was checked. */
export function compileRule({ requirements }: { requirements: readonly RequirementContent[] }, facts: Rule['facts']): Rule {
  return {
    facts: facts.map(({ name, values }) => ({ name, values })),
    requirements: requirements.map(({ code, condition, partly, foreign = false }) => ({
      code,
      foreign,
      judge: (world) => judgeExpression(condition, world),
      ...(partly === undefined ? {} : { judgePartly: (world) => judgeExpression(partly.condition, world) }),
    })),
  }
}
