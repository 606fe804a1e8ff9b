/** Facts of the example domain. */
import type { Fact } from '../../query/declare.ts'
import { knownOr, someInForce } from '../../query/fact-sql.ts'

const DOSSIER = 'example.dossier'

/** A fact is three-valued: true, false when the domain knows the person, null when it does not. */
export const visited: Fact = {
  description: 'Whether the person visits the example service now (bezoek). Null when the service does not know the person.',
  value: (terms) => knownOr(DOSSIER, terms, someInForce('example.visit', terms)),
}

export const exampleAsOf: Fact = {
  description: 'Day of the latest information from the example domain about the person. Null when the service does not know the person.',
  value: (terms) => terms.dossierAsOf(DOSSIER),
}
