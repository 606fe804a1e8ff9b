/** Types of a parsed delivery: its header and its items. */
import type { DeliveryRefusal } from './refused.ts'

/** One thing that a delivery says: a record still to be checked, or something that could not be read or had to be left out. */
export type Item = { record: number; line: Record<string, unknown> } | { refused: DeliveryRefusal }

/** What a delivery says about itself. `asOf` is the day on which its records were true at the source. */
export type Header = { source: string; reference: string; asOf: string; covers?: HeaderCoverage | undefined }

/** What the source covers about every person in the delivery, from its day on. @property organisation who covers it; null: a source that speaks for all. */
export type HeaderCoverage = { types: readonly string[]; organisation: number | null }
