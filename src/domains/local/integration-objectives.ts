/** Objectives on integration in a project: those of which the integration domain knows whether they are reached. */
import type { GpmiObjectiveKind } from '../../generated/prisma/enums.ts'

export const INTEGRATION_OBJECTIVES: readonly GpmiObjectiveKind[] = [
  'DUTCH',
  'SOCIAL_ORIENTATION',
  'TRAJECTORY_START',
  'TRAJECTORY_FINISH',
  'SOCIAL_ORIENTATION_START',
  'DUTCH_START',
]

/** SQL predicate, after the column of the kind. */
export const IS_OF_INTEGRATION = `in (${INTEGRATION_OBJECTIVES.map((kind) => `'${kind}'`).join(', ')})`
