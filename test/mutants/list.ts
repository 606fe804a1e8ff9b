/** Every known-bad build. */
import { ACTS } from './faults/acts.ts'
import { CONDITIONS } from './faults/conditions.ts'
import { CONNECTION_FAULTS } from './faults/connections.ts'
import { GRANTS } from './faults/grants.ts'
import { HOLDERS } from './faults/holders.ts'
import { INFERENCE } from './faults/inference.ts'
import { KNOWLEDGE } from './faults/knowledge.ts'
import { REQUESTS } from './faults/requests.ts'
import { SCOPE } from './faults/scope.ts'
import { WITHDRAWALS } from './faults/withdrawals.ts'
import type { Mutant } from './mutant.ts'

export const MUTANTS: readonly Mutant[] = [
  ...SCOPE,
  ...GRANTS,
  ...CONDITIONS,
  ...REQUESTS,
  ...HOLDERS,
  ...KNOWLEDGE,
  ...ACTS,
  ...WITHDRAWALS,
  ...CONNECTION_FAULTS,
  ...INFERENCE,
]
