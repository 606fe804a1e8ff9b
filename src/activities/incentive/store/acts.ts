/** Acts on assessments and decisions, bound to the database. */
import { untilSettled } from '../../../graphql/schema/acts/act-store.ts'
import type { IncentiveStoreParts } from './act.ts'
import type { IncentiveActs } from './commands.ts'
import { decide, supersede } from './decide.ts'
import { close, revoke } from './end.ts'
import { openAssessments } from './open.ts'

/** Acts on assessments and decisions: each finds, lets a person's judgement and the facts decide, and writes in one statement. */
export function createIncentiveActs(parts: IncentiveStoreParts): IncentiveActs {
  return {
    open: (asker, asked, key) => untilSettled(() => openAssessments(parts, asker, asked, key)),
    close: (asker, selected, key) => untilSettled(() => close(parts, asker, selected, key)),
    decide: (asker, selected, judgement, key) => untilSettled(() => decide(parts, asker, selected, judgement, key)),
    revoke: (asker, selected, reason, key) => untilSettled(() => revoke(parts, asker, selected, reason, key)),
    supersede: (asker, selected, judgement, key) => untilSettled(() => supersede(parts, asker, selected, judgement, key)),
  }
}
