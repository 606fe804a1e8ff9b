import type { RequirementState } from './assess.ts'
import type { ShownFact } from './assess-persons.ts'
import type { RuleVersion, Text } from './incentive-file.ts'

/** Requirement with its state, in words. */
export type Reason = { code: string; state: RequirementState; text: Text }

/** Words of the version for each requirement: its templates, with the oldest as-of day and the names of what is missing or too old. */
export function explain(
  { requirements }: RuleVersion,
  states: readonly { code: string; state: RequirementState }[],
  facts: readonly ShownFact[],
): Reason[] {
  const oldest = facts.flatMap(({ asOf }) => asOf ?? []).toSorted()[0] ?? '…'
  const waiting = facts.filter(({ state }) => state !== 'USED')
  const fill = (language: keyof Text, template: Text) =>
    template[language].replaceAll('{asOf}', oldest).replaceAll('{facts}', waiting.map(({ label }) => label[language]).join(', '))
  return states.flatMap(({ code, state }) => {
    const requirement = requirements.find((each) => each.code === code)
    if (requirement === undefined) return []
    const template = requirement.explain[TEMPLATE[state]]
    return [{ code, state, text: { nl: fill('nl', template), en: fill('en', template) } }]
  })
}

const TEMPLATE = { MET: 'met', UNMET: 'unmet', UNKNOWN: 'unknown' } as const
