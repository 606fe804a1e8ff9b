import type { Purpose } from './purpose.ts'
import type { Recipient } from './recipient.ts'

/** Who asks: established from a verified token, never from an argument. */
export type Caller = {
  /** Client identifier of the application. */
  consumer: string
  /** Whether a person uses the application now; false for machine-to-machine tokens. */
  human: boolean
  /** Opaque reference of that person; null for machines. */
  userRef: string | null
  organisation: { id: number; name: string; recipient: Recipient }
  /** Purposes that the token grants. */
  purposes: readonly Purpose[]
}
