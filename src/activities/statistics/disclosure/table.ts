/** Shapes that the tables, the disclosure control and the doors share. All pure data: no person, no database, no clock. */

/** One code of a dimension. `parent` is null for the root only; the root is the total of the dimension. */
export type Code = { readonly code: string; readonly parent: string | null }

/**
 * Classification by which a table counts. Codes form one tree: leaves carry the counts, each other code is the sum of its
 * children (municipality -> province -> FLANDERS). A flat dimension has one root, `TOTAL`, and leaves.
 * `sensitive`: cells that tell this dimension apart (not at its root) fall under the higher threshold.
 */
export type Dimension = { readonly name: string; readonly sensitive: boolean; readonly codes: readonly Code[] }

/**
 * What is counted. `PERSONS` are distinct persons, each in one leaf at most; `EVENTS` can hold a person more than once (the table then
 * states distinct persons in `persons`); `AMOUNT` is a sum of money in whole units, whose persons are those of the measure `personsOf`.
 * `within` names the measure whose persons include all of this one's (reached within inflow): differences are protected too.
 */
export type Measure =
  | { readonly name: string; readonly kind: 'PERSONS' | 'EVENTS'; readonly within: string | null }
  | { readonly name: string; readonly kind: 'AMOUNT'; readonly within: null; readonly personsOf: string }

/** One published cross of dimensions; a dimension that is not named is at its root. `depth` limits the level: 0 is the root; leaves when left out. */
export type Margin = readonly { readonly dimension: string; readonly depth?: number }[]

/** Counts of one leaf: `at` has one leaf code per dimension, `values` one whole number per measure, both in the table's order. Leaves left out are zero. */
export type LeafCell = { readonly at: readonly string[]; readonly values: readonly number[] }

/** Distinct persons of a cell at any level, for measures that count events. A cell without a row counts as holding the most persons of one of its children. */
export type CellPersons = { readonly at: readonly string[]; readonly measure: string; readonly persons: number }

/** Largest contributions to an amount, by contributor (opaque key, never published), of one leaf. At least the three largest, so that totals can be judged. */
export type Contributions = {
  readonly at: readonly string[]
  readonly measure: string
  readonly largest: readonly { readonly contributor: string; readonly amount: number }[]
}

/** A table before disclosure control. Never leaves the job that computes it. */
export type CountTable = {
  readonly name: string
  readonly dimensions: readonly Dimension[]
  readonly measures: readonly Measure[]
  readonly margins: readonly Margin[]
  /** Whether every cell falls under the higher threshold (sanctions, exemptions, benefits). */
  readonly sensitive: boolean
  readonly cells: readonly LeafCell[]
  readonly persons?: readonly CellPersons[]
  readonly contributions?: readonly Contributions[]
  /** Cells that cannot hold anybody by definition: with everything below them they are published as 0. All other zeros are hidden like small counts. */
  readonly structuralZeros?: readonly (readonly string[])[]
}

/** A release of the same table that is out already, and the codes that were replaced since (dimension -> old code -> new code). */
export type EarlierRelease = {
  readonly table: ProtectedTable
  readonly recoded?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Rules of disclosure control; `checkPolicy` refuses anything below the minima. */
export type Policy = {
  /** Fewest distinct persons of a published cell, and width of the interval that must stay open for a hidden one; at least 5. */
  readonly threshold: number
  /** The same for sensitive tables and dimensions; at least 10. */
  readonly sensitiveThreshold: number
  /** Published counts are multiples of this; at least 5. */
  readonly base: number
  /** p of the p% rule: an amount is hidden when the second largest contributor could estimate the largest within p percent; at least 10. */
  readonly dominancePercent: number
  /** Decides between equally good complements only; needs no secrecy. Same table, policy and seed: same bytes. */
  readonly seed: string
  /** Who knows some cells by its own work: cells with this code are taken as known to it when the other cells are judged. */
  readonly insiders: readonly { readonly dimension: string; readonly code: string }[]
  /** Releases that overlap with this one: earlier versions, earlier periods of the same table, other codes. Newest last. */
  readonly earlier: readonly EarlierRelease[]
}

/** One cell as published. `SUPPRESSED` says nothing of why: small, complement, dominated or kept hidden from before. */
export type ProtectedCell =
  | { readonly at: readonly string[]; readonly measure: string; readonly state: 'PUBLISHED'; readonly value: number }
  | { readonly at: readonly string[]; readonly measure: string; readonly state: 'SUPPRESSED'; readonly value: null }

/** Share of persons that stay visible, at one depth of one dimension, over all published cells at that depth. `personShare` between 0 and 1. */
export type LevelUtility = {
  readonly dimension: string
  readonly depth: number
  readonly cells: number
  readonly published: number
  readonly persons: number
  readonly publishedPersons: number
  readonly personShare: number
}

/** What a release holds: every cell of every published margin, level and measure, in a fixed order. Safe to publish as it stands. */
export type ProtectedTable = {
  readonly name: string
  readonly dimensions: readonly Dimension[]
  readonly measures: readonly Measure[]
  readonly margins: readonly Margin[]
  readonly sensitive: boolean
  readonly structuralZeros: readonly (readonly string[])[]
  readonly method: string
  readonly threshold: number
  readonly sensitiveThreshold: number
  readonly base: number
  readonly dominancePercent: number
  readonly seed: string
  readonly cells: readonly ProtectedCell[]
}

/** What somebody who knows the method and all published cells can say of one hidden quantity: it lies from `low` to `high`, whole numbers, at least. */
export type HiddenInterval = {
  readonly at: readonly string[]
  /** Measure, or `a - b` for the difference between two measures. */
  readonly measure: string
  /** Code of the insider who is taken to know its own cells; null for a reader who knows the release only. */
  readonly insider: string | null
  /** Whether the reader has the earlier releases as well. */
  readonly remembers: boolean
  readonly low: number
  readonly high: number
  /** Least width (`high - low`) that the policy demands. */
  readonly demanded: number
}

/** Verdict of the auditor. A table with failures must not be published. */
export type TableAudit = {
  readonly hidden: number
  readonly narrowest: number | null
  readonly failures: readonly HiddenInterval[]
  readonly intervals: readonly HiddenInterval[]
}
