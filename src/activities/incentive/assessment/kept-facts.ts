/** Facts as they are kept with an assessment or a decision: shown by name, state, owner and day; their values sealed, for recomputation alone. */
import type { Vault } from '../../../base/vault.ts'
import type { Catalogue } from '../catalogue/compiled-catalogue.ts'
import type { FactValue } from '../catalogue/rule.ts'
import { type Assessment, knownValues, type ShownFact, showFacts } from './assess-persons.ts'

/** @property sealed values that counted, in the order of the rule; null: did not count. */
export type SealedFacts = { shown: readonly ShownFact[]; sealed: string }

/** @param id of the row: the values open only together with it. */
export function sealFacts(vault: Pick<Vault, 'sealText'>, id: string, assessment: Assessment, catalogue: Catalogue): SealedFacts {
  return { shown: showFacts(assessment, catalogue), sealed: sealFactsAgain(vault, id, JSON.stringify(knownValues(assessment.facts))) }
}

/** Values that counted, in the order of the rule; undefined when they cannot be opened. */
export function openFacts(vault: Pick<Vault, 'openText'>, id: string, sealed: string): (FactValue | null)[] | undefined {
  const text = openSealedFacts(vault, id, sealed)
  return text === undefined ? undefined : (JSON.parse(text) as (FactValue | null)[])
}

/** What was sealed, as text; undefined when it cannot be opened. */
export function openSealedFacts(vault: Pick<Vault, 'openText'>, id: string, sealed: string): string | undefined {
  return vault.openText(sealed, bound(id))
}

/** Seals the text of facts that were opened, for the same row. */
export function sealFactsAgain(vault: Pick<Vault, 'sealText'>, id: string, text: string): string {
  return vault.sealText(text, bound(id))
}

const bound = (id: string) => `incentive facts ${id}`
