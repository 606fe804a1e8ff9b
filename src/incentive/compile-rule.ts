import type { Rule } from './assess.ts'
import { judgeExpression, readExpression } from './expression.ts'
import type { Fact } from './fact-type.ts'
import type { RuleVersion } from './incentive-file.ts'

/** Facts that the requirements of a version read, in the order in which they are first met. */
export function factsOf({ requirements }: RuleVersion, vocabulary: ReadonlyMap<string, Fact>): Fact[] {
  const types = new Map([...vocabulary].map(([name, { values }]) => [name, values]))
  const names = new Set(requirements.flatMap(({ condition }) => readExpression(condition, types).facts))
  return [...names].flatMap((name) => vocabulary.get(name) ?? [])
}

/** Rule of a version that was checked. */
export function compileRule({ requirements }: Pick<RuleVersion, 'requirements'>, facts: Rule['facts']): Rule {
  return {
    facts: facts.map(({ name, values }) => ({ name, values })),
    requirements: requirements.map(({ code, condition }) => ({ code, judge: (world) => judgeExpression(condition, world) })),
  }
}
