/** What is asked of the store of handovers, and what it answers. */
import type { UserError } from '../../../graphql/schema/user-error.ts'

/** Who acts. @property capacities in which a person exists for it. */
export type HandoverActor = {
  organisation: number
  consumer: string
  userRef: string | null
  capacities: readonly string[]
  today: string
}

/** A file to hand over. @property newcomerId null: what was given is no id. @property kind name of a kind of file. @property endsOn first day on which the caller no longer holds it. */
export type HandoverCommand = { newcomerId: string | null; kind: string; endsOn: string }

/** What came of it: the person and the day, and why nothing changed, if so. */
export type HandoverAnswer = { newcomerId: string | null; endsOn: string | null; userErrors: readonly UserError[] }
