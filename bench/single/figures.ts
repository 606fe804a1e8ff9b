/** Figures that are not a matter of legs: each is measured on its own. */
export type Figures = {
  /** P6. Processor time per request as a multiple of the same build's without authorization. */
  authorizationQ1: number
  authorizationQ2: number
  authorizationQ3: number
  /** P8. Statements of one page with this many persons, and how many these are apart. */
  statementsFor20: number
  statementsFor100: number
  statementsApart: number
  /** P8. Fields below the roots that are guarded while they are resolved, per field. */
  decisionsPerField: number
  /** P9. */
  lookupMicros: number
  compileMs: number
  /** P10. Largest p50 over the sizes as a multiple of the smallest size's. */
  curveQ1: number
  curveQ2: number
  /** P11. */
  peakMib: number
  /** P12. Persons/s of an import, as a share of COPY. */
  importShare: number
}
