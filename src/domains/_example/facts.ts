/** Facts of the example domain. */
import type { Fact } from '../../query/declare.ts'
import { newestWord, rowsInForce, shownBy } from '../../query/fact-sql.ts'

/** A fact is three-valued: true when a record shows it, false when a source covers the records that could, else null. */
export const visited: Fact = {
  description: 'Whether the person visits the example service now (bezoek). Null when no source covers it for this person.',
  ...shownBy(rowsInForce('example.visit')),
}

export const exampleAsOf: Fact = {
  description: 'Day of the newest information of the example domain about the person, whatever it is about. Null when there is none.',
  value: newestWord('example.dossier'),
}
