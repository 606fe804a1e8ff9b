/** What `extensions.withheld` must count. */
import type { Asked } from './document.ts'
import type { Oracle } from './predict.ts'
import { opens, type Row } from './world.ts'

export type Entry = { coordinate: string; reasons: string[]; count: number }

/** What opens a referral's person to a sender whose contract shows the same; all persons of the oracle are in scope. */
const IN_SCOPE = 'PERSON_IN_SCOPE'

const REASONS: Record<string, string> = {
  [IN_SCOPE]: 'PERSON_NOT_IN_SCOPE',
  REFERRAL_ACCEPTED: 'REFERRAL_NOT_ACCEPTED',
  REFERRAL_PARTY: 'NO_OPEN_REFERRAL',
  PERSON_CONSENTED_TO_FEE: 'PERSON_DID_NOT_CONSENT',
  PERSON_CONSENTED_TO_BENEFIT: 'PERSON_DID_NOT_CONSENT',
  PERSON_CONSENTED_TO_SUPPORT: 'PERSON_DID_NOT_CONSENT',
  PERSON_CONSENTED_TO_BACKGROUND: 'PERSON_DID_NOT_CONSENT',
  GPMI_HAS_INTEGRATION_OBJECTIVE: 'NO_INTEGRATION_OBJECTIVE_IN_GPMI',
  AGENCY_IS_GPMI_PARTY: 'AGENCY_NOT_PARTY_TO_GPMI',
  LIVES_IN_OWN_TERRITORY: 'NOT_IN_OWN_TERRITORY',
  JOB_NEEDS_WRITING: 'JOB_DOES_NOT_NEED_WRITING',
}

/** Conditional coordinates of a selection, each with the conditions on the way to it. */
function gates(
  { contract }: Oracle,
  asked: readonly Asked[],
  above: readonly string[] = [],
): Map<string, { coordinate: string; chain: string[] }> {
  const found = new Map<string, { coordinate: string; chain: string[] }>()
  for (const { coordinate, children } of asked) {
    const own = contract.rules.get(coordinate)
    const gate = (own: readonly string[]) => [...own].sort().join('|')
    const scoped =
      own && contract.rules.get(coordinate.replace(/^ReferredPerson\./, 'Newcomer.')) && coordinate.startsWith('ReferredPerson.')
    const chain = [...new Set([...above, ...(own ? [gate(own)] : []), ...(own && scoped ? [gate([...own, IN_SCOPE])] : [])])]
    if (chain.length > 0) found.set(`${coordinate} ${chain.join(' ')}`, { coordinate, chain })
    for (const [key, gate] of gates(oracleOf(contract), children ?? [], chain)) found.set(key, gate)
  }
  return found
}

const oracleOf = (contract: Oracle['contract']) => ({ contract }) as Oracle

/** Entries for the persons of an answer, in a comparable order. Counts persons, whether or not they have a value. */
export function expectedWithheld(oracle: Oracle, asked: readonly Asked[], persons: readonly Row[]): string {
  const { world, contract, organisation } = oracle
  const counts = new Map<string, Entry>()
  for (const { coordinate, chain } of gates(oracle, asked).values()) {
    const closed = persons.filter((person) =>
      chain.some(
        (when) => !when.includes(IN_SCOPE) && !opens({ world, contract, organisation, person: String(person.id) }, when.split('|')),
      ),
    )
    if (closed.length === 0) continue
    const reasons = [...new Set(chain.flatMap((when) => when.split('|')).map((name) => REASONS[name] ?? name))].sort()
    const key = `${coordinate} ${reasons}`
    counts.set(key, { coordinate, reasons, count: (counts.get(key)?.count ?? 0) + closed.length })
  }
  return canonical([...counts.values()])
}

/** Entries as comparable text. */
export function canonical(entries: readonly Entry[]): string {
  return JSON.stringify(entries.map(({ coordinate, reasons, count }) => [coordinate, [...reasons].sort(), count]).sort())
}
