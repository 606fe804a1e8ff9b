/** What a run of the suite found. */
export type ClaimsResult = {
  seed: number
  /** Record types and organisations that were tried. */
  types: number
  organisations: number
  deliveries: number
  /** Answers that were compared, byte for byte. */
  comparisons: number
  /** Lines of evidence, each of which was expected. */
  claims: number
  /** The first thing that did not hold. */
  breach: string | undefined
}
