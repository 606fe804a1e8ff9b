/** The domains of the hub. A new domain is one folder and one line here. */
import type { Condition, Conditions } from '../access/protocols/condition.ts'
import type { FactSheet } from '../query/fact-sheet.ts'
import type { Domain } from './declaration/domain.ts'
import { DIRECTORY } from './directory/index.ts'
import { INTEGRATION } from './integration/index.ts'
import { LOCAL } from './local/index.ts'
import { WORK } from './work/index.ts'

export const DOMAINS: readonly Domain[] = [DIRECTORY, INTEGRATION, WORK, LOCAL]

/** Facts that are computed once a day, by domain. */
export const FACT_SHEETS: readonly FactSheet[] = DOMAINS.flatMap(({ sheet }) => sheet ?? [])

/** Conditions of all domains, by name. */
export const CONDITIONS: Conditions = new Map(DOMAINS.flatMap(({ conditions }) => Object.entries<Condition>(conditions)))

for (const key of ['name', 'owner', 'schema'] as const)
  assertUnique(
    key,
    DOMAINS.map((domain) => domain[key]),
  )
assertUnique(
  'condition',
  DOMAINS.flatMap(({ conditions }) => Object.keys(conditions)),
)
assertUnique(
  'record',
  DOMAINS.flatMap(({ records }) => records.map(({ name }) => name)),
)

function assertUnique(what: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index)
  if (twice !== undefined) throw new Error(`two domains have the same ${what}: ${twice}`)
}
