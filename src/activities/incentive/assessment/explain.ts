/** Explanation of an outcome in words, requirement by requirement. */
import type { CompiledRule } from '../catalogue/compiled-catalogue.ts'
import type { Text } from '../catalogue/incentive-file.ts'
import type { RequirementState, RuleVerdict } from '../catalogue/rule.ts'
import type { ShownFact } from './assess-persons.ts'

/** Requirement with its state, in words. */
export type Reason = { code: string; state: RequirementState; text: Text }

const TEMPLATE = { MET: 'met', UNMET: 'unmet', UNKNOWN: 'unknown' } as const

/** Words of the version for each requirement: its templates, with the oldest as-of day of its facts and the names of what is missing or too old. */
export function explain(
  { version, shownBy }: Pick<CompiledRule, 'version' | 'shownBy'>,
  { outcome, requirements }: RuleVerdict,
  facts: readonly ShownFact[],
): Reason[] {
  return requirements.flatMap(({ code, state }) => {
    const requirement = version.requirements.find((each) => each.code === code)
    const inPart = outcome === 'PARTIALLY_ELIGIBLE' && state === 'UNMET'
    const template = inPart ? requirement?.partly?.explain : requirement?.explain[TEMPLATE[state]]
    const own = facts.filter(({ name }) => shownBy.get(code)?.has(name) === true)
    return template === undefined ? [] : [{ code, state, text: { nl: fill('nl', template, own), en: fill('en', template, own) } }]
  })
}

function fill(language: keyof Text, template: Text, facts: readonly ShownFact[]): string {
  const oldest = facts.flatMap(({ asOf }) => asOf ?? []).toSorted()[0] ?? '…'
  const waiting = facts.filter(({ state }) => state !== 'USED').map(({ label }) => label[language])
  return template[language].replaceAll('{asOf}', oldest).replaceAll('{facts}', waiting.join(', '))
}
