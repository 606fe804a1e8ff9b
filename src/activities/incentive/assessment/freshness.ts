/** Which answers of owners count: present, and young enough. */

import { addDays } from '../../../base/day.ts'
import type { RuleFactType } from '../catalogue/fact-type.ts'
import type { FactValue } from '../catalogue/rule.ts'
import type { FactState } from '../catalogue/shown-facts.ts'

/** Owner's answer about one person. @property asOf day of the word that shows the value (YYYY-MM-DD); null: nobody knows the value. */
export type FactAnswer = { value: FactValue | null; asOf: string | null }

/** First day on which a word still counts (YYYY-MM-DD). */
export function freshFrom({ entry }: Pick<RuleFactType, 'entry'>, day: string): string {
  return addDays(day, -entry.freshDays)
}

/** @param from first day on which a word still counts. A value that nobody dates is stale. */
export function stateOfFact({ entry }: Pick<RuleFactType, 'entry'>, { value, asOf }: FactAnswer, from: string): FactState {
  if (value === null) return 'MISSING'
  if (asOf !== null && asOf >= from) return 'USED'
  return entry.staysTrue && value === true ? 'USED' : 'STALE'
}
