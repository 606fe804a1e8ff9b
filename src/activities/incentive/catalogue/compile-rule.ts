/** Compilation of a checked rule into functions over facts. */

import { judgeExpression, readExpression } from './expression.ts'
import type { RuleFactType } from './fact-type.ts'
import type { RuleVersion } from './incentive-file.ts'
import type { Rule } from './rule.ts'

type Vocabulary = ReadonlyMap<string, RuleFactType>

/** Facts that the requirements of a version read, in the order in which they are first met. */
export function factsOf({ requirements }: RuleVersion, vocabulary: Vocabulary): RuleFactType[] {
  const facts = new Set(requirements.flatMap(({ condition }) => factsIn(condition, vocabulary)))
  return [...facts]
}

/** Facts that a condition reads. */
export function factsIn(condition: string, vocabulary: Vocabulary): RuleFactType[] {
  const types = new Map([...vocabulary].map(([name, { values }]) => [name, values]))
  return readExpression(condition, types).facts.flatMap((name) => vocabulary.get(name) ?? [])
}

/** Rule of a version that was checked. */
export function compileRule(
  { requirements }: { requirements: readonly { code: string; condition: string }[] },
  facts: Rule['facts'],
): Rule {
  return {
    facts: facts.map(({ name, values }) => ({ name, values })),
    requirements: requirements.map(({ code, condition }) => ({ code, judge: (world) => judgeExpression(condition, world) })),
  }
}
