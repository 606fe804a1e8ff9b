/** Kinds of objectives on integration, as an SQL predicate after a column: those that the integration domain can tell to be reached. */
export const IS_OF_INTEGRATION =
  "in ('DUTCH', 'SOCIAL_ORIENTATION', 'TRAJECTORY_START', 'TRAJECTORY_FINISH', 'SOCIAL_ORIENTATION_START', 'DUTCH_START')"
